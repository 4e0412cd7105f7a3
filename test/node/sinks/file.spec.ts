import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readlinkSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Node } from 'node-red';
import { waitUntil } from '../../doubles/wait-until';
import { Folder } from '../../unit/sinks/file/folder';
import { type FlowNode, helper, loadFlow } from '../support/account-helper';

import file = require('../../../nodes/file/mimecast-file');

interface Sent {
  readonly payload?: unknown;
  readonly error?: {
    readonly message: string;
    readonly code?: string;
    readonly source: { readonly id: string };
  };
  readonly [property: string]: unknown;
}

const asSent = (message: unknown): Sent => Object.assign({}, message);

const fileNode = (properties: object): FlowNode => ({
  id: 'sink',
  type: 'mimecast-file',
  z: 'tab',
  name: '',
  wires: [['after']],
  ...properties,
});
const flow = (...nodes: readonly FlowNode[]): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  ...nodes,
  { id: 'after', type: 'helper', z: 'tab', wires: [] },
  { id: 'catcher', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] },
  { id: 'caught', type: 'helper', z: 'tab', wires: [] },
];

function nodeOf(id: string): Node {
  const node = helper.getNode(id);
  if (node === null) throw new Error(`there is no node ${id}`);
  return node;
}

/** Limited to a folder, where the system provides the information. */
function openFiles(below: string): string[] {
  const handles = '/proc/self/fd';
  if (!existsSync(handles)) return [];
  return readdirSync(handles)
    .map((handle) => {
      try {
        return readlinkSync(join(handles, handle));
      } catch {
        return '';
      }
    })
    .filter((path) => path.startsWith(below));
}

describe('mimecast-file', () => {
  const folder = new Folder();
  before(() => helper.startServer());
  after(async () => {
    helper.settings({});
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  const written: Sent[] = [];
  const caught: Sent[] = [];
  const statuses: Sent[] = [];

  /** The helper emits an event for every call of a method of a node. */
  function watch(): void {
    const sink: EventEmitter = nodeOf('sink');
    sink.on(
      'call:status',
      (call: { readonly firstArg?: unknown }) => void statuses.push(asSent(call.firstArg)),
    );
    nodeOf('after').on('input', (message: unknown) => void written.push(asSent(message)));
    nodeOf('caught').on('input', (message: unknown) => void caught.push(asSent(message)));
  }

  async function run(...nodes: readonly FlowNode[]): Promise<Node> {
    for (const list of [written, caught, statuses]) list.length = 0;
    helper.settings({ userDir: folder.path });
    await loadFlow(flow(...nodes), {}, [file]);
    watch();
    return nodeOf('sink');
  }

  it('writes below the user directory and passes on the same message', async () => {
    const sink = await run(fileNode({}));
    const payload = '{"a":1}\n{"a":2}';
    const message = {
      payload,
      topic: 't',
      mimecast: { log: 'siem', type: 'url protect', batch: { id: 'b' } },
    };
    sink.receive({ ...message });
    await waitUntil(() => written.length === 1, 'the message');
    const { _msgid, ...passed } = written[0] ?? {};
    assert.deepEqual(passed, message);
    const day = new Date().toISOString().slice(0, 10);
    assert.equal(folder.read('mimecast-events', 'siem', `url-protect-${day}.ndjson`), `${payload}\n`);
  });

  it('keeps the order, and has written each message before it passes it on', async () => {
    const sink = await run(fileNode({ path: 'a.log' }));
    const early: number[] = [];
    nodeOf('after').on('input', ({ payload }) => {
      if (!folder.read('a.log').includes(`{"n":${Object.values(Object(payload))[0]}}\n`)) early.push(1);
    });
    const numbers = Array.from({ length: 300 }, (_, n) => n);
    for (const n of numbers) sink.receive({ payload: { n } });
    await waitUntil(() => written.length === 300, 'all');
    assert.deepEqual(
      written.map(({ payload }) => payload),
      numbers.map((n) => ({ n })),
    );
    assert.equal(folder.read('a.log'), numbers.map((n) => `{"n":${n}}\n`).join(''));
    assert.deepEqual(early, []);
  });

  it('sends a failed message to the Catch node only, and recovers by itself', async () => {
    const sink = await run(fileNode({ path: 'a.log' }));
    mkdirSync(folder.to('a.log'));
    sink.receive({ payload: 'one', mark: 7 });
    sink.receive({ payload: 'two', mark: 8 });
    await waitUntil(() => caught.length === 2, 'both errors');
    assert.deepEqual(
      caught.map(({ mark, error }) => [mark, error?.code, error?.source.id]),
      [
        [7, 'EISDIR', 'sink'],
        [8, 'EISDIR', 'sink'],
      ],
    );
    assert.match(caught[0]?.error?.message ?? '', /a\.log was not written: there is a folder of that name/);
    assert.deepEqual(written, []);
    assert.deepEqual(statuses.at(-1), {
      fill: 'red',
      shape: 'dot',
      text: 'is a folder',
      code: 'EISDIR',
      reason: `${folder.to('a.log')} was not written: there is a folder of that name: change the path`,
    });
    rmdirSync(folder.to('a.log'));
    sink.receive({ payload: 'three' });
    await waitUntil(() => written.length === 1, 'the third');
    assert.equal(folder.read('a.log'), 'three\n');
    await waitUntil(() => statuses.at(-1)?.['fill'] === 'green', 'green');
    assert.deepEqual(statuses.at(-1), {
      fill: 'green',
      shape: 'dot',
      text: '1 message · 6 bytes',
      messages: 1,
      bytes: 6,
      path: folder.to('a.log'),
    });
  });

  it('reports invalid settings, once at the start and for each message', async () => {
    for (const list of [written, caught, statuses]) list.length = 0;
    const sink = await run(fileNode({ path: '{type}.json' }));
    sink.receive({ payload: 'one' });
    await waitUntil(() => caught.some(({ payload }) => payload === 'one'), 'an error');
    for (const { error } of caught) {
      assert.equal(error?.code, 'MIMECAST_CONFIG');
      assert.match(error?.message ?? '', /path: put a folder of its own in front/);
    }
    assert.deepEqual(written, []);
    assert.ok(!folder.names().some((name) => name.endsWith('.json')));
  });

  it('rejects a message without payload', async () => {
    const sink = await run(fileNode({ path: 'a.log' }));
    sink.receive({ topic: 'nothing' });
    await waitUntil(() => caught.length === 1, 'the error');
    assert.equal(caught[0]?.error?.code, 'FILE_PAYLOAD');
    assert.deepEqual(written, []);
  });

  it('writes all received messages before a redeploy, and continues', async () => {
    const sink = await run(fileNode({ path: 'a.log' }));
    for (let n = 0; n < 100; n += 1) sink.receive({ payload: String(n) });
    await helper.setFlows(flow(fileNode({ path: 'a.log', sync: 'none' })), 'nodes');
    const next = nodeOf('sink');
    assert.notEqual(next, sink);
    next.receive({ payload: 'after' });
    await waitUntil(() => folder.read('a.log').endsWith('after\n'), 'the line after');
    const lines = folder.read('a.log').trimEnd().split('\n');
    const accepted = lines.slice(0, -1).map(Number);
    assert.deepEqual(
      accepted,
      accepted.map((_, index) => index),
    );
  });

  it('leaves no file open when it is closed', async () => {
    const sink = await run(fileNode({ path: 'a.log', rotate: 'day', gzip: true }));
    sink.receive({ payload: 'one' });
    await waitUntil(() => written.length === 1, 'the message');
    await helper.unload();
    assert.equal(folder.unpacked('a.log.gz'), 'one\n');
    assert.deepEqual(openFiles(folder.path), []);
  });

  it('shares a file with another node without mixing lines', async () => {
    const sink = await run(fileNode({ path: 'a.log' }), fileNode({ id: 'other', path: './a.log' }));
    const other = nodeOf('other');
    const line = (who: string, n: number): string => `${who} ${n} ${who.repeat(5000)}`;
    for (let n = 0; n < 30; n += 1) {
      sink.receive({ payload: line('x', n) });
      other.receive({ payload: line('y', n) });
    }
    await waitUntil(() => written.length === 60, 'all');
    const lines = folder.read('a.log').trimEnd().split('\n');
    for (const who of ['x', 'y']) {
      assert.deepEqual(
        lines.filter((text) => text.startsWith(who)),
        Array.from({ length: 30 }, (_, n) => line(who, n)),
      );
    }
    assert.equal(lines.length, 60);
  });
});
