import assert from 'node:assert/strict';
import { COVERED_FORMATS, type Coverage, coverageOf } from '../../../formats-coverage/coverage';
import type { ReadFormat } from '../support/read-back';

/** Share of the members of a SIEM or TTP type that must be in fields of the standard. */
const MINIMUM: Readonly<Partial<Record<ReadFormat, number>>> = { ecs: 0.85, ocsf: 0.85, cef: 0.75 };

const hasMinimum = ({ records }: Coverage): boolean => /^(?:siem|ttp)\//.test(records);

for (const format of COVERED_FORMATS) {
  describe(`Members of records in ${format}`, () => {
    for (const row of coverageOf(format)) {
      it(`of ${row.records} are nowhere lost`, () => assert.deepEqual(row.names.nowhere, []));
      if (!hasMinimum(row)) continue;
      it(`of ${row.records} are in fields of the standard`, () => {
        const { standard } = row.share;
        const least = MINIMUM[format] ?? 1;
        assert.ok(standard >= least, `${standard.toFixed(3)}; of the vendor: ${row.names.vendor.join(', ')}`);
      });
    }
  });
}
