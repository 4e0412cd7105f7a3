import type { ApiRequest, ApiResponse, CallOptions } from '../../../../nodes/lib/contracts/api-client';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { formatApiTime, parseApiTime } from '../../../../nodes/lib/streams/window/api-time';
import { FilelessClient } from '../../../doubles/fileless-client';

/** A record of a log, and the time at which it becomes visible. Epoch ms. */
export interface Entry {
  readonly at: number;
  readonly visibleAt: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The parsed members of a request. */
export interface WindowQuery {
  readonly from: number;
  readonly to: number;
  readonly token: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  readonly pageSize: number;
}

export interface TenantOptions {
  readonly path: string;
  readonly start: string;
  readonly end: string;
  readonly wrapper?: string;
  /** newest first where the request does not set it */
  readonly sortable?: boolean;
  readonly pageSize?: number;
  /** ms */
  readonly retentionMs?: number;
}

export const refusal = (vendorCode = 'err_validation'): MimecastError =>
  new MimecastError('MIMECAST_BAD_REQUEST', 'refused', { status: 400, vendorCode });
export const outage = (): MimecastError =>
  new MimecastError('MIMECAST_UNAVAILABLE', 'down', { status: 503, transient: true });

/** A log behind the API; each page contains what is visible when it is requested. */
export class Tenant extends FilelessClient {
  readonly entries: Entry[] = [];
  readonly requests: WindowQuery[] = [];
  /** May throw, or return another response. `count` is the number of calls so far, from 1. */
  fault: (query: WindowQuery, count: number) => unknown = () => undefined;
  /** tokens that are not accepted any more */
  readonly refusedTokens = new Set<string>();
  readonly #tokens = new Map<string, number>();
  #ordered: readonly (Entry & { readonly place: number })[] = [];

  readonly #options: TenantOptions;

  constructor(options: TenantOptions) {
    super();
    this.#options = options;
  }

  /** A record without late arrival; its content is `n` and its time. */
  add(at: number, value: Readonly<Record<string, unknown>>, visibleAt = at): void {
    this.entries.push({ at, visibleAt, value });
  }

  override async call(request: ApiRequest, { signal }: CallOptions): Promise<ApiResponse> {
    signal.throwIfAborted();
    this.calls += 1;
    const query = this.#read(request);
    this.requests.push(query);
    const instead = this.fault(query, this.calls);
    const body = instead === undefined ? this.#page(query) : instead;
    return { status: 200, body, requestId: 'request', bytes: 100, failures: [] };
  }

  killTokens(): void {
    for (const token of this.#tokens.keys()) this.refusedTokens.add(token);
  }

  /** The envelope around records. */
  envelope(records: readonly unknown[], next?: string): unknown {
    const { wrapper } = this.#options;
    const data = wrapper === undefined ? records : [{ [wrapper]: records }];
    return { meta: { status: 200, pagination: { pageSize: records.length, next } }, data, fail: [] };
  }

  #read({ path, method, body }: ApiRequest): WindowQuery {
    if (path !== this.#options.path || method !== 'POST') throw new Error(`${method} ${path}`);
    const { meta, data } = structuredClone(body) as {
      meta: { pagination: { pageSize: number; pageToken?: string } };
      data: [Record<string, unknown>];
    };
    const { [this.#options.start]: from, [this.#options.end]: to, ...rest } = data[0];
    const epochs = [from, to].map((time) => parseApiTime(time) ?? Number.NaN);
    const [start = Number.NaN, end = Number.NaN] = epochs;
    if (formatApiTime(start) !== from || formatApiTime(end) !== to) throw refusal('err_validation_date');
    const { pageSize, pageToken = null } = meta.pagination;
    return { from: start, to: end, token: pageToken, body: rest, pageSize };
  }

  #page(query: WindowQuery): unknown {
    const { retentionMs = Number.POSITIVE_INFINITY, pageSize = query.pageSize, sortable } = this.#options;
    const now = Date.now();
    if (query.from < now - retentionMs) throw refusal('err_validation_from');
    const sign = sortable === true && query.body['oldestFirst'] === true ? 1 : -1;
    const behind = this.#placeOf(query);
    const rest = this.#inOrder().filter(
      ({ at, visibleAt, place: tokenState }) =>
        at >= query.from && at <= query.to && visibleAt <= now && sign * tokenState > behind,
    );
    const records = sign > 0 ? rest.slice(0, pageSize) : rest.slice(-pageSize).toReversed();
    const last = records.at(-1);
    const next =
      last === undefined || rest.length <= pageSize ? undefined : this.#tokenAt(sign * last.place, query);
    return this.envelope(
      records.map(({ value }) => value),
      next,
    );
  }

  /** Oldest first; `place` distinguishes records of the same second. */
  #inOrder(): readonly (Entry & { readonly place: number })[] {
    if (this.#ordered.length !== this.entries.length) {
      this.#ordered = this.entries
        .map((entry, index) => ({ ...entry, place: entry.at * 100 + index }))
        .sort((a, b) => a.place - b.place);
    }
    return this.#ordered;
  }

  #tokenAt(tokenState: number, { from, to }: WindowQuery): string {
    // Never the same text twice.
    const token = `${from}-${to}-${tokenState}-${this.#tokens.size}`;
    this.#tokens.set(token, tokenState);
    return token;
  }

  #placeOf({ token, from, to }: WindowQuery): number {
    if (token === null) return Number.NEGATIVE_INFINITY;
    const tokenState = this.#tokens.get(token);
    // Bound to its query, and to the lifetime of the token.
    if (tokenState === undefined || this.refusedTokens.has(token) || !token.startsWith(`${from}-${to}-`))
      throw refusal('err_token');
    return tokenState;
  }
}
