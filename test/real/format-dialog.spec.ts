import assert from 'node:assert/strict';
import { withoutChromium } from './harness/chromium';
import { Closing } from './harness/closing';
import { onEachNodeRed } from './harness/each-runtime';
import { Editor } from './harness/editor';
import { NodeRed } from './harness/node-red';
import { installedUserDir } from './harness/packed-once';
import type { Runtime } from './harness/runtime';

const EXAMPLE = '21 - SIEM events as CEF to syslog, acknowledged (RELP)';
const FORMAT = '5e1e0000c0a02109';

function specify(getRuntime: () => Promise<Runtime>): void {
  const closing = new Closing();
  let editor: Editor;
  before(async () => {
    const runtime = await getRuntime();
    const nodeRed = await NodeRed.start({ runtime, userDir: await installedUserDir(closing) });
    closing.add(() => nodeRed.stop());
    editor = await Editor.open(nodeRed, runtime.name, closing);
    await editor.importExample(EXAMPLE);
    await editor.openFlow('CEF to syslog (RELP)');
  });
  after(() => closing.close());

  const options = (): Promise<string> => editor.field('node-input-options').inputValue();
  const visible = (id: string): Promise<boolean> => editor.field(id).isVisible();

  it('shows the rows of the format that is chosen', async () => {
    await editor.editNode(FORMAT);
    await editor.shot('format 1, CEF');
    assert.deepEqual(
      [await visible('mimecast-option-vendor'), await visible('mimecast-option-facility')],
      [true, false],
    );
    await editor.field('node-input-format-choice').selectOption('syslog');
    assert.deepEqual(
      [await visible('mimecast-option-vendor'), await visible('mimecast-option-facility')],
      [false, true],
    );
    await editor.shot('format 2, syslog');
  });

  it('writes rows into the options, and takes options into the rows', async () => {
    await editor.field('mimecast-option-facility').fill('mail');
    await editor.field('mimecast-option-severities').fill('high: crit');
    await editor.field('mimecast-option-raw').check();
    await editor.field('mimecast-option-raw').blur();
    assert.deepEqual(JSON.parse(await options()), {
      facility: 'mail',
      severities: { high: 'crit' },
      raw: true,
    });
    await editor.field('node-input-options').fill('{"facility":"local7","fields":{"tenant":"emea"}}');
    assert.equal(await editor.field('mimecast-option-facility').inputValue(), 'local7');
    assert.equal(await editor.field('mimecast-option-fields').inputValue(), 'tenant: emea');
    assert.equal(await editor.field('mimecast-option-raw').isChecked(), false);
  });

  it('says in words what is wrong', async () => {
    await editor.field('mimecast-option-facility').fill('local9');
    await editor.field('mimecast-option-facility').blur();
    assert.match(
      (await editor.field('node-input-options-reason').textContent()) ?? '',
      /^local9 is not one of kern, /,
    );
    await editor.shot('format 3, wrong');
    await editor.field('mimecast-option-facility').fill('');
    await editor.field('mimecast-option-facility').blur();
    assert.equal(await editor.field('node-input-options-reason').textContent(), '');
  });

  it('asks for the key only where something is pseudonymised, and keeps it', async () => {
    assert.equal(await visible('node-input-pseudonymKey-row'), false);
    await editor.field('mimecast-option-addresses').selectOption('pseudonymise');
    assert.equal(await visible('node-input-pseudonymKey-row'), true);
    await editor.field('node-input-pseudonymKey').fill('a key');
    await editor.shot('format 4, pseudonyms');
    await editor.done('#node-dialog-ok');
    const { valid, label } = await editor.shown(FORMAT);
    assert.deepEqual([valid, label], [true, 'format · syslog']);
    await editor.deploy();
    await editor.editNode(FORMAT);
    assert.equal(await editor.field('node-input-pseudonymKey').inputValue(), '__PWRD__');
    assert.equal(await editor.field('mimecast-option-addresses').inputValue(), 'pseudonymise');
    await editor.done('#node-dialog-ok');
  });

  it('leaves the rows away where the options come from a variable', async () => {
    await editor.editNode(FORMAT);
    await editor.field('node-input-options').fill('${FORMAT_OPTIONS}');
    assert.equal(await visible('node-input-options-rows'), false);
    await editor.done('#node-dialog-ok');
    assert.equal((await editor.shown(FORMAT)).valid, true);
  });

  it('never made the page complain', () => {
    assert.deepEqual(editor.complaints, []);
  });
}

const missing = withoutChromium();
if (missing === undefined) onEachNodeRed('The dialog of the format node', specify);
else describe.skip(`The dialog of the format node (skipped: ${missing})`, () => {});
