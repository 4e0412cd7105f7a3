import assert from 'node:assert/strict';
import { nextAssessment } from '../../../nodes/lib/assess/schedule';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Local time, as `at` is. */
const local = (day: number, hours: number, minutes = 0): number =>
  new Date(2026, 10, day, hours, minutes).getTime();

describe('when an assessment is due', () => {
  const due = (timing: { everyMs: number; at?: string }, last: number | null, now: number) => {
    const wait = nextAssessment({ at: '', ...timing }, last, now);
    return wait === undefined ? undefined : now + wait;
  };

  it('never by itself with an interval of 0', () => {
    assert.equal(due({ everyMs: 0, at: '03:30' }, null, local(22, 10)), undefined);
  });

  it('at once when there was none, and then after the interval', () => {
    const now = local(22, 10);
    assert.equal(due({ everyMs: DAY }, null, now), now);
    assert.equal(due({ everyMs: DAY }, now - HOUR, now), now + 23 * HOUR);
  });

  it('at once when one was missed', () => {
    const now = local(22, 10);
    assert.equal(due({ everyMs: DAY }, now - 3 * DAY, now), now);
    assert.equal(due({ everyMs: DAY, at: '03:30' }, local(19, 3, 30), now), now);
  });

  it('at its time of day, the first one too', () => {
    assert.equal(due({ everyMs: DAY, at: '03:30' }, null, local(22, 10)), local(23, 3, 30));
    assert.equal(due({ everyMs: DAY, at: '23:05' }, null, local(22, 10)), local(22, 23, 5));
    assert.equal(due({ everyMs: DAY, at: '3:30' }, local(22, 3, 30), local(22, 3, 31)), local(23, 3, 30));
  });

  it('at its time of day, whoever asked for one in between', () => {
    assert.equal(due({ everyMs: DAY, at: '03:30' }, local(22, 14), local(22, 14, 5)), local(23, 3, 30));
  });

  it('not twice when a timer went off early', () => {
    const early = local(22, 3, 30) - 1;
    assert.equal(due({ everyMs: DAY, at: '03:30' }, early, early + 1000), local(23, 3, 30));
    assert.equal(due({ everyMs: 6 * HOUR, at: '03:30' }, early, early + 1000), local(22, 9, 30));
  });

  it('whole days apart with a longer interval, several times a day with a shorter one', () => {
    assert.equal(due({ everyMs: 3 * DAY, at: '03:30' }, local(22, 3, 30), local(22, 4)), local(25, 3, 30));
    assert.equal(due({ everyMs: 8 * HOUR, at: '03:30' }, local(22, 3, 31), local(22, 4)), local(22, 11, 30));
  });

  it('not later because a clock was put back', () => {
    const now = local(22, 10);
    assert.equal(due({ everyMs: DAY }, now + 5 * DAY, now), now + DAY);
  });
});
