/** Use of the dialogs: errors, visibility, navigation. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import {
  completeOf,
  defaultsOf,
  fieldOf,
  flowOf,
  idOf,
  openDialog,
  putOnCanvas,
  setProperties,
} from '../harness/browser/dialogs';
import { onEachEditor } from '../harness/browser/each-editor';
import type { Editor } from '../harness/browser/editor';

function specify(getEditor: () => Editor): void {
  let editor: Editor;

  before(async () => {
    editor = getEditor();
    await editor.speedUpAnimations();
    await putOnCanvas(editor, flowOf());
  });

  it('accepts a variable in a select, in a checkbox list, in a checkbox and for an account', async () => {
    await setProperties(editor, 'mimecast-held', completeOf('mimecast-held'));
    await editor.editNode(idOf('mimecast-held'));
    await editor.field('node-input-account-toggle').click();
    await editor.field('node-input-account-variable').fill('${TENANT}');
    await editor.field('node-input-types-more').fill('${TYPES}');
    await editor.field('node-input-delivery-choice').selectOption('');
    await editor.field('node-input-delivery').fill('${DELIVERY}');
    await editor.field('node-input-baseline-variable').click();
    await editor.field('node-input-baseline').fill('${BASELINE}');
    await editor.takePicture('variables typed');
    await editor.done('#node-dialog-ok');
    const typed = {
      account: '${TENANT}',
      types: '${TYPES}',
      delivery: '${DELIVERY}',
      baseline: '${BASELINE}',
    };
    const node = JSON.stringify(idOf('mimecast-held'));
    const { changed: _, ...values } = z
      .record(z.string(), z.unknown())
      .parse(await editor.page.evaluate(`RED.nodes.convertNode(RED.nodes.node(${node}))`));
    assert.deepEqual({ ...values, ...defaultsOf('mimecast-held'), ...typed }, values);
    assert.equal((await editor.shown(idOf('mimecast-held'))).valid, true);
  });

  for (const [type, field, wrong, reason] of [
    ['mimecast-siem', 'every', '-5', /-5 is too small: at least 0/],
    ['mimecast-siem', 'lookback', 'a day', /a day is not a number/],
    ['mimecast-siem', 'types-more', 'Receipt!', /Receipt! is not the name of a type/],
    ['mimecast-siem', 'store', 'memory', /memory is not a place to save progress/],
    ['mimecast-ttp', 'types-more', 'links', /links is not one of url, attachment, impersonation/],
    ['mimecast-syslog', 'port', '70000', /70000 is too large: at most 65535/],
    ['mimecast-syslog', 'host', 'tcp://host:1', /is not the name or the address of a host/],
    ['mimecast-http', 'url', 'ftp://splunk.example.com', /is not an address: write it like/],
    ['mimecast-http', 'url', 'https//x.example', /begins with https\/\/: write https:\/\/ there/],
    ['mimecast-http', 'url', 'https://me:secret@x.example', /no user name or password in the address/],
    ['mimecast-http', 'headers', '{"content-length":"1"}', /content-length is set by the node/],
    ['mimecast-http', 'batchTime', '61', /61 is too large: at most 60/],
    ['mimecast-file', 'path', '{nothing}/x', /unknown placeholder/],
    ['mimecast-ack', 'accept', 'statusCode =', /the expression can't be used/],
    ['mimecast-kri', 'at', '25:00', /25:00 is not a valid time/],
    ['mimecast-kri', 'thresholds', '{"mimecast_hold_queue_size":{"warn":900}}', /has to be worse than/],
    [
      'mimecast-kri',
      'overrides',
      '{"mimecast_hold_queue_size":{"path":"x"}}',
      /needs a path on the API's host/,
    ],
    ['mimecast-policy-check', 'checks-more', 'everything', /everything is not one of blocked_senders/],
    ['mimecast-policy-check', 'targets', '{"nothing":1}', /no target called nothing/],
    ['mimecast-request', 'path', 'https://api.example.com/', /is not a path of the API/],
    ['mimecast-format', 'options', '{"vendor":', /not a JSON object/],
    ['mimecast-report', 'days', '93', /at most 92|92/],
    ['mimecast-account', 'timeout', '0', /0 is too small: at least 1/],
    ['mimecast-cluster', 'url', 'http://redis.example.com', /not an address of Redis/],
    ['mimecast-cluster', 'prefix', 'a b', /can't stand in front of keys/],
  ] as const)
    it(`explains why ${wrong} is invalid for ${field} of ${type}`, async () => {
      await setProperties(editor, type, completeOf(type));
      await openDialog(editor, type);
      const input = editor.field(fieldOf(type, field));
      await input.fill(wrong);
      await input.blur();
      const message = editor.field(`${fieldOf(type, field.replace('-more', ''))}-reason`);
      assert.match((await message.textContent()) ?? '', reason);
      assert.equal(await input.getAttribute('aria-invalid'), 'true');
      assert.match((await input.getAttribute('class')) ?? '', /input-error/);
      await editor.takePicture(`reason ${type} ${field}`);
      await editor.page.locator('#node-dialog-cancel, #node-config-dialog-cancel').click();
      await editor.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
    });

  it('shows only what applies', async () => {
    const shown = async (id: string): Promise<boolean> => editor.field(id).isVisible();
    await setProperties(editor, 'mimecast-held', { ...completeOf('mimecast-held'), types: 'releases' });
    await editor.editNode(idOf('mimecast-held'));
    assert.deepEqual(
      [await shown('node-input-snapshot-choice'), await shown('node-input-lookback')],
      [false, true],
    );
    await editor.field('node-input-types-releases').uncheck();
    await editor.field('node-input-types-held').check();
    assert.deepEqual(
      [await shown('node-input-snapshot-choice'), await shown('node-input-lookback')],
      [true, false],
    );
    assert.deepEqual([await shown('node-input-maxRate'), await shown('node-input-acks')], [true, false]);
    await editor.field('node-input-delivery-choice').selectOption('ack');
    assert.deepEqual([await shown('node-input-maxRate'), await shown('node-input-acks')], [false, true]);
    await editor.done('#node-dialog-ok');
  });

  it('goes through the dialog with the tab key, from the top to the bottom', async () => {
    await setProperties(editor, 'mimecast-held', completeOf('mimecast-held'));
    await editor.editNode(idOf('mimecast-held'));
    await editor.field('node-input-account').focus();
    const ids: string[] = [];
    while (ids.length < 60 && ids.at(-1) !== 'mimecast-samples') {
      ids.push(z.string().parse(await editor.page.evaluate('document.activeElement.id')));
      await editor.page.keyboard.press('Tab');
    }
    const inOrder = ['account', 'name', 'every', 'types-held', 'types-more', 'baseline', 'delivery-choice'];
    const reached = inOrder.map((name) => ids.indexOf(`node-input-${name}`));
    assert.deepEqual(
      reached.toSorted((a, b) => a - b),
      reached,
    );
    assert.ok(!reached.includes(-1), ids.join());
    assert.equal(ids.at(-1), 'mimecast-samples', ids.join());
    await editor.done('#node-dialog-ok');
  });

  it('is readable in dark mode', async () => {
    await editor.page.emulateMedia({ colorScheme: 'dark' });
    await editor.page.evaluate("document.documentElement.classList.add('nr-theme-dark')");
    for (const type of ['mimecast-held', 'mimecast-syslog', 'mimecast-file', 'mimecast-http'] as const) {
      await editor.editNode(idOf(type));
      await editor.takePicture(`dark ${type}`);
      await editor.done('#node-dialog-ok');
    }
  });
}

onEachEditor('The dialogs', /status of 404/, specify);
