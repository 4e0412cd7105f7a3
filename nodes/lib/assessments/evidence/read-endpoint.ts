import { MimecastError } from '../../contracts/errors';
import type { ApiAnswer, ApiRequest } from '../../contracts/api-client';
import type { ReadContext } from '../../contracts/stream';
import { callApi, partialFailure } from '../../streams/rest/call-api';
import type { Value } from '../../util/canonical-json';
import { type Pages, readPost, readRest } from '../../streams/snapshot/read-pages';
import type { Answer } from '../../contracts/evidence';
import { look, type SurveyContext } from './collect-evidence';

export interface Once<T> {
  readonly request: ApiRequest;
  readonly published?: boolean;
  /** key of the required permission, so that an error can name what is missing */
  readonly key?: string;
  /** @returns undefined when the response has no data; may throw MimecastError (unreadableResponse) */
  readonly read: (body: unknown) => T | undefined;
}

/** Makes one API call. */
export function readOnce<T>(
  { request, published, key, read }: Once<T>,
  context: SurveyContext,
): Promise<Answer<T>> {
  const { path } = request;
  const errorKey = key ?? context.stream;
  const call = async (): Promise<T | undefined> => {
    const response = await callApi(request, errorKey, readContext(context));
    throwOnPartial(response, path, errorKey);
    return read(response.body);
  };
  return look({ endpoint: path, ...(published === undefined ? {} : { published }) }, call, context.client);
}

/** A whole list. A part of one is no evidence, so an error on a later page makes the result `broken`. */
export interface ListOf {
  readonly path: string;
  readonly published?: boolean;
  /** as in SingleRequest */
  readonly key?: string;
  /** `post`: `/api/*`; `rest`: `/*\/v1/*`, whose records are in `member` */
  readonly family: 'post' | 'rest';
  /** for `post`: sent as `data`; empty to list everything (wire.md 3.1) */
  readonly data?: readonly Value[];
  /** for `rest`: the member with the records; for `post`: the member of the objects in `data` with the records, if any */
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

function throwOnPartial(response: ApiAnswer, path: string, key: string): void {
  const failure = partialFailure(response, path, key);
  if (failure !== undefined) throw failure;
}

/** The context that the stream readers expect. Chunk sizes have no effect here. */
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

/** The error for a response that lacks an expected member. */
export function unreadable(endpoint: string, member: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', `the response has an unexpected form at "${member}"`, {
    endpoint,
  });
}
