import assert from 'node:assert/strict';
import { MAX_LIST_LENGTH } from '../../../../nodes/lib/contracts/json';
import { MAX_VALUES, writeJson } from '../../../../nodes/lib/contracts/json-text';

const reasonOf = (value: unknown): string => {
  const text = writeJson(value);
  assert.ok(!text.ok, 'it was written');
  return text.reason;
};

describe('A value of a flow, written as JSON', () => {
  it('is what JSON.stringify writes', () => {
    for (const value of [
      1,
      'a',
      null,
      { a: [1, undefined, 3] },
      new Date(0),
      Buffer.from('a'),
      { toJSON: () => 7 },
    ])
      assert.deepEqual(writeJson(value), { ok: true, json: JSON.stringify(value) });
  });

  it('is refused where it has no text', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = [circular];
    for (const value of [
      circular,
      { a: 1n },
      {
        get a(): never {
          throw new Error('no');
        },
      },
    ])
      assert.match(reasonOf(value), /circular reference or a BigInt/);
    assert.equal(reasonOf(undefined), "it can't be written as JSON");
  });

  it('is refused before it takes memory', () => {
    assert.match(reasonOf({ list: new Array(2e8) }), new RegExp(`more than ${MAX_LIST_LENGTH} entries`));
    let twice: unknown = 'x';
    for (let level = 0; level < 40; level += 1) twice = [twice, twice];
    assert.match(reasonOf(twice), new RegExp(`more than ${MAX_VALUES} values`));
    assert.match(reasonOf({ bytes: new Uint8Array(MAX_VALUES + 1) }), /values/);
  });
});
