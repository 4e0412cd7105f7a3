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
      { ...DEFAULTS, id: SINK, type: 'mimecast-syslog', z: '5e1e000000000000', x: 400, y: 100, wires: [[]] },
    ];
    await editor.page.evaluate(`RED.nodes.import(${JSON.stringify(flow)}); RED.view.redraw(true)`);
  });
  after(() => cleanup.close());

  const isShown = (id: string): Promise<boolean> => editor.field(id).isVisible();
  const rows = (): Promise<boolean[]> =>
    Promise.all(
      ['framing-row', 'tls-row', 'stream-tip', 'relp-tip'].map((row) => isShown(`node-input-${row}`)),
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

  it('causes no error in the page', () => {
    assert.deepEqual(editor.pageErrors, []);
  });
}

describeWithBrowser('The syslog dialog', specify);
