/** The history of an account that several instances share. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OverviewModel } from '../../../nodes/lib/contracts/overview';
import type { FakeRedis } from '../../doubles/fake-redis';
import { MemoryStore } from '../../doubles/memory-store';
import { startScriptedRedis } from '../../doubles/scripted-redis';
import { waitUntil } from '../../doubles/wait-until';
import { CLIENT, type FlowNode, helper, listen } from '../support/account-helper';
import { listenerNodes, RECORDS, SiemHarness, siemNode, tab } from '../support/siem-harness';

import cluster = require('../../../nodes/cluster/mimecast-cluster');

const LEASE_MS = 3_000;
const MAX_WAIT_MS = 10_000;
const PASSWORD = 'canary-redis-password';

describe('The overview of an account in a cluster', () => {
  let harness: SiemHarness;
  let store: MemoryStore;
  let redis: FakeRedis;
  let admin: Awaited<ReturnType<typeof listen>> | undefined;

  beforeEach(async () => {
    harness = await SiemHarness.start();
    store = new MemoryStore(LEASE_MS);
    redis = await startScriptedRedis(store, PASSWORD);
  });
  afterEach(async () => {
    await admin?.close();
    admin = undefined;
    await harness.stop();
    await redis.close();
  });

  async function load(isClustered = true): Promise<void> {
    const clusterNode: FlowNode = {
      ...{ id: 'cluster', type: 'mimecast-cluster', name: '', prefix: 'p', lease: LEASE_MS / 1000, tls: '' },
      url: `redis://127.0.0.1:${redis.port}`,
    };
    const account = harness.account(isClustered ? { cluster: 'cluster' } : {});
    const flow = [tab, clusterNode, account, siemNode(), ...listenerNodes(['siem'])];
    const credentials = { cluster: { username: '', password: PASSWORD } };
    await admin?.close();
    admin = await listen(await harness.load(flow, CLIENT, credentials, [cluster]));
  }
  const acquired = (times: number): Promise<void> =>
    waitUntil(() => harness.kinds('acquired').length === times, 'the lease');
  async function read(): Promise<OverviewModel> {
    const response = await fetch(`${admin?.url ?? ''}/mimecast/overview/data`);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return JSON.parse(text);
  }
  async function readUntil(isIt: (model: OverviewModel) => boolean, what: string): Promise<OverviewModel> {
    const end = performance.now() + MAX_WAIT_MS;
    for (;;) {
      const model = await read();
      if (isIt(model)) return model;
      assert.ok(performance.now() < end, `waited for ${what}`);
      await sleep(20);
    }
  }
  async function pollOnce(): Promise<void> {
    await load();
    await acquired(1);
    await harness.poll();
    await helper.unload();
  }

  it('is kept in Redis, with a copy here', async () => {
    await pollOnce();
    const keys = [...store.entries.keys()].map((key) => key.replace(/^[0-9a-f]{24}\//, ''));
    assert.ok(keys.includes('overview/account'), keys.join());
    assert.deepEqual(await readdir(join(harness.userDir, 'mimecast', 'overview')), ['account_cluster.json']);
    await load();
    await acquired(2);
    const { accounts } = await readUntil(
      ({ collection }) => collection?.rows[0]?.hours.total === RECORDS,
      'its records',
    );
    assert.equal(accounts[0]?.replica, null);
  });

  it('is shown by an instance that stands by, as the other one has saved it', async () => {
    await pollOnce();
    const [account = ''] = store.leases.keys();
    store.leases.set(account, { token: Date.now() + 10, until: Date.now() + 60_000, holder: 'elsewhere' });
    await load();
    const { accounts, collection } = await readUntil(
      (model) => model.accounts[0]?.replica === 'elsewhere',
      'the holder',
    );
    const [row] = collection?.rows ?? [];
    assert.deepEqual(
      [accounts[0]?.code, row?.state, row?.facts.holder, row?.hours.total],
      ['CUSA00A000', 'standby', 'elsewhere', RECORDS],
    );
  });

  it('comes along when the account leaves the cluster', async () => {
    await pollOnce();
    await load(false);
    assert.equal((await read()).collection?.rows[0]?.hours.total, RECORDS);
  });
});
