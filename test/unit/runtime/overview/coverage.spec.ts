import assert from 'node:assert/strict';
import { KEPT_DAYS } from '../../../../nodes/lib/contracts/overview';
import {
  addGap,
  addRange,
  type Coverage,
  coverageSchema,
  dayLetters,
  MAX_GAPS,
  NO_COVERAGE,
  proofOf,
} from '../../../../nodes/lib/overview/history/coverage';
import { addHourValue, dayValues, type HourValue } from '../../../../nodes/lib/overview/history/hour-values';
import { DAY_MS, HOUR_MS } from '../../../../nodes/lib/util/time';

const DAY = Date.parse('2026-11-20T00:00:00Z') / DAY_MS;
const BEGIN = DAY * DAY_MS;
const NOW = BEGIN + 5 * DAY_MS;

const read = (...ranges: readonly (readonly [from: number, to: number])[]): Coverage =>
  ranges.reduce((coverage, [from, to]) => addRange(coverage, from, to), NO_COVERAGE);
const gap = (from: number, to: number) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  reason: 'expired',
  recoverable: false,
  at: new Date(to).toISOString(),
});

describe('The coverage of a stream', () => {
  it('proves a day that adjacent reads cover', () => {
    const reads = Array.from(
      { length: 26 },
      (_, hour) => [BEGIN + (hour - 1) * HOUR_MS, BEGIN + hour * HOUR_MS] as const,
    );
    const coverage = read(...reads);
    assert.equal(coverage.ranges.length, 1);
    assert.equal(proofOf(coverage, DAY, NOW), 'proved');
    assert.equal(proofOf(coverage, DAY + 1, NOW), 'partial');
    assert.equal(proofOf(coverage, DAY + 2, NOW), 'unknown');
  });

  it('does not prove a day with an hour that was not read', () => {
    const coverage = read([BEGIN, BEGIN + 5 * HOUR_MS], [BEGIN + 6 * HOUR_MS, BEGIN + DAY_MS]);
    assert.equal(proofOf(coverage, DAY, NOW), 'partial');
    assert.equal(proofOf(addRange(coverage, BEGIN + 5 * HOUR_MS, BEGIN + 6 * HOUR_MS), DAY, NOW), 'proved');
  });

  it('does not prove a day with a gap, whatever was read', () => {
    const coverage = addGap(read([BEGIN - DAY_MS, NOW]), gap(BEGIN + HOUR_MS, BEGIN + 2 * HOUR_MS));
    assert.equal(dayLetters(coverage, DAY + 1, 4, NOW), '.PGP');
    assert.equal(proofOf(coverage, DAY, NOW), 'gap');
  });

  it('leaves today open', () => {
    assert.equal(proofOf(read([BEGIN, NOW]), DAY + 5, NOW), 'open');
  });

  it('keeps ranges apart and in order, whatever their order was', () => {
    const coverage = read(
      [5000, 6000],
      [1000, 2000],
      [90_000, 91_000],
      [20_000, 30_000],
      [25_000, 89_500],
      [9, 5],
      [Number.NaN, 5],
    );
    assert.deepEqual(coverage.ranges, [
      [1000, 2000],
      [5000, 6000],
      [20_000, 91_000],
    ]);
  });

  it('is bounded', () => {
    let coverage = NO_COVERAGE;
    for (let index = 0; index < 2000; index += 1) {
      coverage = addRange(coverage, index * 10_000, index * 10_000 + 1);
      coverage = addGap(coverage, gap(index * 10_000, index * 10_000 + 1));
    }
    assert.equal(coverage.gaps.length, MAX_GAPS);
    assert.ok(coverageSchema.safeParse(coverage).success);
    assert.equal(coverage.ranges.at(-1)?.[0], 1999 * 10_000);
  });

  it('does not prove a day whose gap is not listed any more', () => {
    let coverage = addGap(read([BEGIN - DAY_MS, NOW]), gap(BEGIN - HOUR_MS, BEGIN + HOUR_MS));
    for (let index = 0; index < MAX_GAPS; index += 1)
      coverage = addGap(coverage, gap(BEGIN + 3 * DAY_MS + index, BEGIN + 3 * DAY_MS + index + 1));
    assert.equal(dayLetters(coverage, DAY + 3, 5, NOW), 'GGPPG');
    const saved = coverageSchema.parse(JSON.parse(JSON.stringify(coverage)));
    assert.equal(proofOf(saved, DAY, NOW), 'gap');
  });

  it('keeps the days of dropped gaps for as long as it keeps days, however long a gap was', () => {
    let coverage = addGap(NO_COVERAGE, gap(0, BEGIN));
    for (let index = 0; index < MAX_GAPS; index += 1)
      coverage = addGap(coverage, gap(NOW + index, NOW + index + 1));
    assert.equal(coverage.gapDays.length, KEPT_DAYS);
    assert.equal(proofOf(coverage, DAY - KEPT_DAYS + 1, NOW), 'gap');
  });

  it('has a gap once that was reported twice', () => {
    assert.equal(addGap(addGap(NO_COVERAGE, gap(1, 2)), gap(1, 2)).gaps.length, 1);
  });
});

describe('Values by the hour', () => {
  const add = (...list: readonly (readonly [number, number])[]): HourValue[] =>
    list.reduce<HourValue[]>((values, [hour, value]) => addHourValue(values, hour, value), []);

  it('keep the last value of an hour, for 30 days', () => {
    assert.deepEqual(add([5, 1], [5, 2], [6, 3]), [
      [5, 2],
      [6, 3],
    ]);
    assert.deepEqual(add([5, 1], [725, 2]), [[725, 2]]);
  });

  it('drop later hours when the clock was put back', () => {
    assert.deepEqual(add([5, 1], [500, 2], [6, 3]), [
      [5, 1],
      [6, 3],
    ]);
  });

  it('give the last value of each day', () => {
    assert.deepEqual(dayValues(add([24, 1], [47, 2], [72, 3]), 4, 5), [null, 2, null, 3, null]);
  });
});
