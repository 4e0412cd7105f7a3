import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { FakeRedis } from '../../doubles/fake-redis';
import { MemoryStore } from '../../doubles/memory-store';
import { startScriptedRedis } from '../../doubles/scripted-redis';
import { waitUntil } from '../../doubles/wait-until';
import { CLIENT, type FlowNode, helper, listen } from '../support/account-helper';
import { listenerNodes, RECORDS, SiemHarness, siemNode, tab } from '../support/siem-harness';

import cluster = require('../../../nodes/cluster/mimecast-cluster');
import kri = require('../../../nodes/kri/mimecast-kri');
import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');

const LEASE_MS = 3_000;
const PASSWORD = 'canary-redis-password';

const view = z.looseObject({
  nodes: z.array(
    z.looseObject({
      streams: z.array(z.looseObject({ position: z.unknown() })),
      lease: z.looseObject({ holder: z.string().nullable(), token: z.number().nullable() }).optional(),
    }),
  ),
});

describe('An account in a cluster', () => {
  let harness: SiemHarness;
  let store: MemoryStore;
  let redis: FakeRedis;

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    harness = await SiemHarness.start();
    store = new MemoryStore(LEASE_MS);
    redis = await startScriptedRedis(store, PASSWORD);
  });
  afterEach(async () => {
    await harness.stop();
    await redis.close();
  });

  const clusterNode = (properties: Readonly<Record<string, unknown>> = {}): FlowNode => ({
    ...{ id: 'cluster', type: 'mimecast-cluster', name: '', prefix: 'p', lease: LEASE_MS / 1000, tls: '' },
    url: `redis://127.0.0.1:${redis.port}`,
    ...properties,
  });
  const assessment = (type: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode => ({
    ...{
      id: type,
      type: `mimecast-${type}`,
      z: 'tab',
      x: 100,
      y: 100,
      name: '',
      account: 'account',
      every: 0,
    },
    wires: [['records'], ['reports']],
    ...properties,
  });
  const flow = (...more: readonly FlowNode[]): readonly FlowNode[] => [
    tab,
    clusterNode(),
    harness.account({ cluster: 'cluster' }),
    siemNode(),
    ...more,
    ...listenerNodes(['siem']),
  ];
  const load = (nodes: readonly FlowNode[] = flow(), password = PASSWORD) =>
    harness.load(nodes, CLIENT, { cluster: { username: '', password } }, [cluster, policyCheck, kri]);
  const shows = (text: RegExp) => (): boolean =>
    harness.statuses.some((status) => text.test(status.text ?? ''));
  function ask(id: string): void {
    const node = helper.getNode(id);
    assert.ok(node, `${id} does not run`);
    node.receive({});
  }
  const acquired = (): Promise<void> => waitUntil(() => harness.kinds('acquired').length > 0, 'the lease');

  /** Another replica holds the lease until the test takes it away. */
  async function heldElsewhere(): Promise<void> {
    await load();
    await acquired();
    const [account = ''] = store.leases.keys();
    await helper.unload();
    store.leases.set(account, { token: Date.now() + 10, until: Date.now() + 60_000, holder: 'elsewhere' });
  }

  it('is read by the replica that holds its lease, and every replica finds its positions', async () => {
    await load();
    await acquired();
    await harness.poll();
    assert.equal(harness.compare().arrived, RECORDS);
    const [place] = store.entries.keys();
    assert.match(place ?? '', /^[0-9a-f]{24}\/positions\/siem$/);
    assert.ok(!JSON.stringify([...store.leases, ...store.entries.keys()]).includes(CLIENT.clientId));
    const [poll] = harness.kinds('poll');
    assert.equal(poll?.['token'], store.leases.values().next().value?.token);
    assert.equal(typeof poll?.['replica'], 'string');
    await assert.rejects(readdir(join(harness.userDir, 'mimecast', 'positions')), { code: 'ENOENT' });
  });

  it('releases its lease at once when it is closed, and keeps a local copy', async () => {
    await load();
    await acquired();
    await harness.poll();
    await helper.unload();
    assert.deepEqual(
      [...store.leases.values()].map(({ holder }) => holder),
      [''],
    );
    assert.equal(store.replicas.size, 0);
    assert.deepEqual(await harness.positionFiles(), ['siem_cluster.json']);
  });

  it('is not read by other replicas: sources and assessments stand by and name the holder', async () => {
    await heldElsewhere();
    const before = harness.simulator.requests.length;
    await load(flow(assessment('policy-check', { every: 24 }), assessment('kri', { every: 24 })));
    await waitUntil(() => harness.kinds('standby').length === 3, 'three nodes that stand by');
    await waitUntil(shows(/^standby · runs on elsewhere$/), 'the name of the holder');
    assert.deepEqual(new Set(harness.kinds('standby').map(({ holder }) => holder)), new Set(['elsewhere']));
    assert.deepEqual(
      new Set(harness.kinds('standby').map(({ log }) => log)),
      new Set(['siem', 'finding', 'kri']),
    );
    for (const id of ['siem', 'policy-check', 'kri']) ask(id);
    await harness.poll();
    assert.equal(harness.simulator.requests.length, before);
    await harness.poll('siem', { action: 'pause' });
    assert.match(harness.errors.at(-1)?.message ?? '', /ask the replica elsewhere/);
  });

  it('shows its positions on every replica', async () => {
    await load();
    await acquired();
    await harness.poll();
    await helper.unload();
    for (const lease of store.leases.values())
      Object.assign(lease, { holder: 'elsewhere', until: Date.now() + 60_000 });
    const admin = await listen(await load());
    try {
      await waitUntil(shows(/runs on elsewhere/), 'the holder');
      const response = await fetch(`${admin.url}/mimecast/position/siem`);
      const [node] = view.parse(await response.json()).nodes;
      assert.ok(node?.streams[0]?.position !== null);
      assert.deepEqual([node?.lease?.holder, node?.lease?.token], ['elsewhere', null]);
      store.failure = new Error('away');
      await redis.close();
      const refused = await fetch(`${admin.url}/mimecast/position/siem`);
      assert.equal(refused.status, 503);
    } finally {
      await admin.close();
    }
  });

  it('runs assessments on the replica that holds its lease, and stores their state in Redis', async () => {
    await load(flow(assessment('policy-check'), assessment('kri')));
    await waitUntil(() => harness.kinds('acquired').length === 3, 'three nodes with the lease');
    ask('policy-check');
    ask('kri');
    await waitUntil(() => harness.kinds('summary').length === 2, 'two runs', 15_000);
    const keys = (): string[] => [...store.entries.keys()].map((key) => key.replace(/^\w+\//, '')).sort();
    await waitUntil(
      () => keys().includes('baselines/policy-check') && keys().includes('history/kri'),
      'memories',
    );
  });

  it('stands by, and shows the reason, while Redis cannot be reached', async () => {
    await redis.close();
    await load();
    await waitUntil(shows(/^standby · Redis: connection refused$/), 'the trouble');
    assert.match(
      String(harness.kinds('standby').at(-1)?.['trouble']),
      /^Redis at 127\.0\.0\.1:\d+: .*ECONNREFUSED/,
    );
    redis = await startScriptedRedis(store, PASSWORD);
  });

  it('stands by with a wrong password, and does not show it', async () => {
    await load(flow(), 'canary-wrong-password');
    await waitUntil(shows(/^standby · Redis refuses user or password$/), 'the trouble');
    const reported = JSON.stringify([harness.reports, harness.statuses, harness.errors]);
    assert.match(reported, /WRONGPASS/);
    assert.ok(!reported.includes('canary-wrong-password'));
  });

  for (const [why, node, sentence] of [
    ['there is no such node', undefined, /the cluster node is missing or disabled/],
    ['its address is invalid', { url: 'http://127.0.0.1' }, /not an address of Redis/],
    ['its TLS node is missing', { tls: 'nobody' }, /the TLS configuration is missing/],
  ] as const) {
    it(`is not read at all when ${why}: another replica may be reading it`, async () => {
      const nodes = flow().filter(({ type }) => type !== 'mimecast-cluster');
      await load(node === undefined ? nodes : [...nodes, clusterNode(node)]);
      await waitUntil(() => harness.errors.length > 0, 'the error');
      assert.match(harness.errors[0]?.message ?? '', sentence);
      assert.equal(harness.simulator.requests.length, 0);
    });
  }

  it('loads the library only where a cluster is configured', async () => {
    const library = require.resolve('@redis/client');
    for (const name of Object.keys(require.cache)) if (name.includes('@redis')) delete require.cache[name];
    await harness.load();
    await harness.poll();
    assert.ok(!(library in require.cache));
    await helper.unload();
    await load();
    await acquired();
    assert.ok(library in require.cache);
  });
});
