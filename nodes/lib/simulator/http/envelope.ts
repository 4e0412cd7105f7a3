/** The envelopes of `/api/*` (wire.md 3.1, 3.2, 3.4). */

import { type Answer, escaped, json } from './exchange';

export type Fields = Readonly<Record<string, unknown>>;

export interface Envelope {
  /** undefined: the request has no `data` */
  readonly data: readonly Fields[] | undefined;
  readonly pageSize: unknown;
  readonly pageToken: string | undefined;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns undefined: no JSON object, or `data` is no array of objects. An empty body is an empty envelope. */
export function parseEnvelope(body: string): Envelope | undefined {
  const value = body.trim() === '' ? {} : parseJson(body);
  if (!isFields(value)) return undefined;
  const { data, meta } = value;
  if (data !== undefined && !(Array.isArray(data) && data.every(isFields))) return undefined;
  const pagination = isFields(meta) && isFields(meta['pagination']) ? meta['pagination'] : {};
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
export interface Flaw {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** A validation failure of one field (wire.md 3.4). */
export function invalid(flaw: Flaw, key: Fields = {}, status = 200): Answer {
  const fail = [{ key, errors: [{ ...flaw, retryable: false }] }];
  return escaped(json(status, { meta: { status }, data: [], fail }));
}

export interface Pagination {
  readonly next?: string | undefined;
  readonly totalCount?: number;
}

/** @param shown number of records on this page, which is `pageSize` in a response (wire.md 3.2) */
export function paged(data: unknown, shown: number, { next, totalCount }: Pagination): Answer {
  const pagination = {
    pageSize: shown,
    ...(totalCount === undefined ? {} : { totalCount }),
    ...(next === undefined ? {} : { next }),
  };
  return escaped(json(200, { meta: { status: 200, pagination }, data, fail: [] }));
}

/** Endpoints without pages have no `pagination` (wire.md 3.2). */
export function unpaged(data: unknown): Answer {
  return escaped(json(200, { meta: { status: 200 }, data, fail: [] }));
}
