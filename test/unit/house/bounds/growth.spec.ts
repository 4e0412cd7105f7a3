/** Nothing that reads a text of the other side takes time out of proportion: `npm run fuzz` has more texts, and all formats. */
import assert from 'node:assert/strict';
import { growthProblem } from '../../../fuzz/growth';
import { TEXT_TARGETS } from '../../../fuzz/targets/texts';
import { PREFIXES, SUFFIXES, UNITS } from '../../../fuzz/units';

const LENGTH = 6_000;
/** What patterns look for behind a prefix is mostly the end of a text, a blank or a sign. */
const AFTER_PREFIX = [' ', 'a', 'a ', '@', '"', '\\"', '<', '(', '=', '.', ',', '1.'];

describe('The time of a text', () => {
  for (const [name, target] of TEXT_TARGETS) {
    if (name.startsWith('formats:')) continue;
    it(`in ${name} grows as its length`, async () => {
      const texts = [
        ...UNITS.flatMap((unit) => SUFFIXES.map((suffix) => ({ unit, suffix }))),
        ...PREFIXES.flatMap((prefix) => AFTER_PREFIX.map((unit) => ({ prefix, unit }))),
      ];
      const problems: string[] = [];
      for (const text of texts) {
        const problem = await growthProblem(target, text, LENGTH);
        if (problem !== undefined) problems.push(problem);
      }
      assert.deepEqual(problems, []);
    });
  }

  it('of a pattern that backtracks would be seen', async () => {
    // The pattern that the redactor had: each ? looks for an = up to the end.
    const backtracking = (text: string): string => text.replace(/\?[^\s=]+=/g, '');
    assert.match((await growthProblem(backtracking, { unit: '?' }, 4_000)) ?? '', /ms for 4000, 8000/);
  });
});
