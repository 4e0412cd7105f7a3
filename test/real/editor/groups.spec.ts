/** Groups of rows that fold: what a dialog shows at first, what it remembers, and what errors do. */
import assert from 'node:assert/strict';
import {
  closeDialog,
  DIALOGS,
  fieldOf,
  flowOf,
  idOf,
  openDialog,
  putOnCanvas,
  setProperties,
} from '../harness/browser/dialogs';
import { onEachEditor } from '../harness/browser/each-editor';
import type { Editor } from '../harness/browser/editor';
import { findOverflowingElements } from '../harness/browser/overflow';
import { findElementsBeyondEdge, findVisibleControls } from '../harness/browser/visible-controls';

const MAX_CONTROLS = 12;

/** Node-RED's own smallest screens: beside a sidebar there is not more room. */
const NARROW = { width: 1024, height: 1000 };

function specify(getEditor: () => Editor): void {
  let editor: Editor;

  before(async () => {
    editor = getEditor();
    editor.unfoldsGroups = false;
    await editor.speedUpAnimations();
    await putOnCanvas(editor, flowOf());
  });

  const head = (group: string) => editor.field(`mimecast-group-${group}-head`);
  const expanded = (group: string) => head(group).getAttribute('aria-expanded');

  /** Folds or unfolds all groups of the open dialog. */
  const clickGroups = (expandedNow: 'true' | 'false'): Promise<unknown> =>
    editor.page.evaluate(
      `for (const one of document.querySelectorAll('button[aria-controls^=mimecast-group-][aria-expanded=${expandedNow}]')) one.click()`,
    );

  for (const type of DIALOGS)
    it(`shows at most ${MAX_CONTROLS} controls of ${type} before anything is unfolded`, async () => {
      await openDialog(editor, type);
      const controls = await findVisibleControls(editor.page);
      await editor.takePicture(`folded ${type}`);
      await closeDialog(editor, type);
      assert.ok(controls.length <= MAX_CONTROLS, `${controls.length}: ${controls.join(', ')}`);
      assert.ok(controls.length >= 5, 'the dialog is open');
    });

  it('unfolds with the mouse and with the keyboard, and says so to screen readers', async () => {
    await openDialog(editor, 'mimecast-dlp');
    const delivery = editor.field('node-input-delivery-choice');
    assert.deepEqual([await expanded('delivery'), await delivery.isVisible()], ['false', false]);
    await head('delivery').click();
    assert.deepEqual([await expanded('delivery'), await delivery.isVisible()], ['true', true]);
    const controlled = await head('delivery').getAttribute('aria-controls');
    assert.equal(
      await editor
        .field(controlled ?? '')
        .locator('#node-input-delivery-choice')
        .count(),
      1,
    );
    await head('delivery').focus();
    await editor.page.keyboard.press('Enter');
    assert.deepEqual([await expanded('delivery'), await delivery.isVisible()], ['false', false]);
    await editor.page.keyboard.press('Space');
    await editor.page.keyboard.press('Tab');
    assert.equal(await editor.page.evaluate('document.activeElement.id'), 'node-input-output-choice');
    await head('delivery').click();
    await closeDialog(editor, 'mimecast-dlp');
  });

  it('says what a folded group has inside', async () => {
    await setProperties(editor, 'mimecast-ttp', { types: 'url,attachment', routes: 'inbound', inFlight: 7 });
    await openDialog(editor, 'mimecast-ttp');
    const text = async (group: string) => (await head(group).innerText()).replace(/\s+/g, ' ').trim();
    assert.deepEqual(
      [await text('types'), await text('filter'), await text('delivery'), await text('advanced')],
      ['Types url, attachment', 'Filters inbound', 'Delivery sent, In flight', 'Advanced'],
    );
    await head('types').click();
    await editor.field('node-input-types-url').uncheck();
    await editor.field('node-input-types-attachment').uncheck();
    assert.equal(await text('types'), 'Types all types');
    await head('types').click();
    await editor.page.locator('#node-dialog-cancel').click();
    await editor.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
  });

  it('remembers what is unfolded, for each type of node, also after a reload', async () => {
    await openDialog(editor, 'mimecast-siem');
    await head('advanced').click();
    await head('position').click();
    await head('position').click();
    await closeDialog(editor, 'mimecast-siem');
    await editor.reload();
    await editor.speedUpAnimations();
    await putOnCanvas(editor, flowOf());
    await openDialog(editor, 'mimecast-siem');
    assert.deepEqual([await expanded('advanced'), await expanded('position')], ['true', 'false']);
    assert.equal(await editor.field('node-input-store').isVisible(), true);
    await head('advanced').click();
    await closeDialog(editor, 'mimecast-siem');
    await openDialog(editor, 'mimecast-audit');
    assert.equal(await expanded('advanced'), 'false');
    await closeDialog(editor, 'mimecast-audit');
    await openDialog(editor, 'mimecast-siem');
    assert.equal(await expanded('advanced'), 'false');
    await closeDialog(editor, 'mimecast-siem');
  });

  it('works with a memory that is damaged, and without one', async () => {
    await editor.page.evaluate("RED.settings.setLocal('mimecast-unfolded-groups', '{\"mimecast-siem\":{}')");
    await openDialog(editor, 'mimecast-siem');
    assert.equal(await expanded('advanced'), 'false');
    await editor.page.evaluate(`window.setLocalBefore = Storage.prototype.setItem;
      Storage.prototype.setItem = () => { throw new Error('full') }`);
    await head('advanced').click();
    assert.equal(await expanded('advanced'), 'true');
    await editor.page.evaluate('Storage.prototype.setItem = window.setLocalBefore');
    await closeDialog(editor, 'mimecast-siem');
  });

  for (const [type, values, group, property] of [
    ['mimecast-siem', { store: 'memory' }, 'advanced', 'store'],
    ['mimecast-siem', { types: 'Receipt!' }, 'types', 'types'],
    ['mimecast-dlp', { actions: 'a-b' }, 'filter', 'actions'],
    ['mimecast-held', { lookback: '-1' }, 'position', 'lookback'],
    ['mimecast-siem', { inFlight: '0' }, 'delivery', 'inFlight'],
    ['mimecast-siem', { chunk: '0' }, 'delivery', 'chunk'],
    ['mimecast-http', { headers: '[' }, 'advanced', 'headers'],
    ['mimecast-kri', { thresholds: '[' }, 'advanced', 'thresholds'],
    ['mimecast-policy-check', { checks: 'nope' }, 'checks', 'checks'],
    ['mimecast-format', { options: '[' }, 'advanced', 'options'],
    ['mimecast-syslog', { maxBytes: 'x' }, 'advanced', 'maxBytes'],
    ['mimecast-account', { timeout: '0' }, 'network', 'timeout'],
  ] as const)
    it(`unfolds the group ${group} of ${type} for a wrong ${property}, and does not remember that`, async () => {
      await putOnCanvas(editor, []);
      const before: Record<string, unknown> = {};
      for (const name of Object.keys(values))
        before[name] = await editor.page.evaluate(`RED.nodes.node(${JSON.stringify(idOf(type))}).${name}`);
      await setProperties(editor, type, values);
      await openDialog(editor, type);
      assert.equal(await expanded(group), 'true');
      const reason = editor.field(`${fieldOf(type, property)}-reason`);
      assert.equal(await reason.isVisible(), true);
      assert.notEqual((await reason.textContent()) ?? '', '');
      await editor.page.locator('#node-dialog-cancel, #node-config-dialog-cancel').click();
      await editor.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
      await setProperties(editor, type, before);
      await openDialog(editor, type);
      assert.equal(await expanded(group), 'false');
      await closeDialog(editor, type);
    });

  it('shows the error of a row of the table with the table, though the JSON is in another group', async () => {
    await openDialog(editor, 'mimecast-kri');
    await head('indicators').click();
    const [first] = await editor.page.locator('#node-input-indicators-rows input[type=number]').all();
    await first?.fill('-5');
    const shown = editor.page.locator('[data-reason=thresholds]');
    assert.match((await shown.textContent()) ?? '', /have to be numbers, 0 or more/);
    assert.equal(await shown.isVisible(), true);
    await editor.page.locator('#node-dialog-cancel').click();
    await editor.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
  });

  describe('in a window of 1024 pixels', () => {
    before(() => editor.page.setViewportSize(NARROW));

    for (const type of DIALOGS)
      it(`fits: ${type}, folded and unfolded`, async () => {
        await openDialog(editor, type);
        await clickGroups('true');
        const folded = await findElementsBeyondEdge(editor.page);
        await clickGroups('false');
        const unfolded = await findElementsBeyondEdge(editor.page);
        const tight = await findOverflowingElements(editor.page);
        assert.equal(
          await editor.page.locator('button[aria-controls^=mimecast-group-][aria-expanded=false]').count(),
          0,
        );
        await editor.takePicture(`narrow ${type}`);
        await clickGroups('true');
        await closeDialog(editor, type);
        assert.deepEqual([folded, unfolded, tight], [[], [], []]);
      });
  });
}

onEachEditor('Groups of rows in the dialogs', /status of 404/, specify);
