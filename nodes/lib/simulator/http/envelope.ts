/** The envelopes of `/api/*` (wire.md 3.1, 3.2, 3.4). */

import { isJsonObject, type JsonObject } from '../common/json';
import { escapeMarkup, type HttpResponse, json } from './exchange';

export interface Envelope {
  /** undefined: the request has no `data` */
  readonly data: readonly JsonObject[] | undefined;
  readonly pageSize: unknown;
  readonly pageToken: string | undefined;
}

/** @returns undefined: not a JSON object, or `data` is not an array of objects. An empty body is an empty envelope. */
export function parseEnvelope(body: string): Envelope | undefined {
  const value = body.trim() === '' ? {} : parseJson(body);
  if (!isJsonObject(value)) return undefined;
  const { data, meta } = value;
  if (data !== undefined && !(Array.isArray(data) && data.every(isJsonObject))) return undefined;
  const pagination = isJsonObject(meta) && isJsonObject(meta['pagination']) ? meta['pagination'] : {};
  const { pageSize, pageToken } = pagination;
  // an empty token on the first page is accepted
  const token = typeof pageToken === 'string' && pageToken !== '' ? pageToken : undefined;
  return { data, pageSize, pageToken: token };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why one field of a request is not valid. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

export const INVALID_PAGE_TOKEN: FieldError = {
  field: 'pageToken',
  code: 'err_validation_page_token',
  message: 'Invalid page token',
};

/** A validation failure of one field (wire.md 3.4). */
export function validationFailure(flaw: FieldError, key: JsonObject = {}, status = 200): HttpResponse {
  const fail = [{ key, errors: [{ ...flaw, retryable: false }] }];
  return escapeMarkup(json(status, { meta: { status }, data: [], fail }));
}

export interface Pagination {
  readonly next?: string | undefined;
  readonly totalCount?: number;
}

/** @param shown number of records on this page, which is `pageSize` in a response (wire.md 3.2) */
export function pagedResponse(data: unknown, shown: number, { next, totalCount }: Pagination): HttpResponse {
  const pagination = {
    pageSize: shown,
    ...(totalCount === undefined ? {} : { totalCount }),
    ...(next === undefined ? {} : { next }),
  };
  return escapeMarkup(json(200, { meta: { status: 200, pagination }, data, fail: [] }));
}

/** Endpoints without pages have no `pagination` (wire.md 3.2). */
export function unpagedResponse(data: unknown): HttpResponse {
  return escapeMarkup(json(200, { meta: { status: 200 }, data, fail: [] }));
}
