import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { parseTime } from '../../../nodes/lib/util/relative-time';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;

describe('Times in messages', () => {
  for (const [given, expected] of [
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000Z'],
    ['2026-11-20T10:00:00.250+02:00', '2026-11-20T08:00:00.250Z'],
    ['2026-11-19', '2026-11-19T00:00:00.000Z'],
    [' 2026-11-19 ', '2026-11-19T00:00:00.000Z'],
    [NOW - HOUR, '2026-11-20T11:00:00.000Z'],
    [String(NOW - HOUR), '2026-11-20T11:00:00.000Z'],
    [new Date(NOW), '2026-11-20T12:00:00.000Z'],
    ['now', '2026-11-20T12:00:00.000Z'],
    ['-90s', '2026-11-20T11:58:30.000Z'],
    ['-5m', '2026-11-20T11:55:00.000Z'],
    ['-24h', '2026-11-19T12:00:00.000Z'],
    ['-7d', '2026-11-13T12:00:00.000Z'],
    ['-1 w', '2026-11-13T12:00:00.000Z'],
  ] as const) {
    it(`parses ${JSON.stringify(given)}`, () => {
      const read = parseTime(given, NOW);
      assert.equal(read === undefined ? undefined : new Date(read).toISOString(), expected);
    });
  }

  for (const given of [
    undefined,
    null,
    '',
    'yesterday',
    '24h',
    '+24h',
    '-h',
    '-1y',
    '2026-13-45',
    '20/11/2026',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    {},
    new Date(Number.NaN),
    Object.create(Date.prototype),
    `2026-11-20T${'1'.repeat(200)}`,
  ]) {
    it(`rejects ${typeof given} ${inspect(given)}`, () => assert.equal(parseTime(given, NOW), undefined));
  }

  it('rejects seconds: as milliseconds they would be January 1970', () => {
    for (const seconds of [NOW / 1000, String(NOW / 1000)]) assert.equal(parseTime(seconds, NOW), undefined);
  });
});
