import assert from 'node:assert/strict';
import { releasedBy, releasesLog } from '../../../../nodes/lib/streams/window/logs/held';
import { createWindowStream } from '../../../../nodes/lib/streams/window/stream';
import { poll } from './poll';
import { Tenant } from './tenant';

const ana = { emailAddress: 'ana@corp.example', displayableName: 'Ana' };

describe('The release mark of a held message', () => {
  for (const [what, value, by] of [
    ['one of its recipients', { status: 'released', operator: ana, to: [ana] }, 'user'],
    ['in other letters', { status: 'Released', operator: 'ANA@corp.example ', to: [ana] }, 'user'],
    [
      'a recipient whose domain stands apart',
      { status: 'released', operator: ana, to: [{ address: 'ana', domain: 'corp.example' }] },
      'user',
    ],
    ['another user', { status: 'released', operator: 'admin@corp.example', to: [ana] }, 'admin'],
    [
      'no user: it expired',
      {
        status: 'released',
        operator: ana,
        to: [ana],
        messageInfo: 'Expired in queue - rejected by housekeeping',
      },
      'expired',
    ],
    [
      'no user: it expired and was rejected',
      { status: 'rejected', messageInfo: 'Expired in queue' },
      'expired',
    ],
    ['a user that the record does not name', { status: 'released', operator: null, to: [ana] }, 'unknown'],
    ['no user: it was rejected', { status: 'rejected', operator: ana, to: [ana] }, undefined],
    ['a record of another shape', { to: 7, operator: { name: 'x' } }, 'unknown'],
    [
      'a recipient that is not in a list',
      { status: 'released', operator: ana, to: 'ana@corp.example' },
      'user',
    ],
  ] as const) {
    it(`for ${what} is: ${by ?? 'no mark'}`, () => {
      assert.equal(releasedBy(value), by);
    });
  }

  it('is added beside the record, which is unchanged', async () => {
    const { path, start, end } = releasesLog();
    const tenant = new Tenant({ path, start, end, wrapper: 'heldReleaseLogs' });
    const value = { status: 'released', operator: ana, to: [ana] };
    tenant.add(Date.parse('2026-11-20T11:00:00Z'), value);
    tenant.add(Date.parse('2026-11-20T11:00:01Z'), { ...value, status: 'rejected' });
    const { records } = await poll(createWindowStream(releasesLog()), tenant);
    assert.deepEqual(
      records.map(({ marks }) => marks),
      [{}, { releasedBy: 'user' }],
    );
    assert.deepEqual(records[1]?.value, value);
  });
});
