import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Sample } from '../samples';
import { isFound, leavesOf, plain, textsOf } from '../support/leaves';
import { ALL_RECORDS, READ_FORMATS, type ReadFormat, readBack, turnRound } from '../support/read-back';

function lostLeaves(sample: Sample, format: ReadFormat): readonly string[] {
  const output = plain(textsOf(readBack(sample, format)).join('\n'));
  return leavesOf({ ...sample.marks, ...sample.record })
    .filter((leaf) => !isFound(leaf, output))
    .map(({ path, value }) => `${path}: ${value}`);
}

const without = (sample: Sample, names: readonly string[]): Sample => ({
  ...sample,
  record: Object.fromEntries(Object.entries(sample.record).filter(([name]) => !names.includes(name))),
});

const isLeaf = (value: unknown): boolean => typeof value !== 'object' && leavesOf(value).length > 0;

/** Leaves and the output do not change when the value does. */
function isIgnored(sample: Sample, name: string, format: ReadFormat): boolean {
  const other = { ...sample, record: { ...sample.record, [name]: turnRound(sample.record[name]) } };
  return JSON.stringify(readBack(other, format)) === JSON.stringify(readBack(sample, format));
}

for (const format of READ_FORMATS) {
  describe(`Nothing is lost in ${format}`, () => {
    for (const [title, sample] of ALL_RECORDS) {
      it(title, () => assert.deepEqual(lostLeaves(sample, format), []));
    }

    it('without any one other member', () => {
      const lost = ALL_RECORDS.flatMap(([title, sample]) =>
        Object.keys(sample.record).flatMap((name) =>
          lostLeaves(without(sample, [name]), format).map((leaf) => `${title} without ${name}: ${leaf}`),
        ),
      );
      assert.deepEqual(lost, []);
    });

    it('without any two other members', () => {
      const anyRecord = fc.constantFrom(...ALL_RECORDS).chain(([title, sample]) =>
        fc.record({
          title: fc.constant(title),
          sample: fc.constant(sample),
          names: fc.subarray(Object.keys(sample.record), { minLength: 2, maxLength: 2 }),
        }),
      );
      fc.assert(
        fc.property(anyRecord, ({ sample, names }) => {
          assert.deepEqual(lostLeaves(without(sample, names), format), []);
        }),
        { numRuns: 500 },
      );
    });

    it('says so when a value is another one', () => {
      const ignored = ALL_RECORDS.flatMap(([title, sample]) =>
        Object.keys(sample.record)
          .filter((name) => isLeaf(sample.record[name]) && isIgnored(sample, name, format))
          .map((name) => `${title}: ${name}`),
      );
      assert.deepEqual(ignored, []);
    });
  });
}
