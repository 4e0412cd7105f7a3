/** What audit records become in formats with a place for it. */
import assert from 'node:assert/strict';
import { OCSF_VERSIONS } from '../../../../../nodes/lib/properties/values/format-options';
import type { Sample } from '../../samples';
import { lineOf, objectOf } from '../../support/format-sample';
import { ANA, BO, LOGON, TAIL } from './rows';

const sample = (auditType: string, category: string, eventInfo: string): Sample => ({
  log: 'audit',
  type: 'audit',
  record: { id: 'eNqrAudit', auditType, category, eventInfo, user: ANA },
});

const OCSF: readonly (readonly [text: string, category: string, ids: readonly (readonly number[])[]])[] = [
  [
    `MFA enabled for user ${BO}`,
    'user_account_and_role_logs',
    [
      [3001, 10],
      [3007, 12],
    ],
  ],
  [
    `2FA disabled for user ${BO}`,
    'user_account_and_role_logs',
    [
      [3001, 11],
      [3007, 13],
    ],
  ],
  [
    'Added group Sales to group Finance',
    'profile_group_logs',
    [
      [3006, 7],
      [3006, 7],
    ],
  ],
  [
    'Removed group Sales from group Finance',
    'profile_group_logs',
    [
      [3006, 8],
      [3006, 8],
    ],
  ],
];

describe('An audit record in OCSF', () => {
  for (const [text, category, ids] of OCSF) {
    it(text, () => {
      const found = OCSF_VERSIONS.map((ocsfVersion) => {
        const event = objectOf(
          sample(
            category === 'profile_group_logs' ? 'Profile Group Changed' : 'User Settings Updated',
            category,
            text,
          ),
          {
            format: 'ocsf',
            given: { ocsfVersion },
          },
        );
        return [event['class_uid'], event['activity_id']];
      });
      assert.deepEqual(found, ids);
    });
  }

  it('names both groups', () => {
    const text = 'Added group Sales to group Finance';
    const event = objectOf(sample('Group Changed', 'profile_group_logs', text), { format: 'ocsf' });
    assert.deepEqual([event['group'], event['subgroup']], [{ name: 'Finance' }, { name: 'Sales' }]);
  });
});

describe('An audit record in CEF', () => {
  const names = (line: string) => line.match(/Mimecast(?:Actor|User)Name=[^=]*(?= \w+=|$)/g);

  it('has the name of who signed in once', () => {
    const text = `Successful authentication for ${ANA} <Ana Doe>, ${TAIL}`;
    const line = lineOf(sample('User Logged On', LOGON, text), { format: 'cef' });
    assert.deepEqual(names(line), ['MimecastActorName=Ana Doe']);
  });

  it('has the names of two people', () => {
    const text = `Password reset for user ${BO} <Bo Port> by ${ANA} <Ana Doe>`;
    const line = lineOf(sample('User Password Reset', 'user_account_and_role_logs', text), { format: 'cef' });
    assert.deepEqual(names(line), ['MimecastActorName=Ana Doe', 'MimecastUserName=Bo Port']);
  });
});
