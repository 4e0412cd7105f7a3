/** The dialogs of all sources in a real browser, and their statuses in a real Node-RED. */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { NO_PAGE_ERROR, onEachEditor } from '../../harness/browser/each-editor';
import type { Editor } from '../../harness/browser/editor';
import { OVERVIEW_EXAMPLE } from '../../harness/process/paths';

const source = (n: number): string => `5e1e0000c0af001${n}`;
const [SIEM, AUDIT, DLP, TTP, HELD, DIRECTORY] = [0, 1, 2, 3, 4, 5].map(source);

onEachEditor('The dialogs of the sources', NO_PAGE_ERROR, (open) => {
  let editor: Editor;
  before(async () => {
    editor = open();
    await editor.importExample(basename(OVERVIEW_EXAMPLE, '.json'));
    await editor.openFlow('All logs to files by type');
    // The example names some of them; without a name a node's label lists what it reads.
    const ids = JSON.stringify([SIEM, AUDIT, DLP, TTP, HELD, DIRECTORY]);
    await editor.page.evaluate(`${ids}.forEach((id) => { RED.nodes.node(id).name = ''; })`);
  });

  const labelOf = async (id = ''): Promise<string> => (await editor.shown(id)).label;
  async function edited(id = '', work: () => Promise<void>): Promise<string> {
    await editor.editNode(id);
    await work();
    await editor.done('#node-dialog-ok');
    const { valid, validationErrors } = await editor.shown(id);
    assert.deepEqual([valid, validationErrors ?? []], [true, []], id);
    return labelOf(id);
  }

  it('finds no error in the import, and labels each node with what it reads', async () => {
    await editor.takePicture('logs 1 imported');
    assert.deepEqual(await Promise.all([SIEM, AUDIT, DLP, TTP, HELD, DIRECTORY].map(labelOf)), [
      'SIEM · all types · 5 min',
      'Audit · 15 min',
      'DLP · 15 min',
      'TTP · all types · 5 min',
      'Held · held, releases · 15 min',
      'Directory · all types · 24 h',
    ]);
  });

  it('polls all of them without errors once it is deployed', async () => {
    await editor.deploy();
    for (const id of [SIEM, AUDIT, DLP, TTP, HELD, DIRECTORY])
      await editor.waitForStatus(id ?? '', /^demo · ([\d,]+ events?|nothing new) · /, 180_000);
    await editor.takePicture('logs 2 polled');
  });

  it('offers the types of the selected feed, and drops those of another product', async () => {
    const label = await edited(SIEM, async () => {
      await editor.field('node-input-types-receipt').check();
      await editor.takePicture('logs 3 SIEM');
      await editor.field('node-input-feed-choice').selectOption('ci-stream');
      assert.equal(await editor.field('node-input-types-receipt').count(), 0);
      await editor.field('node-input-types-urlclick').check();
    });
    assert.equal(label, 'SIEM ci-stream · urlc… · 5 min');
  });

  it('offers the categories of the account as checkboxes', async () => {
    const label = await edited(AUDIT, async () => {
      await editor.field('node-input-categories-more').fill('brand_new_logs');
      await editor.field('mimecast-categories').click();
      await editor.field('node-input-categories-authentication_logs').check();
      await editor.takePicture('logs 4 audit');
      assert.equal(await editor.field('node-input-categories-more').inputValue(), 'brand_new_logs');
    });
    assert.equal(label, 'Audit · authenti…, +1 · 15 min');
  });

  it('offers routes, actions, types and results as checkboxes', async () => {
    const dlp = await edited(DLP, async () => {
      await editor.field('node-input-routes-outbound').check();
      await editor.field('node-input-actions-hold').check();
      await editor.takePicture('logs 5 DLP');
    });
    assert.equal(dlp, 'DLP · outbound, hold · 15 min');
    const ttp = await edited(TTP, async () => {
      await editor.field('node-input-types-url').check();
      await editor.field('node-input-results-malicious').check();
      await editor.takePicture('logs 6 TTP');
    });
    assert.equal(ttp, 'TTP · url, malicious · 5 min');
  });

  it('hides the baseline option where everything is sent', async () => {
    for (const id of [HELD, DIRECTORY]) {
      await edited(id, async () => {
        assert.ok(await editor.field('node-input-baseline').isVisible());
        await editor.takePicture(`logs 7 ${id === HELD ? 'held' : 'directory'}`);
        await editor.field('node-input-snapshot-choice').selectOption('whole');
        assert.ok(!(await editor.field('node-input-baseline').isVisible()));
      });
    }
  });

  it('selects the baseline option in new nodes; a flow without the option keeps it off', async () => {
    const old = {
      id: 'old-held',
      type: 'mimecast-held',
      z: '5e1e0000c0af0001',
      x: 200,
      y: 600,
      wires: [[], []],
    };
    const properties = { account: 'c0a0de300000acc0', every: '15', everyUnit: 'minutes', types: 'held' };
    await editor.page.evaluate(
      `RED.nodes.import([${JSON.stringify({ ...old, ...properties })}]); RED.view.redraw(true)`,
    );
    await edited('old-held', async () => {
      assert.equal(await editor.field('node-input-baseline').isChecked(), false);
    });
    const stored = await editor.page.evaluate(`RED.nodes.node('old-held').baseline`);
    assert.ok(stored === false || stored === undefined, String(stored));
    const fresh = await editor.page.evaluate(`RED.nodes.getType('mimecast-held').defaults.baseline.value`);
    assert.equal(fresh, true);
    await editor.page.evaluate(`RED.nodes.remove('old-held'); RED.view.redraw(true)`);
  });

  it('reads the selected types', async () => {
    await editor.deploy();
    await editor.waitForStatus(DIRECTORY ?? '', /^demo · [\d,]+ events? · /, 180_000);
    await editor.waitForStatus(SIEM ?? '', /^demo · [\d,]+ events? · /, 180_000);
  });
});
