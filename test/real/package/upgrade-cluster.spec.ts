/** A rolling upgrade: one replica with 0.2.0 and one with this version share an account. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { z } from 'zod';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import { type FlowNode, NodeRed } from '../harness/node-red/node-red';
import { sizeOf } from '../harness/node-red/output-file';
import { needRelease } from '../harness/package/earlier-release';
import { installInto } from '../harness/package/install';
import type { Packed } from '../harness/package/pack';
import { emptyUserDir, installedUserDir, packedOnce } from '../harness/package/packed-once';
import { nodeSets } from '../harness/package/palette';
import { Cleanup } from '../harness/process/cleanup';
import { makeFolder, removeFolder } from '../harness/process/folder';
import { waitFor } from '../harness/process/wait-for';
import type { RedisServer } from '../harness/servers/redis';
import { Simulator } from '../harness/servers/simulator';
import { freshRedis, needRedis } from '../harness/servers/with-redis';

const TAB = 'c2a0600000000000';
const CLUSTER = 'c2a0600000000001';
const ACCOUNT = 'c2a0600000000002';
const SOURCE = 'c2a0600000000003';
const FILE = 'c2a0600000000004';
const ACK = 'c2a0600000000005';

const CREDENTIALS = { clientId: 'client-of-both', clientSecret: 'secret-of-both' };
const QUARTER_MS = 15 * 60_000;
const LEASE_S = 3;

const position = z.object({
  nodes: z.tuple([
    z.object({
      lease: z.object({ replica: z.string(), holder: z.string().nullable(), token: z.number().nullable() }),
    }),
  ]),
});
type Lease = z.infer<typeof position>['nodes'][0]['lease'];

onEachNodeRed('A cluster of 0.2.0 and this version', (getRuntime) => {
  const cleanup = new Cleanup();
  let earlier: Packed;
  let redis: RedisServer;
  let simulator: Simulator;
  let output: string;
  let old: { readonly userDir: string; nodeRed: NodeRed };
  let current: { readonly userDir: string; nodeRed: NodeRed };

  before(async function () {
    needRedis(this);
    earlier = await needRelease(this, '0.2.0');
    redis = await freshRedis(cleanup);
    const folder = await makeFolder('both');
    cleanup.add(() => removeFolder(folder));
    output = join(folder, 'events.ndjson');
    const oldDir = await emptyUserDir(cleanup);
    await installInto(oldDir, earlier.tarball);
    const currentDir = await installedUserDir(cleanup);
    simulator = await Simulator.start(folder, [
      ...['--client-id', CREDENTIALS.clientId, '--client-secret', CREDENTIALS.clientSecret],
      ...['--types', 'receipt,delivery', '--records-per-file', '20', '--quota', '100000'],
    ]);
    cleanup.add(() => simulator.stop());
    old = { userDir: oldDir, nodeRed: await start(oldDir, earlier.version) };
    await old.nodeRed.deploy(flow());
    await untilHolder(old.nodeRed);
    current = { userDir: currentDir, nodeRed: await start(currentDir, (await packedOnce()).version) };
    await current.nodeRed.deploy(flow());
    await untilStandby(current.nodeRed);
  });
  after(() => cleanup.close());

  it('this version takes over from 0.2.0', async () => {
    const token = await untilComplete(old.nodeRed);
    await old.nodeRed.stop();
    await simulator.advance(QUARTER_MS);
    assert.ok((await untilComplete(current.nodeRed)) > token, 'the fencing token does not rise');
  });

  it('0.2.0 takes over from this version', async () => {
    old.nodeRed = await start(old.userDir, earlier.version);
    await untilStandby(old.nodeRed);
    const token = await untilComplete(current.nodeRed);
    await current.nodeRed.stop();
    await simulator.advance(QUARTER_MS);
    assert.ok((await untilComplete(old.nodeRed)) > token, 'the fencing token does not rise');
  });

  /** Both append to the same file, each while it holds the lease. */
  function flow(): FlowNode[] {
    return [
      { id: TAB, type: 'tab', label: 'cluster', disabled: false },
      {
        ...{ id: CLUSTER, type: 'mimecast-cluster', name: '', prefix: 'both', lease: LEASE_S, tls: '' },
        url: `redis://127.0.0.1:${redis.port}`,
        credentials: { username: '', password: redis.password },
      },
      {
        ...{ id: ACCOUNT, type: 'mimecast-account', name: '', region: 'custom', baseUrl: simulator.apiUrl },
        ...{ cluster: CLUSTER, credentials: CREDENTIALS },
      },
      {
        ...{ id: SOURCE, type: 'mimecast-siem', z: TAB, name: '', account: ACCOUNT, feed: 'cg-batch' },
        ...{ every: 1, everyUnit: 'seconds', types: 'receipt, delivery', output: 'lines', delivery: 'ack' },
        wires: [[FILE], []],
      },
      { id: FILE, type: 'mimecast-file', z: TAB, name: '', path: output, rotate: 'none', wires: [[ACK]] },
      { id: ACK, type: 'mimecast-ack', z: TAB, name: '', settles: 'message', verdict: 'auto', wires: [[]] },
    ];
  }

  async function start(userDir: string, version: string): Promise<NodeRed> {
    const nodeRed = await NodeRed.start({ runtime: await getRuntime(), userDir });
    cleanup.add(() => nodeRed.stop());
    const sets = await nodeSets(nodeRed, earlier.name);
    assert.deepEqual([...new Set(sets.map((set) => set.version))], [version]);
    return nodeRed;
  }

  /** @returns the fencing token of the replica that holds the lease, once all records are in the file */
  async function untilComplete(holder: NodeRed): Promise<number> {
    const token = await untilHolder(holder);
    const expected = await simulator.count();
    const { twice, inventedSamples } = await waitFor(
      async () => {
        if ((await sizeOf(output)) === 0) return undefined;
        const result = await simulator.compare(output);
        return result.expected >= expected && result.lostCount === 0 ? result : undefined;
      },
      { what: 'all records to be in the file', ms: 60_000, everyMs: 250 },
    );
    // The holder stops in order: what is in flight is acknowledged before.
    assert.deepEqual({ twice, inventedSamples }, { twice: 0, inventedSamples: [] });
    return token;
  }

  const untilHolder = async (nodeRed: NodeRed): Promise<number> => {
    const { token } = await untilLease(nodeRed, 'the lease', (one) => one.holder === one.replica);
    return token ?? assert.fail('a lease without a token');
  };

  const untilStandby = (nodeRed: NodeRed): Promise<Lease> =>
    untilLease(nodeRed, 'a standby', (one) => one.holder !== null && one.holder !== one.replica);

  function untilLease(nodeRed: NodeRed, what: string, isIt: (lease: Lease) => boolean): Promise<Lease> {
    return nodeRed.program.waitUntil(what, 60_000, async () => {
      const response = await nodeRed.fetch(`/mimecast/position/${SOURCE}`);
      // During a start the node does not exist, and has no lease yet.
      const read = response.ok ? position.safeParse(await response.json()) : undefined;
      const lease = read?.data?.nodes[0].lease;
      return lease !== undefined && isIt(lease) ? lease : undefined;
    });
  }
});
