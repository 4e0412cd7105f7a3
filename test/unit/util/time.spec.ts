import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayAfter, isoTime, maxDay, startOfDay, utcDay } from '../../../nodes/lib/util/time';

describe('days in UTC', () => {
  it('counts days in UTC', () => {
    assert.equal(utcDay(Date.parse('2026-11-20T23:59:59.999Z')), '2026-11-20');
    assert.equal(utcDay(Date.parse('2026-11-21T00:30:00+02:00')), '2026-11-20');
    assert.equal(startOfDay('2026-11-20'), Date.parse('2026-11-20T00:00:00Z'));
  });

  it('handles the ends of months and years', () => {
    assert.equal(dayAfter('2024-02-28'), '2024-02-29');
    assert.equal(dayAfter('2026-12-31'), '2027-01-01');
  });

  it('returns the later of two days', () => {
    assert.equal(maxDay('2026-09-30', '2026-10-01'), '2026-10-01');
    assert.equal(maxDay('2026-10-01', '2026-09-30'), '2026-10-01');
  });
});

describe('ISO time', () => {
  const MAX_MS = 8.64e15;

  it('is that of the language', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger().filter((one) => Math.abs(one) <= MAX_MS)), (times) => {
        for (const time of times) assert.equal(isoTime(time), new Date(time).toISOString());
      }),
    );
  });

  it('is right around the ends of days, years and the range, and for a part of a millisecond', () => {
    const ends = ['1969-12-31', '1970-01-01', '2024-02-28', '2024-12-31', '9999-12-31'].map(startOfDay);
    const times = ends.flatMap((end) => [-1, 0, 1, 86_399_999, 86_400_000].map((more) => end + more));
    for (const time of [...times, MAX_MS, -MAX_MS, 0.5, -0.5, 1_700_000_000_000.9])
      assert.equal(isoTime(time), new Date(time).toISOString(), String(time));
  });

  it('refuses what is no time, and goes on', () => {
    assert.equal(isoTime(MAX_MS), new Date(MAX_MS).toISOString());
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, MAX_MS + 1, -MAX_MS - 1])
      assert.throws(() => isoTime(time), RangeError);
    assert.equal(isoTime(0), '1970-01-01T00:00:00.000Z');
  });
});
