import assert from 'node:assert/strict';
import { type LogName, PERMISSIONS } from '../../../nodes/lib/simulator/simulator';
import { useHarness } from '../support/each-test';
import { assertComplete, load, logNode, ofType, omitMember, startLogs } from '../support/log-harness';
import type { SiemHarness } from '../support/siem-harness';

const DAY = 24 * 3_600_000;
const TYPES = ['users', 'groups', 'members', 'domains'] as const;

const addressOf = (payload: unknown): string =>
  typeof payload === 'object' && payload !== null && 'emailAddress' in payload
    ? String(payload.emailAddress).toLowerCase()
    : '';

describe('The directory node', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await startLogs({ logPageSize: 20, users: 40, directoryChanges: 20 });
    return harness;
  });

  it('sends all users, groups, members and domains where configured', async () => {
    await load(harness, logNode('directory', { snapshot: 'whole' }));
    await harness.poll();
    for (const type of TYPES) assertComplete(harness, `directory.${type}` satisfies LogName, type);
    assert.deepEqual([harness.errors, harness.kinds('failed')], [[], []]);
  });

  it('stores the first reading as the baseline, and does not send it', async () => {
    await load(harness, logNode('directory'));
    await harness.poll();
    const known = harness.kinds('poll').map((report) => Number(report['known']));
    assert.ok(known.length === TYPES.length && known.every((count) => count > 0), known.join());
    await harness.poll();
    assert.deepEqual(harness.records, []);
    assert.ok(
      harness
        .kinds('poll')
        .slice(TYPES.length)
        .every((report) => !('known' in report)),
    );
    assert.equal(harness.kinds('poll').length, 2 * TYPES.length);
  });

  it('reports changes that lead from one state to the next', async () => {
    await load(harness, logNode('directory', { types: 'users', baseline: true, output: 'event' }));
    await harness.poll();
    const first = assertComplete(harness, 'directory.users', 'users');
    harness.simulator.advance(3 * DAY);
    await harness.poll();
    const state = new Map<string, string>();
    for (const { payload, mimecast } of ofType(harness, 'users')) {
      if (mimecast['change'] === 'removed') state.delete(addressOf(payload));
      else state.set(addressOf(payload), JSON.stringify(payload));
    }
    const { lostCount, twice, invented } = harness.simulator.logs.compare('directory.users', state.values());
    assert.deepEqual({ lostCount, twice, invented }, { lostCount: 0, twice: 0, invented: 0 });
    assert.ok(ofType(harness, 'users').length > first);
  });

  it('requests the older endpoints where the newer ones are refused', async () => {
    harness.simulator.grants.permissions = omitMember(PERMISSIONS, 'Directories | Groups | Read');
    await load(harness, logNode('directory', { types: 'groups', snapshot: 'whole' }));
    await harness.poll();
    assert.ok(harness.calls('/api/directory/find-groups').length > 0);
    assert.deepEqual(harness.kinds('failed'), []);
    assert.ok(ofType(harness, 'groups').length > 0);
  });

  it('names the missing permission where both are refused', async () => {
    const read = 'Directories | Groups | Read';
    harness.simulator.grants.permissions = omitMember(
      omitMember(PERMISSIONS, read),
      'Directories | Groups | Edit',
    );
    await load(harness, logNode('directory', { types: 'groups,domains', snapshot: 'whole' }));
    await harness.poll();
    const [failed, ...more] = harness.kinds('failed');
    assert.deepEqual([failed?.type, failed?.['code'], more], ['groups', 'MIMECAST_FORBIDDEN', []]);
    assert.equal(failed?.['permission'], read);
    assertComplete(harness, 'directory.domains', 'domains');
  });
});
