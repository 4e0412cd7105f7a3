import assert from 'node:assert/strict';
import { parsePosition, startAt } from '../../../../nodes/lib/streams/siem-batch/position';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;
const GOOD = {
  ...startAt(NOW - 24 * HOUR, NOW),
  cursor: 'abc',
  partial: [{ path: '/p', size: null, line: 3, tries: 0, from: NOW, anywhere: false }],
  finished: { '2026-11-20': 'AAAAAAAAAAA' },
};

describe('The position of the batch feed', () => {
  it('survives saving and loading', () => {
    assert.deepEqual(parsePosition(JSON.parse(JSON.stringify(GOOD))), GOOD);
  });

  for (const [name, bad] of [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'abc'],
    ['another version', { ...GOOD, version: 2 }],
    ['an empty cursor', { ...GOOD, cursor: '' }],
    ['no cursor', { ...GOOD, cursor: undefined }],
    ['an invalid day', { ...GOOD, day: 'yesterday' }],
    ['an invalid time', { ...GOOD, through: null }],
    ['a negative line', { ...GOOD, partial: [{ ...GOOD.partial[0], line: -1 }] }],
    ['half a line', { ...GOOD, partial: [{ ...GOOD.partial[0], line: 1.5 }] }],
    ['an unknown property', { ...GOOD, extra: 1 }],
  ] as const) {
    it(`is rejected if it is ${name}`, () => assert.equal(parsePosition(bad), undefined));
  }

  it('is accepted from a release without the newest event of the current page', () => {
    const { newest: _, ...older } = GOOD;
    assert.deepEqual(parsePosition(older), { ...GOOD, newest: 0 });
  });

  it('starts at the beginning of a day, since the feed has no finer start', () => {
    const { cursor, day, through, since } = startAt(NOW - 24 * HOUR, NOW);
    assert.deepEqual([cursor, day], [null, '2026-11-19']);
    assert.equal(through, Date.parse('2026-11-19T00:00:00Z'));
    assert.ok(since <= through);
  });

  it('starts at the oldest available day when the look-back goes further', () => {
    assert.equal(startAt(NOW - 365 * 24 * HOUR, NOW).day, '2026-11-14');
    assert.equal(startAt(0, NOW).day, '2026-11-14');
  });
});
