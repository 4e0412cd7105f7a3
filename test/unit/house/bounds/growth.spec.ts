/** Nothing that reads a text of the other side takes time out of proportion: `npm run fuzz` has more texts, and all formats. */
import assert from 'node:assert/strict';
import { growthProblem, UNITS } from '../../../fuzz/growth';
import { TEXT_TARGETS } from '../../../fuzz/text-targets';

const LENGTH = 6_000;

describe('The time of a text', () => {
  for (const [name, target] of TEXT_TARGETS) {
    if (name.startsWith('formats:')) continue;
    it(`in ${name} grows as its length`, () => {
      const problems = UNITS.flatMap((unit) => growthProblem(target, '', unit, LENGTH) ?? []);
      assert.deepEqual(problems, []);
    });
  }

  it('of a pattern that backtracks would be seen', () => {
    // The pattern that the redactor had: each ? looks for an = up to the end.
    const backtracking = (text: string): string => text.replace(/\?[^\s=]+=/g, '');
    assert.match(growthProblem(backtracking, '', '?', 10_000) ?? '', /twice as many/);
  });
});
