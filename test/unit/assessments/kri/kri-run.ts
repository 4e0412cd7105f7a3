/** A run of indicators over a data source with a record in each hour. */
import assert from 'node:assert/strict';
import type { Range } from '../../../../nodes/lib/assessments/evidence/read-window';
import { EMPTY_HISTORY, type History } from '../../../../nodes/lib/assessments/kri/history';
import { type RunSettings, runKri } from '../../../../nodes/lib/assessments/kri/run';
import type { KriDataSource, KriRecord } from '../../../../nodes/lib/assessments/kri/types';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import type { Empty, EvidenceResult, RequestInfo } from '../../../../nodes/lib/contracts/evidence';

export const HOUR = 3_600_000;
export const NOW = Date.UTC(2026, 10, 22, 3, 30);
export const IMPERSONATION = 'mimecast_impersonation_not_blocked_24h';
export const URLS = 'mimecast_url_clicks_post_delivery_7d';
export const QUEUE = 'mimecast_hold_queue_size';

export const requestInfo: RequestInfo = { endpoint: '/api/x', httpStatus: 200, collectedAt: '', calls: 1 };
export const evidence = <T>(value: T): EvidenceResult<T> => ({ kind: 'evidence', value, requestInfo });
export const empty: Empty = { kind: 'empty', requestInfo };
export const unavailable = (code: MimecastError['code'], status?: number): EvidenceResult<never> => ({
  kind: code === 'MIMECAST_FORBIDDEN' ? 'forbidden' : 'broken',
  error: new MimecastError(code, 'sorry', { status }),
  requestInfo: { ...requestInfo, httpStatus: status ?? null },
});

const recordOf = (log: string) =>
  log === 'ttp.url'
    ? { action: 'allow', scanResult: 'malicious', route: 'inbound' }
    : { action: 'none', eventTime: '' };

/** Nothing of it may be read. */
export const EMPTY_SOURCE: KriDataSource = {
  describe: (what) => ({ endpoint: `/${what}`, filter: {} }),
  oldestAvailable: () => 0,
  readLog: () => assert.fail('read'),
  readSnapshot: () => assert.fail('read'),
  readStats: async () => undefined,
  readPackages: async () => ({ kind: 'empty', requestInfo }),
};

/** A data source with one record per hour, on the half hour. */
export function dataSource(
  changes: Partial<KriDataSource> = {},
): KriDataSource & { readonly ranges: Range[] } {
  const ranges: Range[] = [];
  return {
    ranges,
    describe: (what) => ({ endpoint: `/api/${what}`, filter: {} }),
    oldestAvailable: () => 0,
    readLog: async (log, range, _override, onRecord) => {
      ranges.push(range);
      for (let at = Math.ceil(range.from / HOUR) * HOUR - HOUR / 2; at < range.to; at += HOUR) {
        if (at >= range.from) onRecord({ ...recordOf(log), messageId: `<${at}>` }, at);
      }
      return evidence({});
    },
    readSnapshot: async () => evidence({ records: [{ dateReceived: '2026-11-22T02:00:00+0000' }] }),
    readStats: async () => undefined,
    readPackages: async () => empty,
    ...changes,
  };
}

/** One run, of one indicator unless others are named. */
export async function run(
  source: KriDataSource,
  {
    history = EMPTY_HISTORY,
    now = NOW,
    ...settings
  }: Partial<RunSettings> & { history?: History; now?: number } = {},
) {
  const records: KriRecord[] = [];
  const all = {
    indicators: [IMPERSONATION],
    thresholds: {},
    unlicensed: 'zero',
    overrides: {},
    ...settings,
  } as const;
  const result = await runKri(all, history, {
    dataSource: source,
    runId: 'run',
    now: () => now,
    calls: () => 0,
    emit: (record) => records.push(record),
    save: async () => undefined,
  });
  const [record] = records;
  assert.ok(record);
  return { record, ...result };
}
