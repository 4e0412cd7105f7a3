import assert from 'node:assert/strict';
import { formatShortCount, pluralize } from '../../../nodes/lib/util/format-number';

describe('Formatted counts', () => {
  for (const [count, text] of [
    [0, '0'],
    [999, '999'],
    [1000, '1 k'],
    [1999, '1.9 k'],
    [12_345, '12 k'],
    [999_999, '999 k'],
    [1_234_567, '1.2 M'],
    [5_000_000_000, '5 G'],
  ] as const)
    it(`are short: ${count} is ${text}, never rounded up`, () => assert.equal(formatShortCount(count), text));

  it('have a singular and a plural', () => {
    assert.equal(pluralize(1, 'record'), '1 record');
    assert.equal(pluralize(0, 'record'), '0 records');
    assert.equal(pluralize(1234, 'event'), '1,234 events');
  });
});
