import assert from 'node:assert/strict';
import type { Range } from '../../../../nodes/lib/assessments/evidence/read-window';
import {
  addRun,
  deselectedIndicators,
  dropIndicators,
  EMPTY_HISTORY,
  forAccount,
  type History,
  lastMeasured,
  parseHistory,
  setBuckets,
} from '../../../../nodes/lib/assessments/kri/history';
import {
  HourlyCounter,
  missingRanges,
  splitIntoHours,
} from '../../../../nodes/lib/assessments/kri/hourly-counts';
import { type RunSettings, runKri } from '../../../../nodes/lib/assessments/kri/run';
import type {
  KriDataSource,
  KriRecord,
  LogReadResult,
  SnapshotReadResult,
} from '../../../../nodes/lib/assessments/kri/types';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import type { Empty, EvidenceResult, RequestInfo } from '../../../../nodes/lib/contracts/evidence';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 3, 30);
const IMPERSONATION = 'mimecast_impersonation_not_blocked_24h';
const URLS = 'mimecast_url_clicks_post_delivery_7d';
const QUEUE = 'mimecast_hold_queue_size';

const requestInfo: RequestInfo = { endpoint: '/api/x', httpStatus: 200, collectedAt: '', calls: 1 };
const evidence = <T>(value: T): EvidenceResult<T> => ({ kind: 'evidence', value, requestInfo });
const empty: Empty = { kind: 'empty', requestInfo };
const unavailable = (code: MimecastError['code'], status?: number): EvidenceResult<never> => ({
  kind: code === 'MIMECAST_FORBIDDEN' ? 'forbidden' : 'broken',
  error: new MimecastError(code, 'sorry', { status }),
  requestInfo: { ...requestInfo, httpStatus: status ?? null },
});

const recordOf = (log: string) =>
  log === 'ttp.url'
    ? { action: 'allow', scanResult: 'malicious', route: 'inbound' }
    : { action: 'none', eventTime: '' };

/** A data source with one record per hour, on the half hour. */
function dataSource(changes: Partial<KriDataSource> = {}): KriDataSource & { readonly ranges: Range[] } {
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

async function run(
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

describe('A run of indicators', () => {
  it('reads a day once, and later only new hours and those that were too recent', async () => {
    const first = dataSource();
    const { record, history } = await run(first);
    assert.deepEqual([record.numerator, record.denominator, record.coverage], [24, 24, 1]);
    assert.deepEqual(first.ranges, [{ from: NOW - 24 * HOUR, to: NOW }]);
    assert.equal(record.sample[0], `<${NOW - HOUR}>`);
    const second = dataSource();
    const later = NOW + 2 * HOUR;
    const repeated = await run(second, { history, now: later });
    assert.deepEqual([repeated.record.numerator, repeated.record.coverage], [24, 1]);
    // 03:00 was half over; 02:00 had been over for half an hour.
    assert.deepEqual(second.ranges, [
      { from: NOW - HOUR / 2, to: later },
      { from: later - 24 * HOUR, to: later - 24 * HOUR + HOUR / 2 },
    ]);
  });

  it('continues where the quota was exhausted, and reports the covered share', async () => {
    let left = 2;
    const source = dataSource();
    const stingy: KriDataSource = {
      ...source,
      readLog: (...args) =>
        left-- > 0 ? source.readLog(...args) : Promise.resolve(unavailable('MIMECAST_RATE_LIMITED', 429)),
    };
    const { record, failed, history } = await run(stingy, { indicators: [URLS] });
    assert.equal(record.state, 'partial');
    assert.ok(record.coverage > 0.1 && record.coverage < 0.4, String(record.coverage));
    assert.deepEqual(failed, [URLS]);
    const next = await run(dataSource(), { indicators: [URLS], history });
    assert.deepEqual([next.record.state, next.record.coverage], ['ok', 1]);
  });

  it('reports an error for an outage, whatever was measured before, and keeps the old hours', async () => {
    const { history } = await run(dataSource());
    const down = dataSource({ readLog: async () => unavailable('MIMECAST_UNAVAILABLE', 503) });
    const { record, failed, history: saved } = await run(down, { history, now: NOW + HOUR });
    assert.deepEqual([record.state, record.value, record.previous], ['error', null, 24]);
    assert.deepEqual(failed, [IMPERSONATION]);
    const back = await run(dataSource(), { history: saved, now: NOW + 2 * HOUR });
    assert.deepEqual([back.record.value, back.record.previous, back.record.delta], [24, 24, 0]);
  });

  it('does not compare values with different selections', async () => {
    const indicators = ['mimecast_auth_alignment_pct'] as const;
    const analyzer = dataSource({ readSnapshot: async () => evidence({ records: [{ passPct: 97 }] }) });
    const passing = { direction: 'Inbound', spamProcessingDetail: { dmarc: { allow: true } } };
    const receipts = dataSource({
      readSnapshot: async () => unavailable('MIMECAST_FORBIDDEN', 403),
      readLog: async (_log, { from }, _override, onRecord) => {
        onRecord(passing, from);
        return evidence({});
      },
    });
    const of = ({ record: { value, previous, delta } }: Awaited<ReturnType<typeof run>>) => [
      value,
      previous,
      delta,
    ];
    const first = await run(analyzer, { indicators });
    assert.deepEqual(first.record.window, { start: null, end: null }, 'it does not say of when it is');
    assert.equal(first.record.asOf, new Date(NOW).toISOString());
    const second = await run(receipts, { indicators, history: first.history });
    assert.deepEqual(of(second), [100, null, null]);
    const third = await run(receipts, { indicators, history: second.history });
    assert.deepEqual(of(third), [100, 100, 0]);
    const fourth = await run(analyzer, { indicators, history: third.history });
    assert.deepEqual(of(fourth), [97, null, null]);
  });

  it('continues after a forbidden indicator', async () => {
    const source = dataSource({ readLog: async () => unavailable('MIMECAST_FORBIDDEN', 403) });
    const { record, run: summary, failed } = await run(source, { indicators: [IMPERSONATION, QUEUE] });
    assert.equal(record.state, 'no_permission');
    assert.deepEqual([summary.measured, summary.unmeasured, summary.skipped], [1, 1, 9]);
    assert.deepEqual(failed, []);
  });

  it('reports counts that differ from other sources, and keeps its own', async () => {
    const source = dataSource();
    const { record } = await run({
      ...source,
      readLog: async (...args) => {
        await source.readLog(...args);
        return evidence<LogReadResult>({ serverTotal: 25 });
      },
      readStats: async () => 30,
    });
    assert.equal(record.numerator, 24);
    assert.deepEqual(
      record.crossChecks.map(({ told: reported, counted }) => [reported, counted]),
      [
        [25, 24],
        [30, 24],
      ],
    );
    assert.match(record.warning ?? '', /totalCount reports 25, but 24 were counted/);
    const queue = await run(
      dataSource({ readSnapshot: async () => evidence<SnapshotReadResult>({ records: [], serverTotal: 4 }) }),
      {
        indicators: [QUEUE],
      },
    );
    assert.match(queue.record.warning ?? '', /reports 4, but 0 were counted/);
  });

  it('requests the packages only where there was no record', async () => {
    const nothing: Partial<KriDataSource> = { readLog: async () => evidence({}) };
    const without = await run(
      dataSource({ ...nothing, readPackages: async () => evidence(['URL Protection (Site) [1043]']) }),
    );
    assert.deepEqual([without.record.state, without.record.measured], ['not_licensed', false]);
    const having = await run(
      dataSource({ ...nothing, readPackages: async () => evidence(['Impersonation Protection [1060]']) }),
    );
    assert.deepEqual([having.record.state, having.record.value], ['ok', 0]);
    const unknown = await run(dataSource(nothing));
    assert.equal(unknown.record.state, 'ok');
    await run(dataSource({ readPackages: () => assert.fail('requested') }));
  });

  it('counts a new selection from the start', async () => {
    const { history } = await run(dataSource());
    const other = dataSource({ describe: () => ({ endpoint: '/api/v2/x', filter: { a: 1 } }) });
    await run(other, { history, overrides: { [IMPERSONATION]: { path: '/api/v2/x', filter: { a: 1 } } } });
    assert.deepEqual(other.ranges, [{ from: NOW - 24 * HOUR, to: NOW }]);
  });

  it('reports unreadable data', async () => {
    const strange = dataSource({ readSnapshot: async () => evidence({ records: [{ hello: 'world' }] }) });
    const { record } = await run(strange, { indicators: ['mimecast_auth_alignment_pct'] });
    assert.deepEqual([record.state, record.value], ['error', null]);
    assert.match(record.warning ?? '', /contains nothing that can be counted/);
  });

  it('accepts custom thresholds', async () => {
    const { record } = await run(dataSource(), {
      thresholds: { [IMPERSONATION]: { warn: 30, critical: 40 } },
    });
    assert.deepEqual([record.rag, record.thresholds], ['green', { warn: 30, critical: 40 }]);
  });
});

describe('Counted hours', () => {
  it('are whole hours between the two ends of a window', () => {
    const pieces = splitIntoHours({ from: NOW - 3 * HOUR, to: NOW }, []);
    assert.deepEqual(
      pieces.map(({ from, to }) => (to - from) / HOUR),
      [0.5, 1, 1, 0.5],
    );
  });

  it('are read at most a day at once, the newest first', () => {
    const ranges = missingRanges(splitIntoHours({ from: NOW - 60 * HOUR, to: NOW }, []));
    assert.ok(ranges.every(({ from, to }) => to - from <= 24 * HOUR));
    assert.equal(ranges[0]?.to, NOW);
    assert.equal(ranges.at(-1)?.from, NOW - 60 * HOUR);
  });

  it('do not count before they were read to their end', () => {
    const pieces = splitIntoHours({ from: NOW - HOUR, to: NOW }, []);
    const tally = new HourlyCounter(pieces);
    const part = tally.openRange({ from: NOW - HOUR, to: NOW });
    part.add(NOW - 1, { counted: true }, 'a');
    assert.deepEqual([tally.coverage, tally.counts().numerator], [0, 0]);
    part.commit();
    assert.deepEqual([tally.coverage, tally.counts().numerator], [1, 1]);
  });
});

describe('The history of indicators', () => {
  it('keeps the last 20 runs and the last 30 values', async () => {
    let history: History = EMPTY_HISTORY;
    for (let index = 0; index < 35; index += 1) {
      history = (await run(dataSource(), { history, indicators: [QUEUE], now: NOW + index })).history;
    }
    assert.equal(history.runs.length, 20);
    assert.equal(history.indicators[QUEUE]?.values.length, 30);
    assert.equal(history.lastRun, NOW + 34);
    assert.equal(lastMeasured(history, QUEUE), 1);
  });

  it('does not count a retry as the run that the schedule counts from', async () => {
    const { history } = await run(dataSource(), { indicators: [QUEUE] });
    const repeated = await run(dataSource(), {
      indicators: [QUEUE],
      retryOnly: true,
      history,
      now: NOW + HOUR,
    });
    assert.equal(repeated.history.lastRun, NOW);
    assert.equal(repeated.history.runs.length, 2);
  });

  it('drops deselected indicators, and everything of another account', () => {
    const some = setBuckets(EMPTY_HISTORY, QUEUE, 'x', []);
    assert.deepEqual(deselectedIndicators(some, [IMPERSONATION]), [QUEUE]);
    assert.deepEqual(dropIndicators(some, [QUEUE]).indicators, {});
    const mine = forAccount(some, 'C1');
    assert.deepEqual([mine.account, Object.keys(mine.indicators)], ['C1', [QUEUE]]);
    assert.equal(forAccount(mine, ''), mine);
    assert.deepEqual(forAccount(mine, 'C2'), { ...EMPTY_HISTORY, account: 'C2' });
  });

  it('is rejected when it is damaged', () => {
    assert.equal(parseHistory('{'), undefined);
    assert.equal(parseHistory('{"version":2}'), undefined);
    const one = {
      runId: 'r',
      startedAt: '2026-11-22T03:30:00.000Z',
      durationMs: 1,
      measured: 1,
      unmeasured: 0,
      skipped: 0,
      calls: 1,
    };
    assert.deepEqual(parseHistory(JSON.stringify(addRun(EMPTY_HISTORY, one, true)))?.lastRun, NOW);
  });
});

describe('Hours that an earlier version counted', () => {
  const OLD = { numerator: 0, denominator: 3, details: {}, sample: [], readAt: NOW };

  it('are counted again with a look at the members, if they can be read', () => {
    const at = NOW - (NOW % HOUR) - 5 * HOUR;
    const window = { from: at, to: at + HOUR };
    assert.equal(splitIntoHours(window, [{ ...OLD, at }])[0]?.stored, undefined);
    assert.ok(splitIntoHours(window, [{ ...OLD, at, records: 3 }])[0]?.stored);
    assert.ok(splitIntoHours(window, [{ ...OLD, at }], NOW)[0]?.stored, 'out of reach');
  });
});
