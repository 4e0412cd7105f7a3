/** Requests to the admin endpoints of the overview. The responses are described in lib/contracts/overview.ts. */
import { isJsonObject } from '../../lib/contracts/json';
import {
  type FindingDetail,
  type IndicatorHistory,
  OVERVIEW_VERSION,
  type OverviewModel,
  type OverviewPart,
  type RowCalendar,
} from '../../lib/contracts/overview';
import type { Host } from './host';

const MAX_WAIT_MS = 30_000;

/** The response was no 200. 0: there was no response. */
export class RequestFailed extends Error {
  constructor(readonly status: number) {
    super(`status ${status}`);
  }
}

/** The package was updated since the page was loaded. */
export class OtherVersion extends Error {}

const headersOf = (host: Host): Record<string, string> => {
  const token = host.token();
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
};

/** @param path below the overview */
export async function request(host: Host, path: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(host.base + path, {
    headers: headersOf(host),
    cache: 'no-store',
    credentials: 'same-origin',
    signal,
  }).catch((error: unknown) => {
    throw signal.aborted ? error : new RequestFailed(0);
  });
  if (response.ok) return response;
  await response.body?.cancel();
  throw new RequestFailed(response.status);
}

const hasMember = <T>(body: unknown, member: keyof T & string): body is T =>
  isJsonObject(body) && member in body;

/**
 * The body of a response, as the endpoint describes it. A login page of a proxy, for example, is something else: only
 * the members that tell them apart are looked at, because both sides come from the same package.
 */
async function readJson<T>(
  host: Host,
  path: string,
  outer: AbortSignal,
  member: keyof T & string,
): Promise<T> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(MAX_WAIT_MS)]);
  const response = await request(host, path, signal);
  const body: unknown = await response.json().catch((error: unknown) => {
    throw outer.aborted ? error : new RequestFailed(0);
  });
  if (!hasMember<T>(body, member)) throw new RequestFailed(0);
  return body;
}

/** @param at day of an earlier posture */
export async function readModel(
  host: Host,
  part: OverviewPart,
  signal: AbortSignal,
  at?: string,
): Promise<OverviewModel> {
  const day = at === undefined ? '' : `&at=${encodeURIComponent(at)}`;
  const model = await readJson<OverviewModel>(host, `data?part=${part}${day}`, signal, 'accounts');
  if (model.version !== OVERVIEW_VERSION) throw new OtherVersion();
  return model;
}

export const readCalendar = (host: Host, row: string, signal: AbortSignal): Promise<RowCalendar> =>
  readJson<RowCalendar>(host, `data?part=calendar&row=${encodeURIComponent(row)}`, signal, 'days');

export const readIndicator = (host: Host, tile: string, signal: AbortSignal): Promise<IndicatorHistory> =>
  readJson<IndicatorHistory>(host, `data?part=indicator&tile=${encodeURIComponent(tile)}`, signal, 'days');

export const readFinding = (
  host: Host,
  node: string,
  check: string,
  signal: AbortSignal,
): Promise<FindingDetail> =>
  readJson<FindingDetail>(
    host,
    `evidence/${encodeURIComponent(node)}/${encodeURIComponent(check)}`,
    signal,
    'evidence',
  );
