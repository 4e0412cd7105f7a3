/** The dialog of the HTTP node in a real browser, and its flow in a real Node-RED. */
import assert from 'node:assert/strict';
import { httpProperties } from '../../../../nodes/lib/properties/node/http';
import { describeWithBrowser } from '../../harness/browser/each-editor';
import { Editor } from '../../harness/browser/editor';
import type { Runtime } from '../../harness/node-red/runtime';
import { Cleanup } from '../../harness/process/cleanup';
import { sharedNodeRed } from '../../harness/process/shared-instances';
import { waitFor } from '../../harness/process/wait-for';
import { HecDouble } from '../../harness/servers/hec-double';
import { httpDouble } from '../../harness/servers/http-double';

const SINK = '5e1e000000000091';
const TOKEN = 'canary-browser-token-0123';
const DEFAULTS = Object.fromEntries(Object.entries(httpProperties).map(([name, { value }]) => [name, value]));

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  const splunk = new HecDouble(TOKEN);
  let editor: Editor;
  let url = '';

  before(async () => {
    url = await httpDouble(splunk.respond, cleanup);
    const runtime = await getRuntime();
    const nodeRed = await sharedNodeRed(runtime, cleanup);
    editor = await Editor.open(nodeRed, runtime.name, cleanup);
    const flow = [
      { id: '5e1e000000000090', type: 'tab', label: 'http' },
      {
        ...{ id: '5e1e000000000092', type: 'inject', z: '5e1e000000000090', x: 150, y: 100 },
        ...{ name: '', topic: '', repeat: '', crontab: '', once: true, onceDelay: 0.1 },
        ...{ props: [{ p: 'payload' }], payload: '{"a":1}', payloadType: 'json', wires: [[SINK]] },
      },
      {
        ...{ ...DEFAULTS, id: SINK, type: 'mimecast-http', z: '5e1e000000000090' },
        ...{ x: 400, y: 100, wires: [[], []] },
      },
    ];
    await editor.page.evaluate(`RED.nodes.import(${JSON.stringify(flow)}); RED.view.redraw(true)`);
  });
  after(() => cleanup.close());

  const shown = (): Promise<boolean[]> =>
    Promise.all(
      ['token-rows', 'login-rows', 'azure-rows', 'azure-tip', 'indexerAck-row'].map((row) =>
        editor.field(`node-input-${row}`).isVisible(),
      ),
    );

  it('requires an address, and shows what the receiver needs', async () => {
    const { valid, validationErrors, label } = await editor.shown(SINK);
    assert.deepEqual([valid, label], [false, 'HTTP']);
    assert.match(validationErrors?.join() ?? '', /^Address: enter the address of the receiver$/);
    await editor.editNode(SINK);
    await editor.takePicture('http 1 Splunk');
    const receiver = editor.field('node-input-receiver-choice');
    for (const [chosen, expected] of [
      ['hec', [true, false, false, false, true]],
      ['elastic', [true, true, false, false, false]],
      ['azure', [false, false, true, true, false]],
      ['ndjson', [true, true, false, false, false]],
      ['json', [true, true, false, false, false]],
      ['', [true, false, false, false, true]],
    ] as const) {
      await receiver.selectOption(chosen);
      if (chosen === '') await editor.field('node-input-receiver').fill('hec');
      assert.deepEqual(await shown(), expected, chosen);
      if (chosen === 'azure') await editor.takePicture('http 2 Azure');
    }
    await receiver.selectOption('hec');
    await editor.field('node-input-url').fill(url);
    await editor.field('node-input-token').fill(TOKEN);
    await editor.done('#node-dialog-ok');
    const after = await editor.shown(SINK);
    assert.deepEqual([after.valid, after.label], [true, `hec · ${new URL(url).host}`]);
  });

  it('delivers once it is deployed', async () => {
    await editor.deploy();
    const [event] = await waitFor(() => (splunk.accepted.length > 0 ? splunk.accepted : undefined), {
      what: 'an event',
      ms: 20_000,
    });
    assert.deepEqual(event?.event, { a: 1 });
    await waitFor(
      async () =>
        /^1 message · \d+ bytes$/.test((await editor.shown(SINK)).status ?? '') ? true : undefined,
      { what: 'a green status', ms: 10_000 },
    );
    await editor.takePicture('http 3 delivered');
  });

  it('keeps the token out of the flow, and out of the dialog', async () => {
    const node = await editor.page.evaluate(
      `JSON.stringify(RED.nodes.convertNode(RED.nodes.node(${JSON.stringify(SINK)}), false))`,
    );
    assert.doesNotMatch(String(node), /canary/);
    await editor.editNode(SINK);
    assert.equal(await editor.field('node-input-token').inputValue(), '__PWRD__');
    await editor.done('#node-dialog-ok');
  });

  it('causes no error in the page', () => {
    assert.deepEqual(editor.pageErrors, []);
  });
}

describeWithBrowser('The HTTP dialog', specify);
