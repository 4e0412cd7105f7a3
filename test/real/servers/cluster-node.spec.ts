/** A real Node-RED that joins a cluster and leaves it: storage of positions, reports and log lines, secrets. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import type { FlowNode, NodeRed } from '../harness/node-red/node-red';
import { Cleanup } from '../harness/process/cleanup';
import { sharedNodeRed } from '../harness/process/shared-instances';
import { waitFor } from '../harness/process/wait-for';
import type { RedisServer } from '../harness/servers/redis';
import { freshRedis, needRedis } from '../harness/servers/with-redis';

const TAB = 'c2a0500000000000';
const CLUSTER = 'c2a0500000000001';
const ACCOUNT = 'c2a0500000000002';
const SOURCE = 'c2a0500000000003';
const POLICY = 'c2a0500000000005';

const position = z.object({
  nodes: z.tuple([
    z.object({
      streams: z.array(z.object({ savedAt: z.string().nullable() })),
      lease: z
        .object({ replica: z.string(), holder: z.string().nullable(), token: z.number().nullable() })
        .optional(),
    }),
  ]),
});

onEachNodeRed('A Node-RED in a cluster', (getRuntime) => {
  const cleanup = new Cleanup();
  let redis: RedisServer;
  let nodeRed: NodeRed;
  /** Since the first test of this file. */
  let log: () => string;

  before(async function () {
    needRedis(this);
    redis = await freshRedis(cleanup);
    nodeRed = await sharedNodeRed(await getRuntime(), cleanup);
    log = nodeRed.program.outputSince();
  });
  after(() => cleanup.close());

  /** Writes every report to the log. */
  function flow(isShared: boolean): FlowNode[] {
    const log = 'node.warn(JSON.stringify(msg.payload)); return null;';
    return [
      { id: TAB, type: 'tab', label: 'cluster', disabled: false },
      {
        ...{ id: CLUSTER, type: 'mimecast-cluster', name: '', prefix: 'spec', lease: 3, tls: '' },
        url: `redis://127.0.0.1:${redis.port}`,
        credentials: { username: '', password: redis.password },
      },
      { id: ACCOUNT, type: 'mimecast-account', region: 'demo', name: '', cluster: isShared ? CLUSTER : '' },
      {
        ...{ id: SOURCE, type: 'mimecast-siem', z: TAB, name: '', account: ACCOUNT, feed: 'cg-batch' },
        ...{ every: 1, everyUnit: 'seconds', types: 'receipt, spam', output: 'page', delivery: 'sent' },
        wires: [[], ['c2a0500000000004']],
      },
      { id: 'c2a0500000000004', type: 'function', z: TAB, outputs: 1, func: log, wires: [[]] },
      {
        ...{ id: POLICY, type: 'mimecast-policy-check', z: TAB, name: '', account: ACCOUNT, every: 24 },
        ...{ everyUnit: 'hours', wires: [[], ['c2a0500000000004']] },
      },
    ];
  }
  const readPositions = async () => {
    const response = await nodeRed.fetch(`/mimecast/position/${SOURCE}`);
    // During a deploy the node does not exist.
    return response.ok ? position.parse(await response.json()).nodes[0] : undefined;
  };
  const waitUntil = (what: string, ask: () => Promise<boolean>): Promise<true> =>
    waitFor(async () => ((await ask()) ? true : undefined), { what, ms: 90_000 });
  const files = (folder: string): Promise<string[]> =>
    readdir(join(nodeRed.userDir, 'mimecast', folder)).catch(() => []);
  const everyStream = async (): Promise<boolean> => {
    const { streams = [] } = (await readPositions()) ?? {};
    return streams.length > 0 && streams.every(({ savedAt }) => savedAt !== null);
  };
  let records = 0;

  it('keeps positions in files while it is alone', async () => {
    await nodeRed.deploy(flow(false));
    await waitUntil('a position', everyStream);
    // During a write it has another name for a moment.
    await waitUntil('the file', async () => (await files('positions')).includes(`${SOURCE}.json`));
    assert.equal((await readPositions())?.lease, undefined);
    assert.equal(redis.cli('DBSIZE'), '0');
  });

  it('moves them to Redis when the account joins a cluster, and reports it', async () => {
    await waitUntil('a baseline', async () => (await files('baselines')).includes(`${POLICY}.json`));
    const [before] = await entriesOf(`${SOURCE}.json`);
    await nodeRed.deploy(flow(true));
    await waitUntil('the lease', async () => typeof (await readPositions())?.lease?.token === 'number');
    await waitUntil(
      'a position in Redis',
      async () => redis.cli('KEYS', `spec:positions:*:${SOURCE}`) !== '',
    );
    const keys = redis.cli('KEYS', '*').split('\n');
    assert.ok(
      keys.some((key) => /^spec:positions:[0-9a-f]{24}:/.test(key)),
      keys.join(', '),
    );
    const key = keys.find((one) => one.startsWith('spec:positions:')) ?? '';
    const { entries } = document.parse(JSON.parse(redis.cli('HGET', key, 'text')));
    const same = entries.find((entry) => entry.key === before?.key);
    assert.ok(same !== undefined && before !== undefined && same.savedAt >= before.savedAt);
    // It exists before the lease: each machine publishes its local state first.
    await waitUntil('the file to be set aside', async () =>
      (await files('positions')).includes(`${SOURCE}.json.moved`),
    );
    assert.ok(!(await files('positions')).includes(`${SOURCE}.json`));
    const { lease } = (await readPositions()) ?? {};
    assert.equal(lease?.holder, lease?.replica);
    await waitUntil('the report', async () => log().includes('"kind":"acquired"'));
    await waitUntil('a poll', async () => /"kind":"poll".*"replica":"[^"]+","token":\d+/.test(log()));
    records = entries.length;
  });

  it('moves the baseline, too: a check that ran today does not run again', async () => {
    await waitUntil(
      'the baseline in Redis',
      async () => redis.cli('KEYS', `spec:baselines:*:${POLICY}`) !== '',
    );
    const runs = log().match(/"kind":"summary","log":"finding"/g) ?? [];
    assert.equal(runs.length, 1);
  });

  it('includes its replica id in the metrics', async () => {
    const metrics = await (await nodeRed.fetch('/mimecast/metrics')).text();
    assert.match(
      metrics,
      new RegExp(`^mimecast_lease_held\\{node="${SOURCE}",name="",account="demo",replica="[^"]+"\\} 1$`, 'm'),
    );
    assert.match(metrics, /^mimecast_fencing_token\{[^}]+\} \d{13}$/m);
  });

  it('tests the connection with the values in the dialog, and sends a stored password to no other host', async () => {
    const test = async (form: object) => {
      const response = await nodeRed.fetch(`/mimecast/cluster/${CLUSTER}/test`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ prefix: 'spec', lease: '3', has_password: true, ...form }),
      });
      return z.object({ level: z.string(), text: z.string() }).parse(await response.json());
    };
    const url = `redis://127.0.0.1:${redis.port}`;
    const fine = await test({ url, password: '__PWRD__' });
    assert.match(`${fine.level} ${fine.text}`, /^green Connection successful · (?:Redis|Valkey) \d/);
    const elsewhere = await test({ url: `redis://localhost:${redis.port}`, password: '__PWRD__' });
    assert.match(`${elsewhere.level} ${elsewhere.text}`, /^red .*only sent to the deployed host/);
    const wrong = await test({ url, password: 'typed-and-wrong' });
    assert.match(`${wrong.level} ${wrong.text}`, /^red .*WRONGPASS/);
    const closed = await test({ url: 'redis://127.0.0.1:1', password: 'typed-secret' });
    assert.match(`${closed.level} ${closed.text}`, /^red Redis at 127\.0\.0\.1:1: .*ECONNREFUSED/);
    for (const { text } of [fine, elsewhere, wrong, closed])
      for (const secret of [redis.password, 'typed-and-wrong', 'typed-secret'])
        assert.ok(!text.includes(secret), text);
  });

  it('moves its positions back to files when the cluster is removed', async () => {
    await nodeRed.deploy(flow(false));
    await waitUntil('a position', everyStream);
    await waitUntil('the file', async () => (await files('positions')).includes(`${SOURCE}.json`));
    assert.equal((await entriesOf(`${SOURCE}.json`)).length, records);
    assert.equal((await readPositions())?.lease, undefined);
    const runs = log().match(/"kind":"summary","log":"finding"/g) ?? [];
    assert.equal(runs.length, 1, 'the policy checks ran again: their baseline did not come along');
  });

  it('never writes the password anywhere', async () => {
    assert.ok(!log().includes(redis.password));
    for (const file of ['flows.json', 'flows_cred.json']) {
      assert.ok(!(await readFile(join(nodeRed.userDir, file), 'utf8')).includes(redis.password), file);
    }
  });

  const document = z.object({ entries: z.array(z.object({ key: z.string(), savedAt: z.string() })) });
  async function entriesOf(file: string) {
    const path = join(nodeRed.userDir, 'mimecast', 'positions', file);
    // During a write it has another name for a moment.
    const text = await waitFor(() => readFile(path, 'utf8').catch(() => undefined), {
      what: file,
      ms: 5_000,
    });
    return document.parse(JSON.parse(text)).entries;
  }
});
