import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describeWithBrowser } from '../harness/browser/each-editor';
import { Editor } from '../harness/browser/editor';
import { FIRST_EXAMPLE_IDS } from '../harness/node-red/example';
import type { Runtime } from '../harness/node-red/runtime';
import { Cleanup } from '../harness/process/cleanup';
import { FIRST_EXAMPLE } from '../harness/process/paths';
import { sharedNodeRed } from '../harness/process/shared-instances';
import { Simulator } from '../harness/servers/simulator';

const { siem, account } = FIRST_EXAMPLE_IDS;
const ID = 'an-application';
const SECRET = 'its+secret/with=signs';

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let editor: Editor;
  let simulator: Simulator;

  before(async () => {
    const runtime = await getRuntime();
    const nodeRed = await sharedNodeRed(runtime, cleanup);
    simulator = await Simulator.start(nodeRed.userDir, [
      ...['--client-id', ID, '--client-secret', SECRET],
      ...['--records-per-file', '20'],
    ]);
    cleanup.add(() => simulator.stop());
    editor = await Editor.open(nodeRed, runtime.name, cleanup);
  });
  after(() => cleanup.close());

  async function testConnection(level: string): Promise<string> {
    await editor.field('mimecast-test').click();
    const result = editor.page.locator(`#mimecast-test-result[data-level="${level}"]`);
    await result.waitFor({ timeout: 30_000 });
    return (await result.textContent()) ?? '';
  }

  it('imports the example, and finds no error in it', async () => {
    await editor.importExample(basename(FIRST_EXAMPLE, '.json'));
    await editor.openFlow('SIEM events to a file');
    await editor.takePicture('1 imported');
    for (const id of [siem, account]) {
      const { valid, validationErrors } = await editor.shown(id);
      assert.deepEqual([valid, validationErrors ?? []], [true, []], id);
    }
    assert.match((await editor.shown(siem)).label, /SIEM/);
  });

  it('warns of a host of API 1.0 at once, and completes one without https', async () => {
    await editor.editConfig('mimecast-account', account);
    await editor.takePicture('2 account, demo');
    await editor.field('node-config-input-region-choice').selectOption('custom');
    await editor.field('node-config-input-baseUrl').fill('us-api.mimecast.com');
    const warning = await editor.field('node-config-input-host-row').textContent();
    assert.match(warning ?? '', /us-api\.mimecast\.com.*API 1\.0.*global/);
    assert.equal(await editor.field('node-config-input-baseUrl-reason').textContent(), '');
    await editor.field('node-config-input-clientId').focus();
    assert.equal(await editor.field('node-config-input-baseUrl').inputValue(), 'https://us-api.mimecast.com');
    await editor.takePicture('3 account, host of API 1.0');
  });

  it('tests the connection with the typed values: red with a wrong secret, green with the right one', async () => {
    await editor.field('node-config-input-baseUrl').fill(simulator.apiUrl);
    await editor.field('node-config-input-clientId').fill(ID);
    await editor.field('node-config-input-clientSecret').fill('not-the-secret');
    const refusal = await testConnection('red');
    assert.match(refusal, /secret/i);
    assert.doesNotMatch(refusal, /not-the-secret/);
    await editor.takePicture('4 account, wrong secret');

    await editor.field('node-config-input-clientSecret').fill(SECRET);
    assert.match(
      await testConnection('green'),
      /^Connection successful: everything that your nodes use .* · \S.* · custom · \d+ ms · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
    );
    await editor.takePicture('5 account, connected');
    await editor.done('#node-config-dialog-ok');
  });

  it('marks an invalid field, and shows the reason as a tooltip', async () => {
    await editor.editNode(siem);
    await editor.takePicture('6 SIEM');
    const every = editor.field('node-input-every');
    await every.fill('-5');
    await every.blur();
    assert.match((await every.getAttribute('class')) ?? '', /input-error/);
    assert.match(await editor.validationMessage('node-input-every'), /-5 is too small: at least 0/);
    await editor.takePicture('7 SIEM, negative interval');
    await every.fill('10');
    await every.blur();
    assert.doesNotMatch((await every.getAttribute('class')) ?? '', /input-error/);
    await editor.done('#node-dialog-ok');
    assert.equal((await editor.shown(siem)).valid, true);
  });

  it('goes from grey to green after a deploy, and shows the number of events', async () => {
    const statuses = await editor.watchStatus(siem);
    await editor.deploy();
    await editor.waitForStatus(siem, /^[\d,]+ events · \d\d:\d\d$/, 180_000);
    await editor.takePicture('8 deployed');
    const seen = await statuses();
    assert.deepEqual(seen[0], { fill: 'grey', text: 'waiting for the first poll' });
    assert.equal(seen.at(-1)?.fill, 'green');
    // A poll that ends within a second is not shown: statuses change at most once a second.
    assert.deepEqual(
      seen.slice(1, -1).filter(({ fill }) => fill !== 'blue'),
      [],
    );
  });

  it('keeps the secret hidden, and can still test the connection with it', async () => {
    await editor.editConfig('mimecast-account', account);
    assert.equal(await editor.field('node-config-input-clientSecret').inputValue(), '__PWRD__');
    assert.equal(await editor.field('node-config-input-clientId').inputValue(), ID);
    assert.match(await testConnection('green'), /^Connection successful/);
    await editor.done('#node-config-dialog-ok');
  });

  it('is readable in dark mode', async () => {
    await editor.page.emulateMedia({ colorScheme: 'dark' });
    await editor.page.evaluate("document.documentElement.classList.add('nr-theme-dark')");
    await editor.editNode(siem);
    await editor.takePicture('9 SIEM, dark');
    await editor.done('#node-dialog-ok');
    await editor.editConfig('mimecast-account', account);
    await editor.takePicture('10 account, dark');
    await editor.done('#node-config-dialog-ok');
  });

  it('causes no error in the page', () => {
    assert.deepEqual(editor.pageErrors, []);
  });
}

describeWithBrowser('The editor', specify);
