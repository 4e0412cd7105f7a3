import assert from 'node:assert/strict';
import { firstWait, nextWait } from '../../../nodes/lib/shipping/schedule';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FIRST = 1500;

describe('when the first poll after a start is due', () => {
  const wait = (everyMs: number, lastRun: number | null): number | undefined =>
    firstWait({ everyMs, firstDelayMs: FIRST }, lastRun, NOW);

  it('soon, when there was none before or it was cut off', () => assert.equal(wait(HOUR, null), FIRST));

  it('soon, when the interval is short', () => {
    assert.equal(wait(5 * MINUTE, NOW - 1000), FIRST);
    assert.equal(wait(15 * MINUTE - 1, NOW - 1000), FIRST);
  });

  it('when it would have been without the restart, when the interval is long', () => {
    assert.equal(wait(HOUR, NOW - 20 * MINUTE), 40 * MINUTE);
    assert.equal(wait(24 * HOUR, NOW - 23 * HOUR), HOUR);
  });

  it('soon, when it was due meanwhile', () => assert.equal(wait(HOUR, NOW - 3 * HOUR), FIRST));

  it('within an interval, when the clock was put back', () =>
    assert.equal(wait(HOUR, NOW + 50 * HOUR), HOUR));

  it('never, when it only polls on messages', () => assert.equal(wait(0, NOW - HOUR), undefined));
});

describe('when the next poll is due', () => {
  it('after the interval', () => assert.equal(nextWait(5 * MINUTE, 0), 5 * MINUTE));

  it('earlier after trouble, when the interval is long: 1, 2, 4 and then 5 minutes', () => {
    const waits = [1, 2, 3, 4, 5, 50].map((troubles) => nextWait(24 * HOUR, troubles, () => 1));
    assert.deepEqual(
      waits.map((ms) => (ms ?? 0) / MINUTE),
      [1, 2, 4, 5, 5, 5],
    );
  });

  it('up to half of that earlier, so that not all nodes come back at once', () =>
    assert.equal(
      nextWait(24 * HOUR, 1, () => 0),
      30_000,
    ));

  it('never later than the interval', () =>
    assert.equal(
      nextWait(10_000, 3, () => 1),
      10_000,
    ));

  it('never, when it only polls on messages', () => {
    assert.equal(nextWait(0, 0), undefined);
    assert.equal(nextWait(0, 3), undefined);
  });
});
