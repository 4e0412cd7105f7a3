import assert from 'node:assert/strict';
import { type LogName, PERMISSIONS } from '../../nodes/lib/simulator/simulator';
import { eachTest } from './each-test';
import { assertWhole, load, logNode, ofType, startLogs, without } from './log-rig';
import type { SiemRig } from './siem-rig';

const DAY = 24 * 3_600_000;
const TYPES = ['users', 'groups', 'members', 'domains'] as const;

const addressOf = (payload: unknown): string =>
  typeof payload === 'object' && payload !== null && 'emailAddress' in payload
    ? String(payload.emailAddress).toLowerCase()
    : '';

describe('The directory node', () => {
  let rig: SiemRig;
  eachTest(async () => {
    rig = await startLogs({ logPageSize: 20, users: 40, directoryChanges: 20 });
    return rig;
  });

  it('sends all users, groups, members and domains where configured', async () => {
    await load(rig, logNode('directory', { snapshot: 'whole' }));
    await rig.poll();
    for (const type of TYPES) assertWhole(rig, `directory.${type}` satisfies LogName, type);
    assert.deepEqual([rig.errors, rig.kinds('failed')], [[], []]);
  });

  it('stores the first reading as the baseline, and sends nothing of it', async () => {
    await load(rig, logNode('directory'));
    await rig.poll();
    const known = rig.kinds('poll').map((report) => Number(report['known']));
    assert.ok(known.length === TYPES.length && known.every((count) => count > 0), known.join());
    await rig.poll();
    assert.deepEqual(rig.records, []);
    assert.ok(
      rig
        .kinds('poll')
        .slice(TYPES.length)
        .every((report) => !('known' in report)),
    );
    assert.equal(rig.kinds('poll').length, 2 * TYPES.length);
  });

  it('reports changes from which the next state follows', async () => {
    await load(rig, logNode('directory', { types: 'users', baseline: true, output: 'event' }));
    await rig.poll();
    const first = assertWhole(rig, 'directory.users', 'users');
    rig.simulator.advance(3 * DAY);
    await rig.poll();
    const state = new Map<string, string>();
    for (const { payload, mimecast } of ofType(rig, 'users')) {
      if (mimecast['change'] === 'removed') state.delete(addressOf(payload));
      else state.set(addressOf(payload), JSON.stringify(payload));
    }
    const { lostCount, twice, invented } = rig.simulator.logs.compare('directory.users', state.values());
    assert.deepEqual({ lostCount, twice, invented }, { lostCount: 0, twice: 0, invented: 0 });
    assert.ok(ofType(rig, 'users').length > first);
  });

  it('requests the older endpoints where the newer ones are refused', async () => {
    rig.simulator.grants.permissions = without(PERMISSIONS, 'Directories | Groups | Read');
    await load(rig, logNode('directory', { types: 'groups', snapshot: 'whole' }));
    await rig.poll();
    assert.ok(rig.calls('/api/directory/find-groups').length > 0);
    assert.deepEqual(rig.kinds('failed'), []);
    assert.ok(ofType(rig, 'groups').length > 0);
  });

  it('names the missing permission where both are refused', async () => {
    const read = 'Directories | Groups | Read';
    rig.simulator.grants.permissions = without(without(PERMISSIONS, read), 'Directories | Groups | Edit');
    await load(rig, logNode('directory', { types: 'groups,domains', snapshot: 'whole' }));
    await rig.poll();
    const [failed, ...more] = rig.kinds('failed');
    assert.deepEqual([failed?.type, failed?.['code'], more], ['groups', 'MIMECAST_FORBIDDEN', []]);
    assert.equal(failed?.['permission'], read);
    assertWhole(rig, 'directory.domains', 'domains');
  });
});
