import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { describeWithBrowser } from '../harness/browser/each-editor';
import { Editor } from '../harness/browser/editor';
import { EVENTS_FILE, FIRST_EXAMPLE_IDS } from '../harness/node-red/example';
import { NodeRed } from '../harness/node-red/node-red';
import { countLines, sizeOf } from '../harness/node-red/output-file';
import type { Runtime } from '../harness/node-red/runtime';
import { emptyUserDir, packedOnce } from '../harness/package/packed-once';
import { Cleanup } from '../harness/process/cleanup';
import { FIRST_EXAMPLE } from '../harness/process/paths';
import { waitFor } from '../harness/process/wait-for';
import { Simulator } from '../harness/servers/simulator';

const { siem, account } = FIRST_EXAMPLE_IDS;
const ID = 'a-new-application';
const SECRET = 'its/secret+of=today';

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let editor: Editor;
  let simulator: Simulator;
  let events: string;

  before(async () => {
    const runtime = await getRuntime();
    const userDir = await emptyUserDir(cleanup);
    // Builds, and the simulated tenant is of that build.
    await packedOnce();
    simulator = await Simulator.start(userDir, [
      ...['--client-id', ID, '--client-secret', SECRET],
      ...['--records-per-file', '20'],
    ]);
    cleanup.add(() => simulator.stop());
    const nodeRed = await NodeRed.start({ runtime, userDir });
    cleanup.add(() => nodeRed.stop());
    events = join(userDir, EVENTS_FILE);
    editor = await Editor.open(nodeRed, runtime.name, cleanup, 'inject');
  });
  after(() => cleanup.close());

  it('uploads the tarball in the palette manager', async () => {
    await editor.uploadModule((await packedOnce()).tarball);
    await editor.hasNodeType('mimecast-siem');
    await editor.takePicture('new user 1 installed');
    await editor.closeSettings();
  });

  it('imports an example, deploys, and has demo events in a file', async () => {
    await editor.importExample(basename(FIRST_EXAMPLE, '.json'));
    await editor.openFlow('SIEM events to a file');
    await editor.deploy();
    await editor.waitForStatus(siem, /^demo · [\d,]+ events · \d\d:\d\d$/, 180_000);
    await editor.takePicture('new user 2 demo events');
    await editor.picture('flow');
    assert.ok((await countLines(events)) > 0, 'nothing is in the file');
  });

  it('types a client id and a secret, presses Test connection, and gets a success', async () => {
    await editor.editConfig('mimecast-account', account);
    await editor.field('node-config-input-region-choice').selectOption('custom');
    await editor.field('node-config-input-baseUrl').fill(simulator.apiUrl);
    await editor.field('node-config-input-clientId').fill(ID);
    await editor.field('node-config-input-clientSecret').fill(SECRET);
    await editor.field('mimecast-test').click();
    const result = editor.page.locator('#mimecast-test-result[data-level="green"]');
    await result.waitFor({ timeout: 30_000 });
    assert.match((await result.textContent()) ?? '', /^Connection successful/);
    await editor.page.locator('#mimecast-permissions table').waitFor({ timeout: 60_000 });
    await editor.takePicture('new user 3 connected');
    await editor.picture('account', editor.page.locator('#mimecast-permissions'));
    await editor.done('#node-config-dialog-ok');
  });

  it('deploys, and has all events of that tenant', async () => {
    const before = await sizeOf(events);
    await editor.deploy();
    await editor.waitForStatus(siem, /^[\d,]+ events · \d\d:\d\d$/, 180_000);
    await editor.takePicture('new user 4 own events');
    const result = await waitFor(
      async () => {
        const now = await simulator.compare(events);
        return now.lostCount === 0 ? now : undefined;
      },
      { what: 'all events of the tenant', ms: 180_000, everyMs: 250 },
    );
    assert.ok((await sizeOf(events)) > before && result.expected > 0);
  });

  it('sees the position of each type in the dialog', async () => {
    await editor.editNode(siem);
    const row = editor.page.locator('#mimecast-position-list tr', { hasText: 'receipt' });
    await row.waitFor();
    await editor.takePicture('new user 5 positions');
    await editor.picture('positions', editor.page.locator('#mimecast-position-actions'));
    await editor.done('#node-dialog-ok');
  });

  it('sees no error in the page', () => assert.deepEqual(editor.pageErrors, []));
}

describeWithBrowser('A new user', specify);
