import assert from 'node:assert/strict';
import type { PermissionResult } from '../../../../nodes/lib/assessments/permissions/check-permissions';
import {
  type CheckedPermission,
  levelOf,
  summarizePermissions,
  summaryText,
} from '../../../../nodes/lib/assessments/permissions/permission-summary';
import { doctor as german } from '../../../../nodes/locales/de/shared.json';
import { doctor } from '../../../../nodes/locales/en-US/shared.json';

type State = PermissionResult['state'];

/** `used`: by a node; `spared`: by a node with another data source. */
const row = (state: State, how: 'used' | 'spared' | 'unused' | 'account' = 'used'): CheckedPermission => ({
  probe: how === 'account' ? 'account' : 'audit',
  state,
  used: how === 'used' || how === 'spared',
  readElsewhere: how === 'spared',
});
const rows = (count: number, ...of: Parameters<typeof row>): readonly CheckedPermission[] =>
  Array.from({ length: count }, () => row(...of));
const all = (...groups: readonly (readonly CheckedPermission[])[]): readonly CheckedPermission[] =>
  groups.flat();

const CASES: readonly (readonly [string, readonly CheckedPermission[], string, RegExp])[] = [
  ['all that is used works', all(rows(3, 'works')), 'green allUsed', /everything .* \(3 of 3\)$/],
  [
    'only the account cannot be read, and nothing uses it',
    all(rows(2, 'works'), rows(1, 'notLicensed', 'account')),
    'green allUsed',
    /\(2 of 2\)$/,
  ],
  [
    'the account cannot be read, and a policy check uses it',
    all(rows(2, 'works'), [{ ...row('forbidden', 'account'), used: true }]),
    'yellow someUsed',
    /1 of 3 data types that your nodes use can't be read$/,
  ],
  [
    'used types are denied, but have another data source',
    all(rows(2, 'works'), rows(1, 'notLicensed', 'spared')),
    'green allUsed',
    /\(2 of 2\)$/,
  ],
  [
    'some that is used is denied',
    all(rows(2, 'works'), rows(1, 'forbidden'), rows(1, 'broken')),
    'yellow someUsed',
    /^Signed in, but 2 of 4 data types that your nodes use can't be read$/,
  ],
  [
    'some that is used could not be checked',
    all(rows(2, 'works'), rows(1, 'broken')),
    'yellow someUnchecked',
    /1 of 3 .* could not be checked$/,
  ],
  [
    'nothing that is used can be read, other things can',
    all(rows(2, 'notLicensed'), rows(1, 'works', 'unused')),
    'red noneUsed',
    /nothing that your nodes use can be read/,
  ],
  [
    'nothing at all can be read',
    all(rows(2, 'notLicensed'), rows(9, 'forbidden', 'unused'), rows(1, 'notLicensed', 'account')),
    'red nothing',
    /this application can't read any data: /,
  ],
  ['nothing could be checked', all(rows(2, 'broken')), 'red noneChecked', /could not be checked/],
  [
    'further types were requested, and are denied',
    all(rows(2, 'works'), rows(3, 'notLicensed', 'unused'), rows(1, 'works', 'unused')),
    'info othersDenied',
    /\(2 of 2\).*3 of 4 other data types can't/,
  ],
  [
    'nothing is used, and some can be read',
    all(rows(2, 'works', 'unused'), rows(3, 'notLicensed', 'unused'), rows(1, 'works', 'account')),
    'info someReadable',
    /2 of 5 data types can be read with this application$/,
  ],
  [
    'nothing is used, and all can be read',
    all(rows(5, 'works', 'unused')),
    'green allReadable',
    /all 5 data types can be read/,
  ],
  [
    'nothing is used and only the account can be read',
    all(rows(5, 'notLicensed', 'unused'), rows(1, 'works', 'account')),
    'red nothing',
    /can't read any data/,
  ],
  [
    'nothing is used and nothing could be checked',
    all(rows(5, 'broken', 'unused')),
    'red noneChecked',
    /could not be checked/,
  ],
];

/** Red means that nothing at all is readable, so no row has to be red. */
function assertWorst(rows: readonly CheckedPermission[]): void {
  const { level } = summarizePermissions(rows);
  const shown = rows.map(levelOf);
  const worst = (['yellow', 'info', 'green'] as const).find((one) => shown.includes(one));
  assert.ok(level === worst || (level === 'red' && worst === 'yellow'), `${level} above ${shown.join(', ')}`);
}

describe('The summary of the permission check', () => {
  for (const [what, rows, expected, words] of CASES) {
    it(`is ${expected} where ${what}`, () => {
      const summary = summarizePermissions(rows);
      assert.equal(`${summary.level} ${summary.key}`, expected);
      assert.match(summaryText(summary), words);
      assert.doesNotMatch(summaryText(summary), /__/);
    });
  }

  it('is never green above a row that is not', () => {
    const states: readonly State[] = [
      'works',
      'forbidden',
      'notLicensed',
      'notReadable',
      'needsApi2',
      'broken',
    ];
    for (const one of states) {
      for (const other of states) {
        for (const how of ['used', 'unused'] as const) assertWorst([row(one), row(other, how)]);
      }
    }
  });

  it('has a sentence for each kind, in both languages', () => {
    assert.deepEqual(Object.keys(german.verdict), Object.keys(doctor.verdict));
    assert.deepEqual(Object.keys(german.advice), Object.keys(doctor.advice));
    const used = new Set(CASES.map(([, rows]) => String(summarizePermissions(rows).key)));
    assert.deepEqual([...used].sort(), Object.keys(doctor.verdict).sort());
  });
});
