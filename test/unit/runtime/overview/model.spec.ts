import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeHours, EMPTY_LINE, encodeHours, LINE_HOURS } from '../../../../nodes/lib/contracts/hour-line';
import { AccountHistory, rowKey, tileKey } from '../../../../nodes/lib/overview/history/account-history';
import { addDetails, detailOf, EMPTY_ARCHIVE } from '../../../../nodes/lib/overview/history/archive';
import { dayOf } from '../../../../nodes/lib/overview/history/day-counts';
import { hourOf } from '../../../../nodes/lib/overview/history/hour-counts';
import { buildApiRow } from '../../../../nodes/lib/overview/model/api';
import { buildCalendar, buildRows, compareRows } from '../../../../nodes/lib/overview/model/collection';
import { buildFindingDetail, buildPosture, firstDayOf } from '../../../../nodes/lib/overview/model/posture';
import { buildIndicatorHistory, buildTiles, compareTiles } from '../../../../nodes/lib/overview/model/risk';
import type { AccountFacts, ClientFacts, SourceFacts } from '../../../../nodes/lib/overview/model/types';
import { toName } from '../../../../nodes/lib/overview/text';
import { DAY_MS, HOUR_MS, MINUTE_MS, utcDay } from '../../../../nodes/lib/util/time';
import { finding, kriRecord } from '../../../doubles/assessment-samples';
import { cpuTime } from '../../../doubles/cpu-time';

const NOW = Date.parse('2026-11-20T06:30:00Z');
const TODAY = dayOf(NOW);
const iso = (ms: number): string => new Date(ms).toISOString();
const ROW = rowKey('n1', 'audit');

const source = (part: Partial<SourceFacts> = {}): SourceFacts => ({
  ...{ node: 'n1', link: 'template', name: 'Audit', account: 'a1', source: 'mimecast-audit' },
  ...{ everyMs: 5 * MINUTE_MS, streams: [{ key: 'audit', type: 'audit' }] },
  ...{ startedAt: NOW - DAY_MS, aliveAt: NOW, problem: undefined, progress: new Map() },
  state: {
    ...{ kind: 'idle', records: 7, known: 0, at: NOW, lagMs: 0, quietSince: undefined },
    ...{ failed: [], failure: undefined, fittingIntervalMs: undefined },
  },
  ...part,
});
function polled(at: number, history = new AccountHistory()): AccountHistory {
  const range = [at - 2 * DAY_MS, at - MINUTE_MS] as const;
  history.addPoll(ROW, { at, records: 12, duplicates: 1, complete: true, range }, 3);
  return history;
}
const gapAt = (at: number) => ({
  ...{ from: iso(at), to: iso(at + 1), reason: 'expired', recoverable: false, at: iso(at) },
});

describe('A line of hours', () => {
  it('comes back: zero and the maximum exactly, and nothing as nothing', () => {
    const counts = [null, 0, 1, 1000, 63_000, null];
    const line = encodeHours(counts);
    assert.deepEqual([line.max, line.total, line.points.length], [63_000, 64_001, 6]);
    assert.deepEqual(decodeHours(line), [null, 0, 1000, 1000, 63_000, null]);
  });

  it('is within one 63rd of the maximum, whatever it has', () => {
    const counts = fc.array(fc.option(fc.integer({ min: 0, max: 1e9 })), { maxLength: LINE_HOURS });
    fc.assert(
      fc.property(counts, (all) => {
        const line = encodeHours(all);
        const decoded = decodeHours(line);
        if (all.every((count) => count === null)) return assert.deepEqual(line, EMPTY_LINE);
        for (const [index, count] of all.entries()) {
          const shown = decoded[index] ?? null;
          assert.equal(shown === null, count === null);
          assert.ok(Math.abs((shown ?? 0) - (count ?? 0)) <= line.max / 63 + 1);
          assert.equal((count ?? 0) > 0 && line.max > 31 && shown === 0, false);
        }
      }),
    );
  });
});

describe('The rows of a source', () => {
  it('have the counts of the history, and the lag of the position', () => {
    const [row] = buildRows(source(), polled(NOW - 10 * MINUTE_MS), NOW);
    assert.deepEqual(
      [row?.id, row?.link, row?.state, row?.level, row?.advice, row?.lagMs, row?.polledAt],
      [ROW, 'template', 'current', 'ok', 'none', 11 * MINUTE_MS, iso(NOW - 10 * MINUTE_MS)],
    );
    assert.deepEqual(
      [row?.hours.total, row?.hours.points.length, row?.days],
      [12, 168, `${'.'.repeat(32)}APO`],
    );
  });

  it('have the lag of the page while a poll catches up', () => {
    const progress = new Map([['audit', { lagMs: 9 * HOUR_MS, waiting: 3, doneAt: iso(NOW + HOUR_MS) }]]);
    const [row] = buildRows(source({ progress }), polled(NOW), NOW);
    assert.deepEqual(
      [row?.state, row?.lagMs, row?.waiting, row?.facts.doneAt],
      ['behind', 9 * HOUR_MS, 3, iso(NOW + HOUR_MS)],
    );
  });

  it('warn of a gap for 7 days, and of lines that were no records', () => {
    const judge = (change: (history: AccountHistory) => void) => {
      const history = polled(NOW);
      change(history);
      const [row] = buildRows(source(), history, NOW);
      return [row?.state, row?.level, row?.advice, row?.gaps, row?.quarantined];
    };
    const older = (history: AccountHistory): void => history.addGap(ROW, gapAt(NOW - 7 * DAY_MS));
    assert.deepEqual(judge(older), ['current', 'ok', 'none', 0, 0]);
    const newer = (history: AccountHistory): void =>
      history.addGap(ROW, { ...gapAt(NOW - 6 * DAY_MS), recoverable: true });
    assert.deepEqual(judge(newer), ['current', 'warn', 'read_gap_again', 1, 0]);
    assert.deepEqual(
      judge((history) => history.addGap(ROW, gapAt(NOW - DAY_MS))),
      ['current', 'warn', 'none', 1, 0],
      'it cannot be read again',
    );
    const lines = (history: AccountHistory): void => history.addQuarantined(ROW, NOW, 4);
    assert.deepEqual(judge(lines), ['current', 'warn', 'look_at_quarantine', 0, 4]);
  });

  it('begin with what fails, and what is furthest behind', () => {
    const rows = [
      ...buildRows(source({ state: { kind: 'paused' } }), undefined, NOW),
      ...buildRows(source(), polled(NOW), NOW),
      ...buildRows(source(), polled(NOW - 20 * MINUTE_MS), NOW),
      ...buildRows(
        source({ problem: { code: 'MIMECAST_CONFIG', message: 'x' }, streams: [] }),
        undefined,
        NOW,
      ),
    ];
    assert.deepEqual(
      rows.toSorted(compareRows).map(({ state, lagMs }) => [state, lagMs]),
      [
        ['misconfigured', null],
        ['current', 21 * MINUTE_MS],
        ['current', MINUTE_MS],
        ['paused', null],
      ],
    );
  });

  it('take time in proportion to their number', () => {
    const history = polled(NOW);
    for (let hour = 0; hour < 700; hour += 1) polled(NOW - hour * HOUR_MS, history);
    const build = (rows: number) =>
      cpuTime(() => {
        for (let index = 0; index < rows; index += 1) buildRows(source(), history, NOW);
      });
    build(500);
    const few = build(1000);
    assert.ok(build(8000) < 3 * 8 * few + 50);
  });
});

describe('The calendar of a row', () => {
  const asked = { account: 'a1', code: 'C1', stream: 'audit', node: 'n1', name: 'Audit' };

  it('has the days of archive and history, and the newest gap first', () => {
    const history = polled(NOW);
    history.addGap(ROW, gapAt(NOW - 3 * DAY_MS));
    history.addGap(ROW, gapAt(NOW - DAY_MS));
    const archived: [number, number, number, number, number, number, number, number][] = [
      [TODAY - 300, 5, 0, 0, 0, 0, 2, 1],
      [TODAY - 500, 5, 0, 0, 0, 0, 2, 1],
      [TODAY, 999, 0, 0, 0, 0, 9, 9],
    ];
    const calendar = buildCalendar(ROW, asked, history, archived, NOW);
    assert.deepEqual(calendar.asked, asked);
    assert.deepEqual(
      calendar.days.map(({ day, proof, records, polls }) => [day, proof, records, polls]),
      [
        [utcDay(NOW - 300 * DAY_MS), 'unknown', 5, 2],
        [utcDay(NOW - 3 * DAY_MS), 'gap', 0, 0],
        [utcDay(NOW - 2 * DAY_MS), 'partial', 0, 0],
        [utcDay(NOW - DAY_MS), 'gap', 0, 0],
        [utcDay(NOW), 'open', 12, 1],
      ],
    );
    assert.deepEqual(
      calendar.gaps.map(({ at }) => at),
      [iso(NOW - DAY_MS), iso(NOW - 3 * DAY_MS)],
    );
  });

  it('is empty before the first poll', () => {
    assert.deepEqual(buildCalendar(ROW, asked, undefined, [], NOW).days, []);
  });
});

describe('The tiles of an indicator node', () => {
  const { slug } = kriRecord();
  const facts = {
    ...{ node: 'k1', link: 'k1', name: '', account: 'a1' },
    indicators: [{ slug, thresholds: { warn: 5, critical: 20 } }],
  };
  const measure = (...records: readonly Parameters<typeof kriRecord>[0][]): AccountHistory => {
    const history = new AccountHistory();
    for (const record of records) history.addMeasurement('k1', kriRecord(record));
    return history;
  };

  it('have the last value of each day', () => {
    const history = measure(
      { asOf: iso(NOW - DAY_MS), value: 3, rag: 'green' },
      { asOf: iso(NOW), value: 7 },
    );
    const [tile] = buildTiles(facts, history, NOW);
    assert.deepEqual(tile?.days.slice(-3), [null, 3, 7]);
    assert.deepEqual([tile?.level, tile?.rag, tile?.amber, tile?.red], ['warn', 'amber', 5, 20]);
    assert.equal(tile?.ragSince, iso(NOW));
    assert.equal(tile && 'hours' in tile, false, 'they are read on demand');
  });

  it('tell what is not licensed, what failed and what was never measured', () => {
    const tileOf = (record?: Parameters<typeof kriRecord>[0]) => {
      const [tile] = buildTiles(facts, record && measure(record), NOW);
      return [tile?.state, tile?.level, tile?.value, tile?.reason];
    };
    const unknown = { measured: false, rag: 'unknown', value: null, warning: 'why' } as const;
    assert.deepEqual(tileOf(), ['never', 'off', null, null]);
    assert.deepEqual(tileOf({ ...unknown, value: 0, state: 'not_licensed' }), [
      'not_licensed',
      'off',
      null,
      'why',
    ]);
    assert.deepEqual(tileOf({ ...unknown, state: 'error' }), ['error', 'warn', null, 'why']);
  });

  it('begin with red', () => {
    const tiles = (['green', 'unknown', 'red', 'amber'] as const).flatMap((rag) =>
      buildTiles(facts, measure({ rag }), NOW),
    );
    assert.deepEqual(
      tiles.toSorted(compareTiles).map(({ rag }) => rag),
      ['red', 'amber', 'unknown', 'green'],
    );
  });

  it('have a history of hours and days', () => {
    const history = measure({ asOf: iso(NOW), value: 7 });
    const result = buildIndicatorHistory(tileKey('k1', slug), history, [
      [TODAY - 200, 1],
      [TODAY, 2],
    ]);
    assert.deepEqual(result.hours, [[iso(hourOf(NOW) * HOUR_MS), 7]]);
    assert.deepEqual(result.days, [
      [utcDay(NOW - 200 * DAY_MS), 1],
      [utcDay(NOW), 7],
    ]);
  });
});

describe('The posture of an account', () => {
  const facts = {
    node: 'p1',
    link: 'p1',
    name: '',
    account: 'a1',
    checks: ['blocked_senders', 'journaling'],
  };
  const history = new AccountHistory();
  history.addRun('p1', [finding({ status: 'fail' })], iso(NOW - 5 * DAY_MS));
  history.addRun('p1', [finding({ status: 'pass' })], iso(NOW));

  it('does not say since when a check fails to run with the day of its last result', () => {
    const broken = new AccountHistory();
    for (const [age, status] of [
      [5, 'fail'],
      [3, 'pass'],
      [0, 'error'],
    ] as const)
      broken.addRun('p1', [finding({ status })], iso(NOW - age * DAY_MS));
    const [row] = buildPosture(facts, broken, NOW).findings;
    assert.deepEqual([row?.status, row?.since], ['error', null]);
  });

  it('has a finding for each selected check, now and on another day', () => {
    const statuses = (onDay?: number) =>
      buildPosture(facts, history, NOW, onDay).findings.map(({ status, since }) => [status, since]);
    assert.deepEqual(statuses(), [
      ['pass', utcDay(NOW)],
      ['unknown', null],
    ]);
    assert.deepEqual(statuses(TODAY - 1)[0], ['fail', null]);
    assert.deepEqual(statuses(TODAY - 6)[0], ['unknown', null]);
    assert.equal(buildPosture(facts, history, NOW).score, 100);
    assert.equal(buildPosture(facts, history, NOW, TODAY - 1).score, 0);
    assert.equal(buildPosture(facts, undefined, NOW).score, null);
    assert.equal(firstDayOf(facts, history), TODAY - 5);
  });

  it('has the evidence of a finding, and how its status changed', () => {
    const stored = history.posture('p1')?.findings['blocked_senders'] ?? assert.fail();
    const archive = addDetails(EMPTY_ARCHIVE, 'p1', [finding()], iso(NOW));
    const detail = detailOf(archive, 'p1', 'blocked_senders') ?? assert.fail();
    const { changes, evidence, status } = buildFindingDetail(facts, 'blocked_senders', stored, detail);
    assert.deepEqual(changes, [
      { day: utcDay(NOW), status: 'pass' },
      { day: utcDay(NOW - 5 * DAY_MS), status: 'fail' },
    ]);
    assert.deepEqual([evidence.length, status], [1, 'pass']);
  });
});

describe('The use of the API', () => {
  const quota = (part: object = {}) => ({
    ...{ group: 'api' as const, limit: 800, windowMs: 5000, remaining: 799, resetAt: null },
    ...{ blocked: false, throttled: 0, ...part },
  });
  const client = (part: Partial<ClientFacts> = {}): ClientFacts => ({
    ...{ quota: [quota()], requests: [], errors: [], token: null },
    ...part,
  });
  const account = (facts: ClientFacts | undefined): AccountFacts => ({
    ...{ id: 'a1', name: '', demo: false, replica: undefined },
    client: facts,
  });

  it('is what the client and the history know', () => {
    const requests = [{ ms: 10 }, { ms: 500 }, { ms: 20 }];
    const history = polled(NOW - HOUR_MS);
    history.addThrottled(NOW);
    const row = buildApiRow(account(client({ requests })), history, NOW);
    assert.deepEqual(row.latency, { medianMs: 20, maxMs: 500, responses: 3 });
    assert.deepEqual([row.callsLastHour, row.hours.total, row.throttled, row.level], [3, 3, 1, 'ok']);
    assert.equal('throttled' in (row.quota[0] ?? {}), false);
  });

  it('has waited within 7 days at least as often as within the last hour', () => {
    // Indicators and checks wait, too, and write no report.
    const row = buildApiRow(account(client({ quota: [quota({ throttled: 2 })] })), undefined, NOW);
    assert.deepEqual([row.throttledLastHour, row.throttled], [2, 2]);
  });

  it('warns while quota is used up, and of a failure within the hour', () => {
    const level = (part: Partial<ClientFacts>) => buildApiRow(account(client(part)), undefined, NOW).level;
    const error = (at: number) => [{ at: iso(at), code: 'MIMECAST_AUTH', message: 'no' }];
    assert.equal(level({ quota: [quota({ blocked: true })] }), 'warn');
    assert.equal(level({ quota: [quota({ throttled: 3 })] }), 'warn');
    assert.equal(level({ errors: error(NOW - MINUTE_MS) }), 'warn');
    assert.equal(level({ errors: error(NOW - 2 * HOUR_MS) }), 'ok');
    assert.equal(buildApiRow(account(undefined), undefined, NOW).level, 'off');
  });
});

describe('A name in the model', () => {
  it('is one short line, whatever it was', () => {
    assert.equal(toName(' a\r\nb\u2028c\u202ed '), 'a b c d');
    assert.equal(toName('x'.repeat(1e7)).length, 120);
    assert.equal(toName('\ud800x'), '\ufffdx');
    for (const odd of [undefined, null, 7, {}, { toString: 1 }, []]) assert.equal(toName(odd), '');
  });
});
