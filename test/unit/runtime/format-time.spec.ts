import assert from 'node:assert/strict';
import { clock, span } from '../../../nodes/lib/runtime/format-time';

describe('times for people', () => {
  it('writes the time of day with two digits each, in the local zone', () => {
    assert.equal(clock(new Date(2026, 10, 20, 9, 5, 59).getTime()), '09:05');
    assert.equal(clock(new Date(2026, 10, 20, 23, 59).getTime()), '23:59');
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
    it(`writes ${minutes} minutes as ${text}`, () => assert.equal(span(minutes * 60_000), text));
});
