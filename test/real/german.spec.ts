/** With a browser that wants German: dialogs come in German, from the package as it is installed. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium, withoutChromium } from './harness/chromium';
import { Closing } from './harness/closing';
import { onEachNodeRed } from './harness/each-runtime';
import { readFlow } from './harness/example';
import { NodeRed } from './harness/node-red';
import { installedUserDir } from './harness/packed-once';
import { CACHE, FIRST_EXAMPLE } from './harness/paths';
import type { Runtime } from './harness/runtime';

const SIEM = '5e1e0000c0a00003';

function specify(getRuntime: () => Promise<Runtime>): void {
  const closing = new Closing();
  let page: Page;
  let shots: string;

  before(async () => {
    const runtime = await getRuntime();
    const nodeRed = await NodeRed.start({ runtime, userDir: await installedUserDir(closing) });
    closing.add(() => nodeRed.stop());
    await nodeRed.deploy(await readFlow(FIRST_EXAMPLE));
    const browser = await launchChromium();
    closing.add(() => browser.close());
    page = await browser.newPage({ viewport: { width: 1400, height: 1000 }, locale: 'de-DE' });
    page.setDefaultTimeout(15_000);
    await page.goto(nodeRed.url);
    await page.waitForFunction("window.RED?.nodes?.getType?.('mimecast-siem') !== undefined");
    // The nodes come after the palette.
    await page.waitForFunction(`window.RED.nodes.node('${SIEM}') !== null`);
    await page.waitForSelector('#red-ui-workspace-chart');
    shots = join(CACHE, 'screenshots');
    await mkdir(shots, { recursive: true });
    shots = join(shots, `${runtime.name} - German`);
  });
  after(() => closing.close());

  it('names the nodes in the palette', async () => {
    const label = page.locator(
      '.red-ui-palette-node[data-palette-type="mimecast-held"] .red-ui-palette-label',
    );
    assert.equal((await label.innerText()).replace(/\s+/g, ' '), 'angehaltene Mails');
  });

  it('labels the dialog', async () => {
    await page.evaluate(`RED.editor.edit(RED.nodes.node('${SIEM}'))`);
    const label = page.locator('label[for="node-input-lookback"]');
    await label.waitFor();
    assert.equal((await label.innerText()).trim(), 'Rückblick');
    await page.screenshot({ path: `${shots} 1 SIEM.png` });
    await page.locator('#node-dialog-cancel').click();
  });

  it('helps in the sidebar, in English: what has no translation is not left out', async () => {
    await page.evaluate("RED.sidebar.help.show('mimecast-siem')");
    const help = page.locator('.red-ui-help').filter({ hasText: 'security events' });
    await help.first().waitFor();
    assert.match(await help.first().locator('pre').first().innerText(), /"aggregateId"/);
    await page.screenshot({ path: `${shots} 2 help.png` });
  });
}

const missing = withoutChromium();
if (missing === undefined) onEachNodeRed('The editor in German', specify);
else describe.skip(`The editor in German (skipped: ${missing})`, () => undefined);
