import { MimecastError } from '../api/errors';
import type { ApiAnswer, ApiRequest } from '../api/types';
import type { ReadContext } from '../shipping/stream';
import { callApi, partialFailure } from '../streams/paged/call-api';
import type { Value } from '../streams/paged/canonical';
import { type Pages, readPost, readRest } from '../streams/snapshot/read-pages';
import type { Answer } from './answer';
import { look, type SurveyContext } from './look';

export interface Once<T> {
  readonly request: ApiRequest;
  readonly published?: boolean;
  /** a key of streams/permissions.ts, so that a refusal can name what is missing */
  readonly key?: string;
  /** @returns undefined for an answer that says nothing; may throw MimecastError (unreadable) */
  readonly read: (body: unknown) => T | undefined;
}

/** One call. */
export function readOnce<T>(
  { request, published, key, read }: Once<T>,
  context: SurveyContext,
): Promise<Answer<T>> {
  const { path } = request;
  const named = key ?? context.stream;
  const call = async (): Promise<T | undefined> => {
    const answer = await callApi(request, named, readContext(context));
    throwPartial(answer, path, named);
    return read(answer.body);
  };
  return look({ endpoint: path, ...(published === undefined ? {} : { published }) }, call, context.client);
}

/** All of a list: half of one is no evidence, so trouble on a later page makes it `broken`. */
export interface ListOf {
  readonly path: string;
  readonly published?: boolean;
  /** as in Once */
  readonly key?: string;
  /** `post`: `/api/*`; `rest`: `/*\/v1/*`, whose records are in `member` */
  readonly family: 'post' | 'rest';
  /** of `post`: sent as `data`; empty for a list of everything (mimecast-api.md 3.1) */
  readonly data?: readonly Value[];
  /** of `rest`: where the records are; of `post`: the member of the objects in `data` that holds them, if any */
  readonly member?: string;
}

export function readList(list: ListOf, context: SurveyContext): Promise<Answer<Pages>> {
  const { path, published, family, data = [], member, key = context.stream } = list;
  const read = async (): Promise<Pages | undefined> => {
    const pages =
      family === 'rest'
        ? await readRest(path, member ?? 'items', key, readContext(context))
        : await readPost(path, data, member, key, readContext(context));
    return pages.records.length === 0 ? undefined : pages;
  };
  return look({ endpoint: path, ...(published === undefined ? {} : { published }) }, read, context.client);
}

function throwPartial(answer: ApiAnswer, path: string, key: string): void {
  const failure = partialFailure(answer, path, key);
  if (failure !== undefined) throw failure;
}

/** What streams want to know beside; a survey has no pages to fill. */
export function readContext({ client, signal, onThrottled }: SurveyContext): ReadContext {
  return {
    client,
    signal,
    chunk: 1000,
    chunkBytes: 1_000_000,
    lookbackMs: 0,
    onThrottled: onThrottled ?? (() => undefined),
  };
}

/** For readers of answers. */
export function unreadable(endpoint: string, where: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', `the answer can't be read at "${where}"`, { endpoint });
}
