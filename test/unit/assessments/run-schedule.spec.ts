import assert from 'node:assert/strict';
import { nextRunDelay } from '../../../nodes/lib/assessments/run-schedule';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Local time, as `at` is. */
const local = (day: number, hours: number, minutes = 0): number =>
  new Date(2026, 10, day, hours, minutes).getTime();

describe('The next run of an assessment', () => {
  const due = (timing: { everyMs: number; at?: string }, last: number | null, now: number) => {
    const wait = nextRunDelay({ at: '', ...timing }, last, now);
    return wait === undefined ? undefined : now + wait;
  };

  it('never comes by itself with an interval of 0', () => {
    assert.equal(due({ everyMs: 0, at: '03:30' }, null, local(22, 10)), undefined);
  });

  it('is immediate at first, and then after the interval', () => {
    const now = local(22, 10);
    assert.equal(due({ everyMs: DAY }, null, now), now);
    assert.equal(due({ everyMs: DAY }, now - HOUR, now), now + 23 * HOUR);
  });

  it('is immediate when one was missed', () => {
    const now = local(22, 10);
    assert.equal(due({ everyMs: DAY }, now - 3 * DAY, now), now);
    assert.equal(due({ everyMs: DAY, at: '03:30' }, local(19, 3, 30), now), now);
  });

  it('is at its time of day, also the first one', () => {
    assert.equal(due({ everyMs: DAY, at: '03:30' }, null, local(22, 10)), local(23, 3, 30));
    assert.equal(due({ everyMs: DAY, at: '23:05' }, null, local(22, 10)), local(22, 23, 5));
    assert.equal(due({ everyMs: DAY, at: '3:30' }, local(22, 3, 30), local(22, 3, 31)), local(23, 3, 30));
  });

  it('is at its time of day, even after a requested run in between', () => {
    assert.equal(due({ everyMs: DAY, at: '03:30' }, local(22, 14), local(22, 14, 5)), local(23, 3, 30));
  });

  it('is not repeated when a timer fired early', () => {
    const early = local(22, 3, 30) - 1;
    assert.equal(due({ everyMs: DAY, at: '03:30' }, early, early + 1000), local(23, 3, 30));
    assert.equal(due({ everyMs: 6 * HOUR, at: '03:30' }, early, early + 1000), local(22, 9, 30));
  });

  it('is whole days apart with a longer interval, several times a day with a shorter one', () => {
    assert.equal(due({ everyMs: 3 * DAY, at: '03:30' }, local(22, 3, 30), local(22, 4)), local(25, 3, 30));
    assert.equal(due({ everyMs: 8 * HOUR, at: '03:30' }, local(22, 3, 31), local(22, 4)), local(22, 11, 30));
  });

  it('is not delayed by a clock that was set back', () => {
    const now = local(22, 10);
    assert.equal(due({ everyMs: DAY }, now + 5 * DAY, now), now + DAY);
  });
});
