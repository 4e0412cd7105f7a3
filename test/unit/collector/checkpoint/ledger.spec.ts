import assert from 'node:assert/strict';
import {
  addInterval,
  addPage,
  createLedgerReport,
  emptyLedger,
  type Ledger,
  ledgerSchema,
  MAX_INTERVALS,
} from '../../../../nodes/lib/collector/checkpoint/ledger';
import type { Notice, SourceRecord } from '../../../../nodes/lib/contracts/stream';
import { utcDay } from '../../../../nodes/lib/util/time';

const AT = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const empty = emptyLedger('2026-11-20');
const records = (count: number): SourceRecord[] =>
  Array.from({ length: count }, (_, n) => ({ value: { n }, text: `{"n":${n}}` }));
const gap = (reason: string): Notice => ({
  kind: 'gap',
  from: '2026-11-19T00:00:00.000Z',
  to: '2026-11-19T01:00:00.000Z',
  recoverable: false,
  reason,
});
const read = (...windows: readonly (readonly [number, number])[]): Ledger['intervals'] =>
  windows.reduce((ledger, [from, to]) => addInterval(ledger, AT + from, AT + to), empty).intervals;
const minutes = (intervals: Ledger['intervals']): number[][] =>
  intervals.map((interval) => interval.map((at) => (at - AT) / MINUTE));

describe('The ledger of a day', () => {
  it('is empty at first', () =>
    assert.deepEqual(createLedgerReport(empty), {
      kind: 'ledger',
      day: '2026-11-20',
      intervals: [],
      pages: 0,
      records: 0,
      duplicates: 0,
      swept: 0,
      quarantined: 0,
      gapCount: 0,
      gaps: [],
    }));

  it('sums pages: records, duplicates, unreadable lines, gaps', () => {
    const first = addPage(empty, { records: records(3), notices: [{ kind: 'duplicates', count: 2 }] });
    const second = addPage(first, {
      records: records(4),
      notices: [
        { kind: 'duplicates', count: 1 },
        { kind: 'swept', found: 2 },
        { kind: 'quarantine', file: '/f', count: 5, samples: [] },
        { kind: 'rewind', from: 'x', reason: 'y' },
        gap('vanished'),
      ],
    });
    const { pages, records: all, duplicates, swept, quarantined, gapCount, gaps } = second;
    assert.deepEqual([pages, all, duplicates, swept, quarantined, gapCount], [2, 7, 3, 2, 5, 1]);
    assert.deepEqual(gaps, [
      { from: '2026-11-19T00:00:00.000Z', to: '2026-11-19T01:00:00.000Z', reason: 'vanished' },
    ]);
  });

  it('does not count an empty page, but counts its notices', () => {
    const { pages, gapCount } = addPage(empty, { records: [], notices: [gap('too old')] });
    assert.deepEqual([pages, gapCount], [0, 1]);
  });

  it('lists fifty gaps and counts the rest', () => {
    const notices = Array.from({ length: 60 }, (_, n) => gap(`gap ${n}`));
    const { gapCount, gaps } = addPage(empty, { records: [], notices });
    assert.deepEqual([gapCount, gaps.length, gaps.at(-1)?.reason], [60, 50, 'gap 49']);
  });

  it('merges intervals that touch, with a tolerance of one second', () => {
    const windows = read([0, 5 * MINUTE], [5 * MINUTE + 900, 10 * MINUTE], [10 * MINUTE, 15 * MINUTE]);
    assert.deepEqual(minutes(windows), [[0, 15]]);
  });

  it('keeps the newest ten thousand intervals, so that it can be loaded', () => {
    let ledger = emptyLedger('2026-11-20');
    for (let at = 0; at <= MAX_INTERVALS; at += 1) ledger = addInterval(ledger, at * 10_000, at * 10_000 + 1);
    assert.equal(ledger.intervals.length, MAX_INTERVALS);
    assert.deepEqual(
      [ledger.intervals[0], ledger.intervals.at(-1)],
      [
        [10_000, 10_001],
        [100_000_000, 100_000_001],
      ],
    );
    assert.equal(ledgerSchema.safeParse(ledger).success, true);
  });

  it('does not cover unread ranges', () => {
    const windows = read([0, 5 * MINUTE], [9 * MINUTE, 10 * MINUTE], [10 * MINUTE, 12 * MINUTE]);
    assert.deepEqual(minutes(windows), [
      [0, 5],
      [9, 12],
    ]);
  });

  it('does not cover what lies between a range and an older one', () => {
    const windows = read([60 * MINUTE, 70 * MINUTE], [0, 5 * MINUTE]);
    assert.deepEqual(minutes(windows), [
      [60, 70],
      [0, 5],
    ]);
    assert.deepEqual(minutes(addInterval({ ...empty, intervals: windows }, AT, AT + 20 * MINUTE).intervals), [
      [60, 70],
      [0, 20],
    ]);
    const all = addInterval({ ...empty, intervals: windows }, AT, AT + 70 * MINUTE);
    assert.deepEqual(minutes(all.intervals), [[0, 70]]);
  });

  it('grows backwards when an older range is read again, and never shrinks', () => {
    assert.deepEqual(minutes(read([0, 10 * MINUTE], [-20 * MINUTE, 2 * MINUTE])), [[-20, 10]]);
    assert.deepEqual(minutes(read([0, 10 * MINUTE], [0, 0])), [[0, 10]]);
  });

  it('has no interval that ends before it begins, whatever the clock does', () =>
    assert.deepEqual(minutes(read([5 * MINUTE, 2 * MINUTE])), [[5, 5]]));

  it('returns its intervals as times', () =>
    assert.deepEqual(createLedgerReport(addInterval(empty, AT, AT + MINUTE)).intervals, [
      { from: '2026-11-20T12:00:00.000Z', to: '2026-11-20T12:01:00.000Z' },
    ]));

  it('survives saving and loading', () => {
    const full = addInterval(addPage(empty, { records: records(1), notices: [gap('x')] }), AT, AT + 1);
    assert.deepEqual(ledgerSchema.parse(JSON.parse(JSON.stringify(full))), full);
  });

  it("uses UTC days, not the server's local days", () => {
    assert.equal(utcDay(Date.parse('2026-11-20T23:59:59.999Z')), '2026-11-20');
    assert.equal(utcDay(Date.parse('2026-11-20T23:59:59.999-01:00')), '2026-11-21');
  });
});
