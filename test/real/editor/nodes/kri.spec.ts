/** The dialog of the KRI node in a real browser, and its example in a real Node-RED. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { z } from 'zod';
import { SLUGS } from '../../../../nodes/lib/properties/values/kri-indicators';
import { describeWithBrowser } from '../../harness/browser/each-editor';
import { Editor } from '../../harness/browser/editor';
import type { Runtime } from '../../harness/node-red/runtime';
import { Cleanup } from '../../harness/process/cleanup';
import { sharedNodeRed } from '../../harness/process/shared-instances';

const EXAMPLE = '30 - Key risk indicators to a file';
const KRI = /"id":"([\w-]+)","type":"mimecast-kri"/;
const QUEUE = 'mimecast_hold_queue_size';
const PERCENT = 'mimecast_auth_alignment_pct';

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let editor: Editor;
  let id = '';

  before(async () => {
    const runtime = await getRuntime();
    const nodeRed = await sharedNodeRed(runtime, cleanup);
    editor = await Editor.open(nodeRed, runtime.name, cleanup);
    await editor.importExample(EXAMPLE);
    const nodes = z
      .string()
      .parse(
        await editor.page.evaluate(
          'JSON.stringify(RED.nodes.createCompleteNodeSet().map(({ id, type }) => ({ id, type })))',
        ),
      );
    [, id = ''] = KRI.exec(nodes) ?? [];
  });
  after(() => cleanup.close());

  const value = (name: string): Promise<string> => editor.field(`node-input-${name}`).inputValue();
  const tick = (slug: string) => editor.field(`node-input-indicators-${slug}`);
  const limit = (slug: string, which: 'warn' | 'critical') =>
    editor.field(`node-input-thresholds-${slug}-${which}`);

  /** As many runs and values as a node keeps; other specs test the number. */
  async function showsAll(shown: Locator): Promise<void> {
    const runs = Array.from({ length: 20 }, (_, index) => ({
      runId: `run-${index}`,
      startedAt: `2026-11-${String(index + 1).padStart(2, '0')}T03:30:00.000Z`,
      measured: 6,
      unmeasured: 1,
      calls: 100 + index,
    }));
    const values = Array.from({ length: 30 }, (_, index) => ({ measured: index !== 7, value: 1000 + index }));
    const removed = [{ slug: PERCENT, at: '2026-11-20T03:30:00.000Z', lastValue: 97, runId: 'run-x' }];
    const response = { nodes: [{ id, name: '', lastRun: 1, runs, removed, values: { [QUEUE]: values } }] };
    await editor.page.route('**/mimecast/kri/*/history', (route) => route.fulfill({ json: response }));
    await editor.field('mimecast-kri-history').click();
    await shown.getByText('6 measured, 1 not, 119 calls · run id run-19').waitFor();
    await shown
      .getByText(`${PERCENT} · 2026-11-20T03:30:00.000Z · no longer ticked, the last value was 97`)
      .waitFor();
    const lines = await shown.locator('div').allTextContents();
    assert.equal(lines.filter((line) => line.includes('measured')).length, 20);
    const numbers = lines.find((line) => line.startsWith('1029'))?.split(' · ') ?? [];
    assert.deepEqual([numbers.length, numbers[22], numbers.at(-1)], [30, '–', '1000'], 'the newest first');
  }

  it('has a row for each indicator, and proposes thresholds', async () => {
    const { valid, label } = await editor.shown(id);
    assert.deepEqual([valid, label], [true, 'KRI · 8 · 24 h']);
    await editor.editNode(id);
    await editor.takePicture('kri 1 dialog');
    assert.equal(await editor.page.locator('#node-input-indicators-rows tbody tr').count(), SLUGS.length);
    assert.deepEqual(
      [await tick(QUEUE).isChecked(), await tick('mimecast_hold_queue_oldest_hours').isChecked()],
      [true, false],
    );
    assert.equal(await limit(PERCENT, 'critical').getAttribute('placeholder'), '85');
  });

  it('converts checkboxes and thresholds to properties, and back', async () => {
    await tick(QUEUE).uncheck();
    assert.ok(!(await value('indicators')).includes(QUEUE));
    await limit(PERCENT, 'critical').fill('70');
    assert.deepEqual(JSON.parse(await value('thresholds')), { [PERCENT]: { critical: 70 } });
    await limit(PERCENT, 'critical').fill('99');
    assert.match(
      await editor.validationMessage('node-input-thresholds'),
      /red limit of mimecast_auth_alignment_pct has to be worse/,
    );
    await editor.field('node-input-thresholds').fill('{}');
    assert.equal(await limit(PERCENT, 'critical').inputValue(), '');
    await editor.field('node-input-indicators').fill('${KRIS}');
    assert.ok(await tick(QUEUE).isDisabled());
    await editor.field('node-input-indicators').fill(`${QUEUE},${PERCENT}`);
    assert.ok(await tick(PERCENT).isChecked());
    await editor.done('#node-dialog-ok');
    assert.equal((await editor.shown(id)).valid, true);
  });

  it('offers the definitions, and says what happens to a deselected indicator', async () => {
    await editor.editNode(id);
    const definition = editor.field('node-input-definition-choice');
    assert.equal(await value('definition'), 'strict');
    await editor.page.getByText('Its stored values and counts are deleted then.').waitFor();
    await definition.selectOption('draxis');
    await editor.done('#node-dialog-ok');
    await editor.editNode(id);
    assert.equal(await value('definition'), 'draxis');
    await definition.selectOption('strict');
    await editor.done('#node-dialog-ok');
  });

  it('says that a node that is not deployed cannot run', async () => {
    await editor.editNode(id);
    await editor.field('mimecast-run-now').click();
    await editor.page.getByText('This node does not run: deploy it first.').waitFor();
    await editor.done('#node-dialog-ok');
  });

  it('keeps an override, and explains an invalid setting', async () => {
    await editor.editNode(id);
    const override = JSON.stringify({ [PERCENT]: { path: '/api/v2/dmarc/get-analyzer-summary' } });
    for (const [field, wrong, says, right] of [
      ['at', '25:10', /25:10 is not a valid time: use hh:mm/, ''],
      ['thresholds', '{"a"', /not the JSON that is expected here/, '{}'],
      ['overrides', 'path=/api', /not the JSON that is expected here/, '{}'],
      ['overrides', `{"${QUEUE}":{"path":"https://evil.example"}}`, /needs a path on the API's host/, '{}'],
      ['overrides', `{"${QUEUE}":{"path":"/api/x","filter":1}}`, /filter of the override of/, override],
      ['indicators', 'mimecast_weather', /mimecast_weather is not one of/, `${QUEUE},${PERCENT}`],
    ] as const) {
      const input = editor.field(`node-input-${field}`);
      await input.fill(wrong);
      // Plain fields are validated when they lose the focus.
      await input.press('Tab');
      assert.match(await editor.validationMessage(`node-input-${field}`), says, wrong);
      await input.fill(right);
      await input.press('Tab');
    }
    await editor.field('node-input-overrides').scrollIntoViewIfNeeded();
    await editor.takePicture('kri 3 overrides');
    await editor.done('#node-dialog-ok');
    assert.equal((await editor.shown(id)).valid, true);
    await editor.editNode(id);
    assert.equal(await value('overrides'), override);
    assert.deepEqual([await tick(QUEUE).isChecked(), await tick(PERCENT).isChecked()], [true, true]);
    await editor.field('node-input-overrides').fill('{}');
    await editor.done('#node-dialog-ok');
  });

  it('measures the demo tenant after the deploy, and shows its history', async () => {
    await editor.deploy();
    await editor.waitForStatus(id, /2 of 2 measured/, 180_000);
    await editor.editNode(id);
    await editor.field('mimecast-run-now').click();
    const result = editor.field('mimecast-run-now-result');
    await result.getByText(/^The run (is over|goes on)/).waitFor({ timeout: 60_000 });
    const [, runId = ''] = /Run id: ([\w-]{36})/.exec((await result.textContent()) ?? '') ?? [];
    assert.notEqual(runId, '');
    // A run that goes on is shown when it is over.
    await editor.waitForStatus(id, /2 of 2 measured/, 180_000);
    await editor.field('mimecast-kri-history').click();
    const shown = editor.field('mimecast-kri-history-result');
    await shown.getByText('2 measured, 0 not').first().waitFor();
    await shown.getByText(`run id ${runId}`).waitFor();
    await shown.scrollIntoViewIfNeeded();
    await editor.takePicture('kri 2 history');
    assert.match((await shown.textContent()) ?? '', new RegExp(QUEUE));
    await showsAll(shown);
    await editor.done('#node-dialog-ok');
    assert.deepEqual(editor.pageErrors, []);
  });
}

describeWithBrowser('The KRI dialog', specify);
