import type { ApiRequest, ApiResponse, CallOptions } from '../../../../nodes/lib/contracts/api-client';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { FilelessClient } from '../../../doubles/fileless-client';

type Fields = Readonly<Record<string, unknown>>;

export interface ApiCall {
  readonly method: string;
  readonly path: string;
  /** Of the one object in `data`. */
  readonly item: Fields;
  readonly token: string | undefined;
}

/** Rows in the body of an endpoint, page by page; it may throw. */
export interface Endpoint {
  readonly rows: (call: ApiCall) => readonly unknown[];
  readonly body: (rows: readonly unknown[], next: string | undefined) => unknown;
}

export const refused = (code: 'MIMECAST_FORBIDDEN' | 'MIMECAST_NOT_LICENSED'): MimecastError =>
  new MimecastError(code, 'refused', { status: code === 'MIMECAST_FORBIDDEN' ? 403 : 404 });

export const direct = (rows: readonly unknown[], next?: string): unknown => ({
  meta: { pagination: { next } },
  data: rows,
});
export const wrapped = (name: string) => (rows: readonly unknown[], next?: string) =>
  direct([{ [name]: rows }], next);
export const rest = (list: string) => (rows: readonly unknown[], next?: string) => ({
  [list]: rows,
  meta: { pagination: { nextPageToken: next } },
});

/** Endpoints by method and path; any other endpoint is not licensed. Tokens count rows. */
export class Endpoints extends FilelessClient {
  readonly requests: ApiCall[] = [];
  pageSize = 2;
  before: (call: ApiCall, count: number) => void = () => undefined;

  constructor(readonly table: Record<string, Endpoint>) {
    super();
  }

  override async call(
    { method, path, body, query }: ApiRequest,
    { signal }: CallOptions,
  ): Promise<ApiResponse> {
    signal.throwIfAborted();
    this.calls += 1;
    const sent = (body ?? {}) as { meta?: { pagination?: { pageToken?: string } }; data?: Fields[] };
    const token = query?.['pageToken']?.toString() ?? sent.meta?.pagination?.pageToken;
    const call = { method, path, item: sent.data?.[0] ?? {}, token };
    this.requests.push(call);
    this.before(call, this.calls);
    const endpoint = this.table[`${method} ${path}`];
    if (endpoint === undefined) throw refused('MIMECAST_NOT_LICENSED');
    const rows = endpoint.rows(call);
    const from = Number(token ?? 0);
    const end = from + this.pageSize;
    const response = endpoint.body(rows.slice(from, end), end < rows.length ? String(end) : undefined);
    return { status: 200, body: response, requestId: 'r', bytes: 10, failures: [] };
  }
}
