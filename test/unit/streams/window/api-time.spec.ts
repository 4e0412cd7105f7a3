import assert from 'node:assert/strict';
import { formatApiTime, parseApiTime } from '../../../../nodes/lib/streams/window/api-time';

describe('Times of the API', () => {
  it('are formatted with +0000 and without fractions', () => {
    assert.equal(formatApiTime(Date.parse('2026-11-20T05:58:12.999Z')), '2026-11-20T05:58:12+0000');
  });

  for (const text of [
    '2026-11-20T05:58:12+0000',
    '2026-11-20T05:58:12+00:00',
    '2026-11-20T05:58:12Z',
    '2026-11-20T05:58:12.000Z',
    '2026-11-20T06:58:12+0100',
  ]) {
    it(`are parsed: ${text}`, () => assert.equal(parseApiTime(text), Date.parse('2026-11-20T05:58:12Z')));
  }

  for (const value of [
    undefined,
    null,
    7,
    '',
    'yesterday',
    '2026-11-20',
    '2026-11-20T05:58:12',
    '2026-13-20T05:58:12Z',
  ]) {
    it(`are rejected: ${JSON.stringify(value)}`, () => assert.equal(parseApiTime(value), undefined));
  }
});
