/** With a browser that requests German: dialogs come in German, from the package as it is installed. */
import assert from 'node:assert/strict';
import { closeDialog, DIALOGS, flowOf, openDialog, putOnCanvas } from '../harness/browser/dialogs';
import { describeWithBrowser } from '../harness/browser/each-editor';
import { Editor } from '../harness/browser/editor';
import { findOverflowingElements } from '../harness/browser/overflow';
import type { Runtime } from '../harness/node-red/runtime';
import { Cleanup } from '../harness/process/cleanup';
import { sharedNodeRed } from '../harness/process/shared-instances';

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let editor: Editor;

  before(async () => {
    const runtime = await getRuntime();
    const nodeRed = await sharedNodeRed(runtime, cleanup);
    editor = await Editor.open(nodeRed, `${runtime.name} - German`, cleanup, 'mimecast-siem', 'de-DE');
    await editor.speedUpAnimations();
    await putOnCanvas(editor, flowOf());
  });
  after(() => cleanup.close());

  it('names the nodes in the palette', async () => {
    const label = editor.page.locator(
      '.red-ui-palette-node[data-palette-type="mimecast-held"] .red-ui-palette-label',
    );
    assert.equal((await label.innerText()).replace(/\s+/g, ' '), 'angehaltene Mails');
  });

  it('labels the dialog', async () => {
    await openDialog(editor, 'mimecast-siem');
    const label = editor.page.locator('label[for="node-input-lookback"]');
    assert.equal((await label.innerText()).trim(), 'Erster Lauf');
    await closeDialog(editor, 'mimecast-siem');
  });

  it('has enough width for every label, choice and placeholder of every dialog', async () => {
    const tight: string[] = [];
    for (const type of DIALOGS) {
      await openDialog(editor, type);
      await editor.takePicture(`dialog ${type}`);
      tight.push(...(await findOverflowingElements(editor.page)).map((one) => `${type}: ${one}`));
      await closeDialog(editor, type);
    }
    assert.deepEqual(tight, []);
  });

  it('shows the English help in the sidebar: untranslated texts are not omitted', async () => {
    await editor.page.evaluate("RED.sidebar.help.show('mimecast-siem')");
    const help = editor.page.locator('.red-ui-help').filter({ hasText: 'security events' });
    await help.first().waitFor();
    assert.match(await help.first().locator('pre').first().innerText(), /"aggregateId"/);
    await editor.takePicture('help');
  });
}

describeWithBrowser('The editor in German', specify);
