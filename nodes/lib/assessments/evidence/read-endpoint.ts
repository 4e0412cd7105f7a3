import type { ApiRequest, ApiResponse } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import type { EvidenceResult } from '../../contracts/evidence';
import type { JsonObject } from '../../contracts/json';
import type { ReadContext } from '../../contracts/stream';
import { requirementFor } from '../../streams/required-permissions';
import { callApi, partialFailure } from '../../streams/rest/call-api';
import type { Requirement } from '../../streams/rest/log-definition';
import { type ListResult, readPost, readRest } from '../../streams/snapshot/read-pages';
import { collectEvidence, type EvidenceContext } from './collect-evidence';

export interface SingleRequest<T> {
  readonly request: ApiRequest;
  readonly published?: boolean;
  /** key of the required permission, so that an error can name what is missing */
  readonly key?: string;
  /** @returns undefined when the response has no data; may throw MimecastError (unreadableResponse) */
  readonly parse: (body: unknown) => T | undefined;
}

/** Makes one API call. */
export function readSingle<T>(
  { request, published, key, parse }: SingleRequest<T>,
  context: EvidenceContext,
): Promise<EvidenceResult<T>> {
  const { path } = request;
  const requirement = requirementOf(key ?? context.stream);
  const call = async (): Promise<T | undefined> => {
    const response = await callApi(request, requirement, toReadContext(context));
    throwOnPartial(response, path, requirement);
    return parse(response.body);
  };
  return collectEvidence(
    { endpoint: path, ...(published === undefined ? {} : { published }) },
    call,
    context.client,
  );
}

/** A whole list. An incomplete list is not evidence, so an error on a later page makes the result `broken`. */
export interface ListRequest {
  readonly path: string;
  readonly published?: boolean;
  /** as in SingleRequest */
  readonly key?: string;
  /** `post`: `/api/*`; `rest`: `/*\/v1/*`, whose records are in `member` */
  readonly family: 'post' | 'rest';
  /** for `post`: sent as `data`; empty to list everything (wire.md 3.1) */
  readonly data?: readonly JsonObject[];
  /** for `rest`: the member with the records; for `post`: the member of the objects in `data` with the records, if any */
  readonly member?: string;
}

export function readList(list: ListRequest, context: EvidenceContext): Promise<EvidenceResult<ListResult>> {
  const { path, published, family, data = [], member, key = context.stream } = list;
  const requirement = requirementOf(key);
  const read = async (): Promise<ListResult | undefined> => {
    const pages =
      family === 'rest'
        ? await readRest(path, member ?? 'items', requirement, toReadContext(context))
        : await readPost(path, data, member, requirement, toReadContext(context));
    // Entries that are no object were not read, so the list is not whole.
    if (pages.bad.length > 0) throw unreadableResponse(path, member ?? 'data');
    return pages.records.length === 0 ? undefined : pages;
  };
  return collectEvidence(
    { endpoint: path, ...(published === undefined ? {} : { published }) },
    read,
    context.client,
  );
}

/** So that an error can name what is missing. */
export function requirementOf(key: string): Requirement {
  return { key, access: requirementFor(key) };
}

function throwOnPartial(response: ApiResponse, path: string, requirement: Requirement): void {
  const failure = partialFailure(response, path, requirement);
  if (failure !== undefined) throw failure;
}

/** The context that the stream readers expect. Chunk sizes have no effect here. */
export function toReadContext({ client, signal, onThrottled }: EvidenceContext): ReadContext {
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
export function unreadableResponse(endpoint: string, member: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', `the response has an unexpected form at "${member}"`, {
    endpoint,
  });
}
