import assert from 'node:assert/strict';
import { NO_PAGE_ERROR, onEachEditor } from '../../harness/browser/each-editor';
import type { Editor } from '../../harness/browser/editor';

const EXAMPLE = '21 - SIEM events as CEF to syslog, acknowledged (RELP)';
const FORMAT = '5e1e0000c0a02109';

onEachEditor('The dialog of the format node', NO_PAGE_ERROR, (open) => {
  let editor: Editor;
  before(async () => {
    editor = open();
    await editor.importExample(EXAMPLE);
    await editor.openFlow('CEF to syslog (RELP)');
  });

  const options = (): Promise<string> => editor.field('node-input-options').inputValue();
  const visible = (id: string): Promise<boolean> => editor.field(id).isVisible();

  it('shows the rows of the selected format', async () => {
    await editor.editNode(FORMAT);
    await editor.takePicture('format 1, CEF');
    assert.deepEqual(
      [await visible('mimecast-option-vendor'), await visible('mimecast-option-facility')],
      [true, false],
    );
    await editor.field('node-input-format-choice').selectOption('syslog');
    assert.deepEqual(
      [await visible('mimecast-option-vendor'), await visible('mimecast-option-facility')],
      [false, true],
    );
    await editor.takePicture('format 2, syslog');
  });

  it('offers the version of OCSF with its format only', async () => {
    assert.equal(await visible('mimecast-option-ocsfVersion'), false);
    await editor.field('node-input-format-choice').selectOption('ocsf');
    assert.equal(await visible('mimecast-option-ocsfVersion'), true);
    await editor.field('node-input-options').fill('{}');
    const version = editor.field('mimecast-option-ocsfVersion');
    await version.selectOption({ label: '1.9.0' });
    assert.deepEqual(JSON.parse(await options()), { ocsfVersion: '1.9.0' });
    await version.selectOption({ label: '1.8.0' });
    assert.equal(await options(), '{}');
    for (const [stored, shown] of [
      ['1.9.0', '1.9.0'],
      ['1.8.0', ''],
    ] as const) {
      await editor.field('node-input-options').fill(JSON.stringify({ ocsfVersion: stored }));
      assert.equal(await version.inputValue(), shown);
    }
    await editor.field('node-input-options').fill('{}');
    await editor.field('node-input-format-choice').selectOption('syslog');
  });

  it('writes rows into the options, and reads options into the rows', async () => {
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

  it('explains each error', async () => {
    await editor.field('mimecast-option-facility').fill('local9');
    await editor.field('mimecast-option-facility').blur();
    assert.match(
      (await editor.field('node-input-options-reason').textContent()) ?? '',
      /^local9 is not one of kern, /,
    );
    await editor.takePicture('format 3, wrong');
    await editor.field('mimecast-option-facility').fill('');
    await editor.field('mimecast-option-facility').blur();
    assert.equal(await editor.field('node-input-options-reason').textContent(), '');
  });

  /** Each row, its input, and the resulting options. */
  const ROUND_TRIP = {
    vendor: ['Us', 'Us'],
    product: ['Ours', 'Ours'],
    version: ['3', '3'],
    host: ['h1', 'h1'],
    appName: ['app', 'app'],
    facility: ['mail', 'mail'],
    enterpriseNumber: ['4711', '4711'],
    severities: ['high: crit\nlow: info', { high: 'crit', low: 'info' }],
    index: ['logs-mail', 'logs-mail'],
    levels: ['ttp/url: high', { 'ttp/url': 'high' }],
    fields: ['tenant: emea: 7', { tenant: 'emea: 7' }],
  } as const;

  it('converts each row in both directions', async () => {
    // a format from a variable: all rows are shown
    await editor.field('node-input-format-choice').selectOption('');
    await editor.field('node-input-options').fill('{}');
    for (const [name, [entered]] of Object.entries(ROUND_TRIP)) {
      await editor.field(`mimecast-option-${name}`).fill(entered);
      await editor.field(`mimecast-option-${name}`).blur();
    }
    const written = await options();
    assert.deepEqual(
      JSON.parse(written),
      Object.fromEntries(Object.entries(ROUND_TRIP).map(([name, [, stored]]) => [name, stored])),
    );
    assert.equal(await editor.field('node-input-options-reason').textContent(), '');
    await editor.takePicture('format 5, all rows');
    await editor.field('node-input-options').fill('{}');
    for (const name of Object.keys(ROUND_TRIP))
      assert.equal(await editor.field(`mimecast-option-${name}`).inputValue(), '', name);
    await editor.field('node-input-options').fill(written);
    for (const [name, [entered]] of Object.entries(ROUND_TRIP))
      assert.equal(await editor.field(`mimecast-option-${name}`).inputValue(), entered, name);
  });

  for (const [name, wrong, reason] of [
    ['vendor', 'a|b', /a\|b/],
    ['host', 'a b', /a b/],
    ['enterpriseNumber', '0', /1/],
    ['severities', 'high: loud', /high: loud/],
    ['index', 'Upper', /Upper/],
    ['levels', 'spam: terrible', /spam: terrible/],
    ['fields', '1st: x', /1st/],
  ] as const) {
    it(`explains what is wrong with ${name}: ${wrong}`, async () => {
      const field = editor.field(`mimecast-option-${name}`);
      await editor.field('node-input-options').fill('{}');
      await field.fill(wrong);
      await field.blur();
      assert.match((await editor.field('node-input-options-reason').textContent()) ?? '', reason);
      await field.fill('');
      await field.blur();
      assert.equal(await editor.field('node-input-options-reason').textContent(), '');
      assert.equal(await options(), '{}');
    });
  }

  it('keeps the selected format', async () => {
    await editor.field('node-input-format-choice').selectOption('syslog');
    await editor.field('node-input-options').fill('{"facility":"local7","fields":{"tenant":"emea"}}');
  });

  it('asks for the key only where values are pseudonymized, and keeps it', async () => {
    assert.equal(await visible('node-input-pseudonymKey-row'), false);
    await editor.field('mimecast-option-addresses').selectOption('pseudonymise');
    assert.equal(await visible('node-input-pseudonymKey-row'), true);
    await editor.field('node-input-pseudonymKey').fill('a key');
    await editor.takePicture('format 4, pseudonyms');
    await editor.done('#node-dialog-ok');
    const { valid, label } = await editor.shown(FORMAT);
    assert.deepEqual([valid, label], [true, 'format · syslog']);
    await editor.deploy();
    await editor.editNode(FORMAT);
    assert.equal(await editor.field('node-input-pseudonymKey').inputValue(), '__PWRD__');
    assert.equal(await editor.field('mimecast-option-addresses').inputValue(), 'pseudonymise');
    await editor.done('#node-dialog-ok');
  });

  it('hides the rows where the options come from a variable', async () => {
    await editor.editNode(FORMAT);
    await editor.field('node-input-options').fill('${FORMAT_OPTIONS}');
    assert.equal(await visible('node-input-options-rows'), false);
    await editor.done('#node-dialog-ok');
    assert.equal((await editor.shown(FORMAT)).valid, true);
  });
});
