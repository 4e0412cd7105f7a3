/** Every sample and every shape of a record in public fixtures is valid by the schema of either version. */
import assert from 'node:assert/strict';
import { OCSF_VERSIONS } from '../../../../nodes/lib/properties/values/format-options';
import { SAMPLES, type Sample } from '../samples';
import { CASES } from '../samples/cases';
import { objectOf } from '../support/format-sample';
import { ocsfProblems } from './validate';

const ALL: readonly (readonly [title: string, sample: Sample])[] = [
  ...Object.entries(SAMPLES),
  ...CASES.map((one, index) => [`${one.log}/${one.type} ${one.source} ${index}`, one] as const),
];

for (const ocsfVersion of OCSF_VERSIONS) {
  describe(`OCSF ${ocsfVersion}`, () => {
    const ocsf = (sample: Sample) => objectOf(sample, { format: 'ocsf', given: { ocsfVersion } });

    for (const [title, sample] of ALL) {
      it(`${title} is valid by the schema`, () => {
        const event = ocsf(sample);
        assert.equal(Object(event['metadata']).version, ocsfVersion);
        assert.deepEqual(ocsfProblems(event), []);
      });
    }

    it('is valid without any one member of a record', () => {
      for (const [title, { record, ...sample }] of ALL) {
        for (const left of Object.keys(record)) {
          const { [left]: _left, ...others } = Object(record);
          const problems = ocsfProblems(ocsf({ ...sample, record: others }));
          assert.deepEqual(problems, [], `${title} without ${left}`);
        }
      }
    });
  });
}
