/** Examples 21 to 24 unchanged, with the receivers they are made for: only the receiver's address differs. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ocsfProblems } from '../../unit/formats/ocsf/validate';
import { parseCef } from '../../unit/formats/wire-readers/cef';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import { readFlow, withProperties } from '../harness/node-red/example';
import { type FlowNode, NodeRed } from '../harness/node-red/node-red';
import { countLinesBelow, linesOf } from '../harness/node-red/output-file';
import type { Runtime } from '../harness/node-red/runtime';
import { installedUserDir } from '../harness/package/packed-once';
import { Cleanup } from '../harness/process/cleanup';
import { EXAMPLES } from '../harness/process/paths';
import { sharedNodeRed } from '../harness/process/shared-instances';
import { BulkDouble } from '../harness/servers/bulk-double';
import { HecDouble } from '../harness/servers/hec-double';
import { httpDouble } from '../harness/servers/http-double';
import { freshRsyslog, needRsyslog } from '../harness/servers/with-rsyslog';

const SIEM_TYPES = 10;
const ALL_STREAMS = SIEM_TYPES + 1 + 1 + 3 + 2 + 4;
const WAIT_MS = 240_000;

const poll = z.looseObject({
  kind: z.string(),
  log: z.string(),
  type: z.string(),
  records: z.number().optional(),
});
type Poll = z.infer<typeof poll>;

/** The flow with a file behind the second output of each source, for its reports. */
function reportingTo(nodes: readonly FlowNode[], file: string): FlowNode[] {
  const tab = nodes.find(({ type }) => type === 'tab')?.id;
  const id = 'f0f0000000000001';
  const wires = z.array(z.array(z.string())).length(2);
  const wired = nodes.map((node) => {
    const known = wires.safeParse(node['wires']);
    const isSource = 'account' in node && known.success;
    return isSource ? { ...node, wires: [known.data[0], [...(known.data[1] ?? []), id]] } : node;
  });
  return [
    ...wired,
    {
      id,
      type: 'file',
      z: tab,
      filename: file,
      filenameType: 'str',
      appendNewline: true,
      overwriteFile: 'false',
      wires: [[]],
    },
  ];
}

async function exampleFile(number: number): Promise<string> {
  const found = (await readdir(EXAMPLES)).find((name) => name.startsWith(`${number} - `));
  assert.ok(found !== undefined, `no example ${number}`);
  return join(EXAMPLES, found);
}

/** The HTTP nodes of the examples are disabled until there is a server. */
const enabled = (nodes: FlowNode[]): FlowNode[] => withProperties(nodes, 'mimecast-http', { d: false });

interface Running {
  readonly nodeRed: NodeRed;
  readonly userDir: string;
  /** records of all streams, once each of them has been read to its end */
  records(streams: number): Promise<number>;
  problems(): readonly string[];
}

onEachNodeRed('The examples with the format node', (getRuntime) => {
  let cleanup: Cleanup;
  beforeEach(() => {
    cleanup = new Cleanup();
  });
  afterEach(() => cleanup.close());

  async function ownNodeRed(runtime: Runtime, env: NodeJS.ProcessEnv): Promise<NodeRed> {
    const nodeRed = await NodeRed.start({ runtime, userDir: await installedUserDir(cleanup), env });
    cleanup.add(() => nodeRed.stop());
    return nodeRed;
  }

  async function run(
    number: number,
    change: (nodes: FlowNode[]) => FlowNode[] = (nodes) => nodes,
    env?: NodeJS.ProcessEnv,
  ): Promise<Running> {
    const runtime: Runtime = await getRuntime();
    const nodeRed =
      env === undefined ? await sharedNodeRed(runtime, cleanup) : await ownNodeRed(runtime, env);
    const problems = nodeRed.problems();
    const { userDir } = nodeRed;
    const file = join(userDir, 'reports.ndjson');
    await nodeRed.deploy(reportingTo(change(await readFlow(await exampleFile(number))), file));
    const records = async (streams: number): Promise<number> => {
      const polls = await nodeRed.program.waitUntil(`${streams} streams to be read`, WAIT_MS, async () => {
        const found: Poll[] = [];
        for await (const line of linesOf(file)) found.push(poll.parse(JSON.parse(line)));
        return new Set(found.map(({ log, type }) => `${log}/${type}`)).size >= streams ? found : undefined;
      });
      assert.deepEqual([...new Set(polls.map(({ kind }) => kind))], ['poll']);
      return polls.reduce((sum, one) => sum + (one.records ?? 0), 0);
    };
    return { nodeRed, userDir, records, problems };
  }

  it('21: sends CEF over RELP to a real rsyslog, and a strict parser accepts each line', async function () {
    needRsyslog(this);
    const { server, port } = await freshRsyslog(cleanup, 'relp');
    const running = await run(21, (nodes) => withProperties(nodes, 'mimecast-syslog', { port }));
    const expected = await running.records(SIEM_TYPES);
    await running.nodeRed.program.waitUntil(`${expected} lines`, WAIT_MS, async () =>
      (await server.countReceived()) >= expected ? true : undefined,
    );
    const lines = await server.received();
    const ids = new Set<string>();
    const types = new Set<string>();
    for (const line of lines) {
      const [, cef = ''] = /^<134>1 \S+ \S+ mimecast \S+ \S+ - (?:\ufeff)?(CEF:0\|.*)$/.exec(line) ?? [];
      const { values } = parseCef(cef);
      ids.add(values.get('externalId') ?? '');
      // log and type; the action follows
      types.add((values.get('cat') ?? '').split('/').slice(0, 2).join('/'));
    }
    assert.equal(ids.size, expected);
    assert.equal(types.size, SIEM_TYPES);
    assert.deepEqual(running.problems(), []);
    console.log(`      ${lines.length} lines`);
  });

  it('22: writes OCSF of all logs to a file for each class, and each event is valid by the schema', async () => {
    const running = await run(22);
    const expected = await running.records(ALL_STREAMS);
    const folder = join(running.userDir, 'mimecast-ocsf');
    const read = async (): Promise<Map<string, string[]>> => {
      const found = new Map<string, string[]>();
      for (const file of await readdir(folder).catch(() => [])) {
        const lines: string[] = [];
        for await (const line of linesOf(join(folder, file))) lines.push(line);
        found.set(file, lines);
      }
      return found;
    };
    await running.nodeRed.program.waitUntil(`${expected} events`, WAIT_MS, async () =>
      (await countLinesBelow(folder)) >= expected ? true : undefined,
    );
    const files = await read();
    const counts: Record<string, number> = {};
    for (const [file, lines] of files) {
      for (const line of lines) {
        const event = z.looseObject({ class_name: z.string() }).parse(JSON.parse(line));
        assert.deepEqual(ocsfProblems(event), [], line);
        // as file names write it
        assert.ok(file.startsWith(`${event.class_name.replaceAll(' ', '-')}-`), file);
        counts[event.class_name] = (counts[event.class_name] ?? 0) + 1;
      }
    }
    for (const name of ['Email Activity', 'Detection Finding', 'Data Security Finding', 'Authentication']) {
      assert.ok((counts[name] ?? 0) > 0, name);
    }
    assert.ok((counts['User Inventory Info'] ?? 0) > 0);
    assert.deepEqual(running.problems(), []);
    console.log(`      ${JSON.stringify(counts)}`);
  });

  it('23: delivers each event once to a busy and rejecting collector, or quarantines it', async () => {
    const token = 'canary-hec-token-1f0b';
    const isRefused = (id: unknown): boolean => String(id).startsWith('00');
    const hec = new HecDouble(
      token,
      { 2: 'busy', 4: 'too large' },
      { invalid: ({ fields }) => isRefused(fields?.['mimecast_id']) },
    );
    const origin = await httpDouble(hec.respond, cleanup);
    const running = await run(23, enabled, {
      SPLUNK_HEC_URL: origin,
      SPLUNK_HEC_TOKEN: token,
    });
    const expected = await running.records(SIEM_TYPES);
    const aside = join(running.userDir, 'mimecast-refused.ndjson');
    const received = await running.nodeRed.program.waitUntil(`${expected} events`, WAIT_MS, async () => {
      const lines: string[] = [];
      for await (const line of linesOf(aside)) lines.push(line);
      return hec.accepted.length + lines.length >= expected ? lines : undefined;
    });
    assert.ok(received.length > 0, 'nothing was kept aside');
    const ids = hec.accepted.map(({ fields }) => String(fields?.['mimecast_id']));
    assert.equal(new Set(ids).size + received.length, expected);
    for (const { time, event, host } of hec.accepted) {
      const record = z.looseObject({ timestamp: z.number() }).parse(event);
      assert.equal(time, record.timestamp / 1000);
      assert.equal(host, 'mimecast');
    }
    // As they can be sent again.
    for (const line of received) {
      const { fields } = z.object({ fields: z.record(z.string(), z.string()) }).parse(JSON.parse(line));
      assert.ok(isRefused(fields['mimecast_id']), line);
    }
    assert.doesNotMatch(running.nodeRed.program.output, new RegExp(token));
  });

  it('24: delivers each event once to a cluster with a response per item, or quarantines it', async () => {
    const key = 'canary-elastic-key-77aa';
    const bulk = new BulkDouble(key, { 2: 'busy', 5: 'refused' });
    const origin = await httpDouble(bulk.respond, cleanup);
    const running = await run(24, enabled, {
      ELASTIC_URL: `${origin}/logs-mimecast.siem-default`,
      ELASTIC_API_KEY: key,
    });
    const expected = await running.records(SIEM_TYPES);
    const aside = join(running.userDir, 'mimecast-refused.ndjson');
    const received = await running.nodeRed.program.waitUntil(`${expected} documents`, WAIT_MS, async () => {
      const lines: string[] = [];
      for await (const line of linesOf(aside)) lines.push(line);
      return bulk.documents.size + lines.length / 2 >= expected ? lines : undefined;
    });
    assert.deepEqual(bulk.problems, []);
    // The line for `_bulk`, and the document.
    assert.equal(received.length, 2);
    assert.equal(bulk.conflicts, 0, 'more than the item that was busy came again');
    assert.equal(bulk.documents.size + 1, expected);
    assert.doesNotMatch(running.nodeRed.program.output, new RegExp(key));
  });
});
