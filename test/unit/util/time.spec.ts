import assert from 'node:assert/strict';
import { dayAfter, maxDay, startOfDay, utcDay } from '../../../nodes/lib/util/time';

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
