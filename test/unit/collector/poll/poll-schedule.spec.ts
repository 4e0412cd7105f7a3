import assert from 'node:assert/strict';
import { initialDelay, nextDelay } from '../../../../nodes/lib/collector/poll/poll-schedule';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FIRST = 1500;

describe('The first poll after a start', () => {
  const wait = (everyMs: number, lastRun: number | null): number | undefined =>
    initialDelay({ everyMs, firstDelayMs: FIRST }, lastRun, NOW);

  it('is soon when there was none before or the last one was interrupted', () =>
    assert.equal(wait(HOUR, null), FIRST));

  it('is soon when the interval is short', () => {
    assert.equal(wait(5 * MINUTE, NOW - 1000), FIRST);
    assert.equal(wait(15 * MINUTE - 1, NOW - 1000), FIRST);
  });

  it('keeps its time from before the restart when the interval is long', () => {
    assert.equal(wait(HOUR, NOW - 20 * MINUTE), 40 * MINUTE);
    assert.equal(wait(24 * HOUR, NOW - 23 * HOUR), HOUR);
  });

  it('is soon when it became due meanwhile', () => assert.equal(wait(HOUR, NOW - 3 * HOUR), FIRST));

  it('is within an interval when the clock was set back', () =>
    assert.equal(wait(HOUR, NOW + 50 * HOUR), HOUR));

  it('is never due when the node polls on messages only', () => assert.equal(wait(0, NOW - HOUR), undefined));
});

describe('The next poll', () => {
  it('comes after the interval', () => assert.equal(nextDelay(5 * MINUTE, 0), 5 * MINUTE));

  it('comes earlier after a failure, when the interval is long: 1, 2, 4 and then 5 minutes', () => {
    const waits = [1, 2, 3, 4, 5, 50].map((troubles) => nextDelay(24 * HOUR, troubles, () => 1));
    assert.deepEqual(
      waits.map((ms) => (ms ?? 0) / MINUTE),
      [1, 2, 4, 5, 5, 5],
    );
  });

  it('comes up to half of that earlier, so that nodes do not retry at the same moment', () =>
    assert.equal(
      nextDelay(24 * HOUR, 1, () => 0),
      30_000,
    ));

  it('is never later than the interval', () =>
    assert.equal(
      nextDelay(10_000, 3, () => 1),
      10_000,
    ));

  it('is never due when the node polls on messages only', () => {
    assert.equal(nextDelay(0, 0), undefined);
    assert.equal(nextDelay(0, 3), undefined);
  });
});
