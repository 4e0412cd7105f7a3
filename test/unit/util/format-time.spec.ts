import assert from 'node:assert/strict';
import { formatDateTime, formatDuration, formatTime } from '../../../nodes/lib/util/format-time';

describe('Formatted times', () => {
  it('have the time of day with two digits each, in the local zone', () => {
    assert.equal(formatTime(new Date(2026, 10, 20, 9, 5, 59).getTime()), '09:05');
    assert.equal(formatTime(new Date(2026, 10, 20, 23, 59).getTime()), '23:59');
  });

  it('have the day where it is another one', () => {
    const noon = new Date(2026, 10, 20, 12).getTime();
    assert.equal(formatDateTime(new Date(2026, 10, 20, 0, 1).getTime(), noon), '00:01');
    assert.equal(formatDateTime(new Date(2026, 10, 21, 0, 1).getTime(), noon), '21 Nov 00:01');
    assert.equal(formatDateTime(new Date(2025, 10, 20, 12).getTime(), noon), '20 Nov 12:00');
  });

  for (const [minutes, text] of [
    [0, '0 min'],
    [0.99, '0 min'],
    [25, '25 min'],
    [60, '1 h'],
    [61, '1 h 1 min'],
    [24 * 60, '1 d'],
    [3 * 24 * 60 + 4 * 60 + 5, '3 d 4 h'],
    [-5, '0 min'],
  ] as const)
    it(`have durations: ${minutes} minutes are ${text}`, () =>
      assert.equal(formatDuration(minutes * 60_000), text));
});
