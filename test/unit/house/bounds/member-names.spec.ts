/** A record can have any number of members with any names, and formats make keys of them. */
import assert from 'node:assert/strict';
import { growthOf } from '../../../fuzz/growth';
import { nameTargets } from '../../../fuzz/targets/formats';

/** Different names of which most formats make one key. */
const ODD_NAMES: Readonly<Record<string, (index: number) => string>> = {
  'without letters': (index) => String.fromCodePoint(0x4e00 + index),
  'with half surrogates': (index) =>
    `${String.fromCharCode(0xd800 + (index % 1024))}a${String.fromCharCode(0xd800 + Math.floor(index / 1024))}`,
  'that differ at the end': (index) => 'x'.repeat(120) + index,
  'with addresses': (index) => `a${index}@b.example`,
};

/** Twice as many are a few milliseconds of linear work, and a few hundred of quadratic. */
const COUNT = 700;

const recordOf = (nameOf: (index: number) => string, count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [nameOf(index), 'v']));

describe('Names of members', () => {
  for (const [what, nameOf] of Object.entries(ODD_NAMES))
    it(`${what}: the time grows as their number, in each format`, async () => {
      const problems: string[] = [];
      for (const [name, target] of nameTargets()) {
        const problem = await growthOf((count) => {
          const record = recordOf(nameOf, count);
          return () => target(record);
        }, COUNT);
        if (problem !== undefined) problems.push(`${name}: ${problem}`);
      }
      assert.deepEqual(problems, []);
    });

  it('that a filter makes equal keep their values', () => {
    const [, hidden] = nameTargets().find(([name]) => name === 'json, drop') ?? [];
    const { payload } = Object(hidden?.({ 'a@b.example': 'one', 'c@d.example': 'two', '2': 'three' }));
    for (const value of ['one', 'two', 'three']) assert.ok(Object.values(payload).includes(value), value);
  });
});
