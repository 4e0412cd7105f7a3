import assert from 'node:assert/strict';
import { KEPT_HOURS } from '../../../../nodes/lib/contracts/overview';
import { HourCounts, hourOf } from '../../../../nodes/lib/overview/history/hour-counts';
import { HOUR_MS } from '../../../../nodes/lib/util/time';

const FIRST = hourOf(Date.parse('2026-11-20T06:00:00Z'));

describe('HourCounts', () => {
  it('adds counts of an hour, and tells zero from nothing', () => {
    const counts = new HourCounts();
    counts.add(FIRST, 3);
    counts.add(FIRST, 4);
    counts.add(FIRST + 2, 0);
    assert.deepEqual(counts.until(FIRST + 3, 5), [null, 7, null, 0, null]);
    assert.equal(counts.sum(FIRST + 3, 5), 7);
  });

  it('forgets an hour after 30 days, and nothing before', () => {
    const counts = new HourCounts();
    counts.add(FIRST, 5);
    counts.add(FIRST + KEPT_HOURS - 1, 1);
    assert.equal(counts.get(FIRST), 5);
    counts.add(FIRST + KEPT_HOURS, 1);
    assert.equal(counts.get(FIRST), null);
    assert.equal(counts.get(FIRST + KEPT_HOURS), 1);
  });

  it('forgets all of it after an interruption of 30 days', () => {
    const counts = new HourCounts();
    for (let hour = 0; hour < KEPT_HOURS; hour += 1) counts.add(FIRST + hour, 1);
    const later = FIRST + 3 * KEPT_HOURS;
    counts.add(later, 2);
    assert.equal(counts.sum(later, KEPT_HOURS), 2);
  });

  it('counts on when the clock is put back, and drops the hours of the wrong clock', () => {
    const counts = new HourCounts();
    counts.add(FIRST, 1);
    counts.add(FIRST + 48, 100);
    counts.add(FIRST + 1, 2);
    assert.deepEqual(counts.until(FIRST + 48, 49), [1, 2, ...new Array<null>(47).fill(null)]);
  });

  it('keeps the next hour when the clock is put back by seconds', () => {
    const counts = new HourCounts();
    counts.add(FIRST + 1, 100);
    counts.add(FIRST, 2);
    counts.add(FIRST + 1, 1);
    assert.deepEqual(counts.until(FIRST + 1, 2), [2, 101]);
  });

  it('starts again when the clock is put back by more than it keeps', () => {
    const counts = new HourCounts();
    counts.add(FIRST + 10 * KEPT_HOURS, 100);
    counts.add(FIRST, 2);
    assert.equal(counts.get(FIRST), 2);
    assert.equal(counts.get(FIRST + 10 * KEPT_HOURS), null);
  });

  it('has hours of UTC: both hours of the end of daylight saving are hours of their own', () => {
    const before = hourOf(Date.parse('2026-10-25T02:30:00+02:00'));
    const after = hourOf(Date.parse('2026-10-25T02:30:00+01:00'));
    assert.equal(after - before, 1);
    assert.equal(hourOf(Date.parse('2026-10-25T00:59:59.999Z')), before);
    assert.equal(before * HOUR_MS, Date.parse('2026-10-25T00:00:00Z'));
  });

  it('comes back from its text', () => {
    const counts = new HourCounts();
    for (const [hour, count] of [
      [0, 5],
      [1, 0],
      [2, 0],
      [3, 0],
      [700, 123_456],
    ] as const)
      counts.add(FIRST + hour, count);
    const copy = HourCounts.parse(counts.serialize());
    assert.deepEqual(copy.until(FIRST + 719, KEPT_HOURS), counts.until(FIRST + 719, KEPT_HOURS));
    assert.equal(copy.serialize(), counts.serialize());
    assert.equal(new HourCounts().serialize(), '');
    assert.equal(HourCounts.parse('').latest, undefined);
  });

  it('has a short text where nothing happens', () => {
    const counts = new HourCounts();
    for (let hour = 0; hour < KEPT_HOURS; hour += 1) counts.add(FIRST + hour, 0);
    assert.ok(counts.serialize().length < 20, counts.serialize());
  });

  for (const text of [
    ':',
    'x',
    '-5:1',
    'zzzzzzzzzzzzzzzzzzz:1',
    `${FIRST.toString(36)}:?,*,1*-3,1*zzzzzzzz,~`,
  ])
    it(`takes nothing that is no count from ${text}`, () => {
      const counts = HourCounts.parse(text);
      counts.add(FIRST, 1);
      assert.ok((counts.get(FIRST) ?? 0) >= 1);
      assert.ok(counts.until(FIRST, KEPT_HOURS).every((one) => one === null || one <= 2));
    });
});
