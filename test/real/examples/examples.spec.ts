import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import { EVENTS_FILE, readFlow, withProperties, withReportsTo } from '../harness/node-red/example';
import { ExampleRun } from '../harness/node-red/example-run';
import { type FlowNode, NodeRed } from '../harness/node-red/node-red';
import { countLines, linesOf } from '../harness/node-red/output-file';
import { installedUserDir } from '../harness/package/packed-once';
import { Cleanup } from '../harness/process/cleanup';
import { EXAMPLES, FIRST_EXAMPLE, REPOSITORY } from '../harness/process/paths';
import { freePort, LOOPBACK } from '../harness/process/ports';
import { sharedNodeRed } from '../harness/process/shared-instances';
import { type RedisServer, redisMissing } from '../harness/servers/redis';
import { type SyslogDoubles, syslogDouble } from '../harness/servers/syslog-double';
import { freshRedis, needRedis } from '../harness/servers/with-redis';
import { type ExpectedOutput, NEEDS, RECORDS } from './example-records';

const OURS = /^mimecast-/;
/**
 * Examples are imported one after the other, so the same id means the same node: 14 has two tenants, and the account of
 * 50 belongs to a cluster.
 */
const ACCOUNTS: Readonly<Record<string, readonly string[]>> = {
  '14': ['c0a0de300000acc1', 'c0a0de300000acc2'],
  '50': ['c0a0de300000acc5'],
};
const ACCOUNT = ['c0a0de300000acc0'];
/** Nodes that come with Node-RED: an example may use only these besides ours. */
const CORE = [
  'catch',
  'comment',
  'complete',
  'debug',
  'file',
  'file in',
  'function',
  'http in',
  'http request',
  'http response',
  'inject',
  'link in',
  'link out',
  'status',
  'switch',
  'tab',
];

const wiring = z.array(z.array(z.string())).default([]);
const poll = z.looseObject({ kind: z.string(), type: z.string(), records: z.number().optional() });

/** One for each sink: a file, syslog (RELP and TLS), Splunk, Elasticsearch. */
const SMOKE = ['01', '02', '03', '04', '05'];

/** An address, a port or a folder of one machine. */
const MACHINE = /https?:\/\/|localhost|127\.0\.0\.1|\[::1\]|(?<!"):\d{4,5}\b|"\/(home|etc|tmp|var)\//;

/** Nodes of packages that an example names in its title. */
const OPTIONAL: readonly (readonly [title: string, type: RegExp])[] = [
  ['needs FlowFuse Dashboard 2', /^ui-/],
  ['needs node-red-node-email', /^e-mail$/],
];
const isOptional = (file: string, type: string): boolean =>
  OPTIONAL.some(([title, pattern]) => file.includes(title) && pattern.test(type));

const examples = readdirSync(EXAMPLES)
  .filter((name) => name.endsWith('.json'))
  .map((file) => ({ file, number: file.slice(0, 2) }));

describe('Every example', () => {
  it('has its own number, and states its output', () => {
    for (const { file } of examples) assert.match(file, /^\d\d - \S.+\.json$/);
    const numbers = examples.map(({ number }) => number);
    assert.deepEqual(numbers, [...new Set(numbers)]);
    assert.deepEqual(Object.keys(RECORDS).sort(), numbers);
  });

  for (const { file, number } of examples) {
    it(`${file}: uses core nodes and ours, with explanations, delivery ack, the demo account and no credentials`, async () => {
      const nodes = await readFlow(join(EXAMPLES, file));
      const foreign = nodes
        .map(({ type }) => type)
        .filter((type) => !OURS.test(type) && !CORE.includes(type) && !type.startsWith('subflow'))
        .filter((type) => !isOptional(file, type));
      assert.deepEqual(foreign, []);
      const comments = nodes.filter(({ type }) => type === 'comment');
      assert.ok(comments.some(({ info }) => typeof info === 'string' && info.length > 200));
      const accounts = nodes.filter(({ type }) => type === 'mimecast-account');
      assert.deepEqual(
        accounts.map(({ id }) => id),
        ACCOUNTS[number] ?? ACCOUNT,
      );
      for (const { region } of accounts) assert.equal(region, 'demo');
      for (const { type, delivery } of nodes.filter((node) => 'delivery' in node))
        assert.equal(delivery, 'ack', type);
      assert.doesNotMatch(JSON.stringify(nodes), /"credentials"/);
    });

    it(`${file}: states its requirements first, or needs no port, no host and no path of a particular machine`, async () => {
      const nodes = await readFlow(join(EXAMPLES, file));
      const [first] = nodes.filter(({ type }) => type === 'comment');
      const need = NEEDS[number];
      const [tab] = nodes.filter(({ type }) => type === 'tab');
      if (need === undefined) {
        assert.doesNotMatch(String(first?.['name']), /^Needs/);
        assert.match(String(tab?.['info']), /runs as soon as it is deployed/);
        // A word in a comment is no address: only active settings are checked.
        const running = nodes.map(({ info: _, ...node }) => node);
        assert.doesNotMatch(JSON.stringify(running), MACHINE);
      } else {
        assert.match(String(first?.['name']), need);
        assert.doesNotMatch(String(tab?.['info']), /runs as soon as it is deployed/);
      }
    });

    it(`${file}: wires lead from node to node, and no two nodes lie on top of each other`, async () => {
      const nodes = await readFlow(join(EXAMPLES, file));
      const ids = new Set(nodes.map(({ id }) => id));
      assert.equal(ids.size, nodes.length, 'an id is there twice');
      for (const { id, wires } of nodes) {
        for (const target of wiring.parse(wires).flat())
          assert.ok(ids.has(target), `${id} leads to ${target}`);
      }
      const coordinates = nodes.filter(({ x }) => x !== undefined).map(({ z, x, y }) => `${z} ${x} ${y}`);
      assert.equal(new Set(coordinates).size, coordinates.length);
    });
  }
});

type Change = (flow: FlowNode[], closedPort: number) => FlowNode[];
const noServer: Change = (flow, port) => withProperties(flow, 'mimecast-syslog', { host: LOOPBACK, port });
const noRedis: Change = (flow) => withProperties(flow, 'mimecast-cluster', { url: '${NO_REDIS_HERE}' });

/** The messages of examples whose requirements are missing. */
const WITHOUT: Readonly<Record<string, { readonly missing: Change; readonly says: RegExp }>> = {
  '02': { missing: noServer, says: /\[mimecast-syslog:/ },
  '03': { missing: noServer, says: /\[mimecast-syslog:/ },
  '21': { missing: noServer, says: /\[mimecast-syslog:/ },
  '31': { missing: (flow) => flow, says: /missing types[\s\S]*ui-table/ },
  '40': { missing: noServer, says: /\[mimecast-syslog:/ },
  '43': { missing: (flow) => flow, says: /missing types[\s\S]*e-mail/ },
  '50': { missing: noRedis, says: /NO_REDIS_HERE/ },
};

onEachNodeRed('Each example, deployed unchanged', (getRuntime) => {
  const cleanup = new Cleanup();
  after(() => cleanup.close());
  let nodeRed: NodeRed;
  let doubles: SyslogDoubles;
  let redis: RedisServer | undefined;

  before(async () => {
    const userDir = await installedUserDir(cleanup);
    doubles = { relp: await syslogDouble('relp', cleanup), tls: await syslogDouble('tls', cleanup) };
    const port = await freePort();
    if (redisMissing() === undefined) redis = await freshRedis(cleanup);
    nodeRed = await NodeRed.start({
      runtime: await getRuntime(),
      userDir,
      port,
      env: {
        NODE_EXTRA_CA_CERTS: join(REPOSITORY, 'test', 'unit', 'api', 'fixtures', 'ca.pem'),
        REDIS_URL: redis && `redis://:${redis.password}@${LOOPBACK}:${redis.port}`,
      },
    });
    cleanup.add(() => nodeRed.stop());
  });

  for (const { file, number } of examples) {
    const tag = SMOKE.includes(number) ? ' @smoke' : '';
    it(`${file}: sends records without warnings or errors${tag}`, async function () {
      if (file.includes('needs Redis')) needRedis(this);
      const outputs = RECORDS[number] ?? [];
      assert.ok(outputs.length > 0);
      const run = new ExampleRun(nodeRed, doubles, outputs);
      // Without the other package, only its nodes are missing.
      const flow = await readFlow(join(EXAMPLES, file));
      await run.deploy(flow.filter(({ type }) => !isOptional(file, type)));
      for (const sighting of outputs)
        for (const line of await run.waitForRecords(sighting)) check(line, sighting);
      assert.deepEqual(run.problems(), []);
      await run.clear();
    });
  }

  for (const [number, { missing, says }] of Object.entries(WITHOUT)) {
    it(`${number}: reports a missing requirement in the log, or at a Catch node`, async () => {
      const file = examples.find((one) => one.number === number)?.file ?? '';
      const before = nodeRed.program.output.length;
      await nodeRed.deploy(missing(await readFlow(join(EXAMPLES, file)), await freePort()));
      await nodeRed.program.waitUntil(`${says} for ${number}`, 30_000, () =>
        says.test(nodeRed.program.output.slice(before)) ? true : undefined,
      );
      await nodeRed.deploy([]);
    });
  }

  it('is also run without each of its requirements', () =>
    assert.deepEqual(Object.keys(WITHOUT), Object.keys(NEEDS)));

  function check(line: string, { like, matches }: ExpectedOutput): void {
    if (matches) assert.match(line, matches);
    like?.parse(JSON.parse(line));
  }
});

onEachNodeRed('The first example, deployed unchanged', (getRuntime) => {
  const cleanup = new Cleanup();
  after(() => cleanup.close());

  it('fills its file with a day of all ten types, without credentials, warnings or errors', async () => {
    const nodeRed = await sharedNodeRed(await getRuntime(), cleanup);
    const problems = nodeRed.problems();
    const reports = join(nodeRed.userDir, 'reports.ndjson');
    await nodeRed.deploy(withReportsTo(await readFlow(FIRST_EXAMPLE), reports));

    const polls = await nodeRed.program.waitUntil('ten polls to end', 180_000, async () => {
      const found: z.infer<typeof poll>[] = [];
      for await (const line of linesOf(reports)) found.push(poll.parse(JSON.parse(line)));
      return found.length >= 10 ? found : undefined;
    });
    assert.deepEqual([...new Set(polls.map(({ kind }) => kind))], ['poll']);
    assert.equal(new Set(polls.map(({ type }) => type)).size, 10);
    const records = polls.reduce((sum, one) => sum + (one.records ?? 0), 0);
    assert.ok(records >= 5_000, `only ${records} events`);
    const events = join(nodeRed.userDir, EVENTS_FILE);
    await nodeRed.program.waitUntil(`${records} lines`, 10_000, async () =>
      (await countLines(events)) >= records ? true : undefined,
    );
    for await (const line of linesOf(events)) z.looseObject({ type: z.string() }).parse(JSON.parse(line));
    assert.deepEqual(problems(), []);
  });
});
