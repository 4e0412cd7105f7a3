/** The dialog of the syslog node in a real browser, and its flow in a real Node-RED. */
import assert from 'node:assert/strict';
import { syslogProperties } from '../../../../nodes/lib/properties/node/syslog';
import { relpServer } from '../../../unit/sinks/syslog/support/relp-server';
import { describeWithBrowser } from '../../harness/browser/each-editor';
import { Editor } from '../../harness/browser/editor';
import type { Runtime } from '../../harness/node-red/runtime';
import { Cleanup } from '../../harness/process/cleanup';
import { sharedNodeRed } from '../../harness/process/shared-instances';
import { waitFor } from '../../harness/process/wait-for';

const SINK = '5e1e000000000001';
const SINK_AFTER = '5e1e000000000004';
const OLD_AFTER = '5e1e000000000005';
const OLD = '5e1e000000000003';
const DEFAULTS = Object.fromEntries(
  Object.entries(syslogProperties).map(([name, { value }]) => [name, value]),
);

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let editor: Editor;
  let port = 0;
  let taken: readonly string[] = [];

  before(async () => {
    const server = await relpServer();
    cleanup.add(() => server.stop());
    ({ port, accepted: taken } = server);
    const runtime = await getRuntime();
    const nodeRed = await sharedNodeRed(runtime, cleanup);
    editor = await Editor.open(nodeRed, runtime.name, cleanup);
    const flow = [
      { id: '5e1e000000000000', type: 'tab', label: 'syslog' },
      {
        ...{ id: '5e1e000000000002', type: 'inject', z: '5e1e000000000000', x: 150, y: 100 },
        ...{
          name: '',
          topic: '',
          repeat: '',
          crontab: '',
          once: true,
          onceDelay: 0.1,
          props: [{ p: 'payload' }],
          payload: '{"a":1}',
          payloadType: 'json',
        },
        wires: [[SINK]],
      },
      {
        ...DEFAULTS,
        id: SINK,
        type: 'mimecast-syslog',
        z: '5e1e000000000000',
        x: 400,
        y: 100,
        wires: [[SINK_AFTER]],
      },
      { id: SINK_AFTER, type: 'debug', z: '5e1e000000000000', x: 600, y: 100, wires: [] },
    ];
    await editor.page.evaluate(`RED.nodes.import(${JSON.stringify(flow)}); RED.view.redraw(true)`);
  });
  after(() => cleanup.close());

  const isShown = (id: string): Promise<boolean> => editor.field(id).isVisible();
  const rows = (): Promise<boolean[]> =>
    Promise.all(
      ['framing-row', 'tls-row', 'stream-tip', 'relp-tip'].map((row) => isShown(`node-input-${row}`)),
    );

  const stored = async (id: string): Promise<unknown> =>
    JSON.parse(
      String(
        await editor.page.evaluate(`(() => {
          const node = RED.nodes.node('${id}');
          const wires = [0, 1].map((port) => RED.nodes.filterLinks({ source: node, sourcePort: port }).length);
          return JSON.stringify({ maxBytes: String(node.maxBytes), tooLong: node.tooLong, outputs: node.outputs, wires });
        })()`),
      ),
    );

  it('requires a host, and what the protocol needs', async () => {
    const { valid, validationErrors, label } = await editor.shown(SINK);
    assert.deepEqual([valid, label], [false, 'syslog']);
    assert.match(
      validationErrors?.join() ?? '',
      /^Host: enter the name or the address of the syslog server$/,
    );
    await editor.editNode(SINK);
    await editor.takePicture('syslog 1 TLS');
    const protocol = editor.field('node-input-protocol-choice');
    for (const [chosen, expected] of [
      ['tls', [true, true, true, false]],
      ['tcp', [true, false, true, false]],
      ['relp-tls', [false, true, false, true]],
      ['relp', [false, false, false, true]],
    ] as const) {
      await protocol.selectOption(chosen);
      assert.deepEqual(await rows(), expected, chosen);
    }
    await editor.field('node-input-host').fill('127.0.0.1');
    await editor.field('node-input-port').fill(String(port));
    await editor.takePicture('syslog 2 RELP');
    await editor.done('#node-dialog-ok');
    const shown = await editor.shown(SINK);
    assert.deepEqual([shown.valid, shown.label], [true, `relp · 127.0.0.1:${port}`]);
  });

  it('delivers once it is deployed', async () => {
    await editor.deploy();
    const [message] = await waitFor(() => (taken.length > 0 ? taken : undefined), {
      what: 'a message',
      ms: 20_000,
    });
    assert.match(message ?? '', /^<134>1 \S+Z \S+ mimecast \d+ - - \{"a":1\}$/);
    await waitFor(async () => ((await editor.shown(SINK)).status === 'connected' ? true : undefined), {
      what: 'a green status',
      ms: 10_000,
    });
    await editor.takePicture('syslog 3 connected');
  });

  it('offers a limit that fits rsyslog, and splits longer messages, in a new node', async () => {
    await editor.editNode(SINK);
    const [maxBytes, tooLong] = ['node-input-maxBytes', 'node-input-tooLong-choice'].map((id) =>
      editor.field(id),
    );
    assert.ok(maxBytes !== undefined && tooLong !== undefined);
    assert.deepEqual([await maxBytes.inputValue(), await tooLong.inputValue()], ['8096', 'split']);
    assert.match(
      await editor.page.locator('#node-input-maxBytes-tip').innerText(),
      /8,096 octets.*maxMessageSize/s,
    );
    await tooLong.selectOption('refuse');
    await editor.done('#node-dialog-ok');
    assert.deepEqual(await stored(SINK), { maxBytes: '8096', tooLong: 'refuse', outputs: 2, wires: [1, 0] });
  });

  it('shows, and keeps, what a node from before the choice existed does', async () => {
    const { tooLong, maxBytes, ...before } = DEFAULTS;
    const old = {
      ...{ ...before, host: '127.0.0.1', port, protocol: 'relp' },
      ...{ id: OLD, type: 'mimecast-syslog', z: '5e1e000000000000', x: 400, y: 200, wires: [[OLD_AFTER]] },
    };
    const after = { id: OLD_AFTER, type: 'debug', z: '5e1e000000000000', x: 600, y: 200, wires: [] };
    await editor.page.evaluate(`RED.nodes.import(${JSON.stringify([old, after])}); RED.view.redraw(true)`);
    assert.equal((await editor.shown(OLD)).valid, true);
    await editor.editNode(OLD);
    assert.equal(await editor.field('node-input-maxBytes').inputValue(), '65536');
    assert.equal(await editor.field('node-input-tooLong-choice').inputValue(), 'truncate');
    await editor.takePicture('syslog 4 former defaults');
    await editor.done('#node-dialog-ok');
    assert.deepEqual(await stored(OLD), {
      maxBytes: '65536',
      tooLong: 'truncate',
      outputs: 2,
      wires: [1, 0],
    });
  });

  it('causes no error in the page', () => {
    assert.deepEqual(editor.pageErrors, []);
  });
}

describeWithBrowser('The syslog dialog', specify);
