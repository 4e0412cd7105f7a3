/** A client of `/api/*` and of the batch feed, written from the reference, for the specs of the simulated tenant. */

import type { WindowLogName } from '../../../../nodes/lib/simulator/common/log-names';
import { WINDOW_TABLE } from '../../../../nodes/lib/simulator/endpoints/window/logs';
import type { Simulator } from '../../../../nodes/lib/simulator/simulator';
import { type ApiClient, HOUR, type Link, NOW, TODAY } from './tenant';

export type Item = Readonly<Record<string, unknown>>;

interface Failure {
  readonly code?: string;
  readonly errors?: readonly {
    readonly code: string;
    readonly field?: string;
    readonly retryable: boolean;
  }[];
}

interface Body {
  readonly meta: {
    readonly status: number;
    readonly pagination?: { readonly pageSize: number; readonly next?: string; readonly totalCount?: number };
  };
  readonly data: readonly Item[];
  readonly fail?: readonly Failure[];
}

export interface ApiPage {
  readonly status: number;
  readonly body: Body;
  /** Of the first failure. */
  readonly error: string | undefined;
  readonly field: string | undefined;
  /** With or without a wrapper. */
  readonly records: readonly Item[];
}

export const apiDate = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+0000`;

export function windowOf(log: WindowLogName, { from, to }: { from: number; to: number }): Item {
  const { start, end, sortable, admin } = WINDOW_TABLE[log];
  return {
    [start]: apiDate(from),
    [end]: apiDate(to),
    ...(sortable ? { oldestFirst: true } : {}),
    ...(admin ? { admin: true } : {}),
  };
}

/** @param item the only one in `data`; none where it is undefined */
export async function postApi(
  apiClient: ApiClient,
  path: string,
  item?: object,
  pagination?: object,
): Promise<ApiPage> {
  const body = JSON.stringify({
    ...(pagination === undefined ? {} : { meta: { pagination } }),
    data: item === undefined ? [] : [item],
  });
  const reply = await apiClient.get(path, { method: 'POST', body });
  const isJson = reply.headers.get('content-type')?.startsWith('application/json') === true;
  const response: Body = isJson ? JSON.parse(reply.text) : { meta: { status: reply.status }, data: [] };
  const [failure] = response.fail ?? [];
  const [error] = failure?.errors ?? [];
  return {
    status: reply.status,
    body: response,
    error: error?.code ?? failure?.code,
    field: error?.field,
    records: unwrapped(response.data ?? []),
  };
}

function unwrapped(data: readonly Item[]): readonly Item[] {
  const lists = Object.values(data[0] ?? {}).filter((value): value is Item[] => Array.isArray(value));
  const isWrapper = data.length === 1 && lists.length === 1 && !('id' in (data[0] ?? {}));
  return isWrapper ? (lists[0] ?? []) : data;
}

/** Every record of a range, page by page, without special cases. */
export async function drainLog(
  apiClient: ApiClient,
  log: WindowLogName,
  range: { from: number; to: number },
  pageSize = 100,
): Promise<{ records: Item[]; pages: number }> {
  const records: Item[] = [];
  let pages = 0;
  for (let pageToken: string | undefined, first = true; first || pageToken !== undefined; first = false) {
    const pagination = { pageSize, ...(pageToken === undefined ? {} : { pageToken }) };
    const page = await postApi(apiClient, WINDOW_TABLE[log].path, windowOf(log, range), pagination);
    if (page.error !== undefined) throw new Error(`${page.status} ${page.error}`);
    records.push(...page.records);
    pageToken = page.body.meta.pagination?.next;
    pages++;
  }
  return { records, pages };
}

/** Options of a tenant where no record is late: for specs of the reading itself. */
export const punctual = { lateRecords: 0, veryLateRecords: 0 };

export const compare = (simulator: Simulator, log: WindowLogName, records: readonly unknown[]) =>
  simulator.logs.compare(
    log,
    records.map((record) => JSON.stringify(record)),
  );

export const RANGE = { from: NOW - 6 * HOUR, to: NOW };
export const requestRange = (
  apiClient: ApiClient,
  log: WindowLogName,
  extra: object = {},
  meta?: object,
): Promise<ApiPage> =>
  postApi(apiClient, WINDOW_TABLE[log].path, { ...windowOf(log, RANGE), ...extra }, meta);

export const pathsOf = (links: readonly Link[]): string[] => links.map(({ url }) => new URL(url).pathname);
/** The first request of a read of the batch feed. */
export const start = { type: 'receipt', dateRangeStartsAt: TODAY };

/** The period of a file. */
export function slotOf({ url }: Link): number {
  return Number.parseInt(/-(\w+)\.json\.gz/.exec(url)?.[1] ?? '', 36);
}
