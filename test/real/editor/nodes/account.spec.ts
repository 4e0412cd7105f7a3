/** The account dialog in a real browser: the connection test, missing permissions, diagnostics. */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { z } from 'zod';
import { describeWithBrowser } from '../../harness/browser/each-editor';
import { Editor } from '../../harness/browser/editor';
import { FIRST_EXAMPLE_IDS } from '../../harness/node-red/example';
import type { Runtime } from '../../harness/node-red/runtime';
import { Cleanup } from '../../harness/process/cleanup';
import { OVERVIEW_EXAMPLE } from '../../harness/process/paths';
import { sharedNodeRed } from '../../harness/process/shared-instances';
import { Simulator } from '../../harness/servers/simulator';

const { account } = FIRST_EXAMPLE_IDS;
const OVERVIEW_SIEM = '5e1e0000c0af0010';
const ID = 'an-application-of-its-own';
const SECRET = 'its+secret/with=signs';
const KEYS = {
  appId: 'an-older-application',
  appKey: 'its-application-key',
  accessKey: 'its-access-key',
  secretKey: Buffer.from('its-secret-key').toString('base64'),
};
const PRODUCT = 'Audit Events';
const PERMISSION = 'Monitoring | URL Protection | Read';

const copied = z.looseObject({
  versions: z.looseObject({ nodeRed: z.string(), package: z.string() }),
  account: z.looseObject({ host: z.string(), application: z.string() }),
  permissions: z.looseObject({ rows: z.array(z.looseObject({ state: z.string() })) }),
  nodes: z.array(z.looseObject({ type: z.string() })),
});

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let editor: Editor;
  let simulator: Simulator;
  let version = '';

  before(async () => {
    const runtime = await getRuntime();
    version = /\d/.exec(runtime.name)?.[0] ?? '';
    const nodeRed = await sharedNodeRed(runtime, cleanup);
    simulator = await Simulator.start(nodeRed.userDir, [
      ...['--client-id', ID, '--client-secret', SECRET, '--legacy-keys', Object.values(KEYS).join(',')],
      ...['--records-per-file', '20'],
    ]);
    cleanup.add(() => simulator.stop());
    editor = await Editor.open(nodeRed, runtime.name, cleanup);
    await editor.importExample(basename(OVERVIEW_EXAMPLE, '.json'));
    await editor.page.waitForFunction(`!!RED.nodes.node('${account}')`);
    await editor.editConfig('mimecast-account', account);
  });
  after(() => cleanup.close());

  const type = (name: string, value: string): Promise<void> =>
    editor.field(`node-config-input-${name}`).fill(value);
  const choose = (name: string, value: string) =>
    editor.field(`node-config-input-${name}-choice`).selectOption(value);
  const permissions = () => editor.field('mimecast-permissions');
  const row = (about: string) =>
    permissions()
      .locator('tr')
      .filter({ hasText: new RegExp(`^${about}`) });

  async function test(level: string): Promise<string> {
    await editor.field('mimecast-test').click();
    const result = editor.page.locator(`#mimecast-test-result[data-level="${level}"]`);
    await result.waitFor({ timeout: 30_000 });
    return (await result.textContent()) ?? '';
  }

  async function permissionTable(): Promise<string> {
    await permissions().locator('table').waitFor({ timeout: 60_000 });
    await permissions().scrollIntoViewIfNeeded();
    return (await permissions().textContent()) ?? '';
  }

  it('says that an account that does not run yet has no diagnostics', async () => {
    await editor.field('mimecast-diagnostics').click();
    await editor.field('mimecast-diagnostics-result').getByText('Deploy this account first').waitFor();
    assert.match(editor.pageErrors.splice(0).join(), /^console: .*404[^,]*$/);
  });

  it('tests the simulated tenant without credentials, and names the data types of its nodes', async () => {
    assert.match(await test('green'), /^Connection successful: everything that your nodes use .* · demo · /);
    await permissionTable();
    assert.match((await row('audit events').textContent()) ?? '', /works$/);
    await editor.takePicture('account 1 demo');
  });

  it('warns of a host of API 1.0 while it is typed, unless its keys are used', async () => {
    const warning = editor.field('node-config-input-host-row');
    await choose('region', 'custom');
    await type('baseUrl', '');
    await editor.field('node-config-input-baseUrl').pressSequentially('https://jer-api.mimecast.com');
    assert.match(
      (await warning.textContent()) ?? '',
      /jer-api\.mimecast\.com belongs to Mimecast's API 1\.0/,
    );
    assert.equal(await permissions().textContent(), '', 'what was tested before is forgotten');
    await editor.takePicture('account 2 host of API 1.0');
    await choose('auth', 'legacy');
    assert.equal(await warning.isVisible(), false);
    await editor.field('node-config-input-legacy-rows').getByText('Mimecast is retiring API 1.0').waitFor();
    await choose('auth', 'oauth2');
    assert.match((await warning.textContent()) ?? '', /API 1\.0/);
    assert.equal(await editor.field('node-config-input-baseUrl-reason').textContent(), '');
    await choose('region', 'eu');
    const misplaced = await editor.field('node-config-input-region-reason').textContent();
    assert.match(misplaced ?? '', /the region eu belongs to API 1\.0; .* use global, us, uk/);
    await choose('region', 'custom');
    assert.equal(await editor.field('node-config-input-region-reason').textContent(), '');
  });

  it('is red for a wrong secret, shows no table, and does not repeat the secret', async () => {
    await type('baseUrl', simulator.apiUrl);
    await type('clientId', ID);
    await type('clientSecret', 'not-the-secret-9');
    const refusal = await test('red');
    assert.match(refusal, /does not accept this client id and secret/);
    assert.doesNotMatch(refusal, /not-the-secret-9/);
    assert.equal(await permissions().textContent(), '');
    await editor.takePicture('account 3 wrong secret');
  });

  it('shows the missing product or permission for each data type', async () => {
    await simulator.setPermissions({ without: [PRODUCT, PERMISSION] });
    await type('clientSecret', SECRET);
    const headline = await test('yellow');
    assert.match(
      headline,
      /^Signed in, but 3 of \d+ data types that your nodes use can't be read · \S.* · custom · /,
    );
    const text = await permissionTable();
    assert.match(text, /^The application has no permission for: /);
    assert.match(text, /Products can't be added to an existing application/);
    assert.match(text, /Permissions can be added to the application's role at any time/);
    assert.match(
      (await row('audit events').textContent()) ?? '',
      /product missingProduct: Audit EventsRole permission: Account \| Logs \| Read$/,
    );
    assert.match(
      (await row('URL protection logs').textContent()) ?? '',
      /permission missingRole permission: Monitoring \| URL Protection \| ReadProduct: Security Events$/,
    );
    assert.match((await row('DLP logs').textContent()) ?? '', /works$/);
    await editor.takePicture('account 4 missing product and permission');
  });

  it('tests everything on request', async () => {
    const before = await permissions().locator('tr').count();
    await editor.field('mimecast-test-all').check();
    await test('yellow');
    await permissionTable();
    assert.ok((await permissions().locator('tr').count()) > before);
    assert.match((await row('statistics of DMARC Analyzer').textContent()) ?? '', /works$/);
    await editor.takePicture('account 5 everything');
    await editor.field('mimecast-test-all').uncheck();
  });

  it('is green without Account Management, notes that, and is never green above a denied row', async () => {
    await simulator.setPermissions({ with: [PRODUCT, PERMISSION], without: ['Account Management'] });
    assert.match(await test('green'), /^Connection successful: everything .* · custom · \d+ ms · /);
    assert.match(await permissionTable(), /^The account's details can't be read, and no node uses them/);
    assert.equal(await permissions().locator('tr[data-level="yellow"], tr[data-level="info"]').count(), 0);
    await editor.takePicture('account 5a without Account Management');
    await editor.field('mimecast-test-all').check();
    await simulator.setPermissions({ without: ['DMARC Analyzer'] });
    assert.match(
      await test('info'),
      /^Connection successful: everything .*\. 3 of \d+ other data types can't be read/,
    );
    // DMARC Analyzer has two data types, Account Management the roles
    assert.equal(await permissions().locator('tr[data-level="info"]').count(), 3);
    assert.equal(await permissions().locator('tr[data-level="yellow"]').count(), 0);
    await editor.takePicture('account 5b others denied');
    await editor.field('mimecast-test-all').uncheck();
    await simulator.setPermissions({
      with: ['DMARC Analyzer', 'Account Management'],
      without: [PRODUCT, PERMISSION],
    });
  });

  it('discards the result of a test when the fields changed meanwhile', async () => {
    await editor.page.route('**/doctor', async (route) => {
      await type('clientSecret', 'typed-while-it-was-tested');
      await route.continue();
    });
    await editor.field('mimecast-test').click();
    await editor.page.locator('#mimecast-test:not([disabled])').waitFor({ timeout: 30_000 });
    assert.deepEqual(
      [await editor.field('mimecast-test-result').textContent(), await permissions().textContent()],
      ['', ''],
    );
    await editor.page.unroute('**/doctor');
    await type('clientSecret', SECRET);
  });

  it('accepts keys of API 1.0, and says what needs API 2.0', async () => {
    await choose('auth', 'legacy');
    for (const [name, value] of Object.entries(KEYS)) await type(name, value);
    await type('appId', 'an-unknown-application');
    assert.match(await test('red'), /does not know this API 1\.0 application id.*: copy the application id/);
    await type('appId', KEYS.appId);
    assert.match(await test('yellow'), /^Signed in, but \d+ of \d+ data types/);
    assert.match(await permissionTable(), /API 1\.0 is being retired/);
    assert.match((await row('SIEM events, files').textContent()) ?? '', /needs API 2\.0/);
    assert.match((await row('DLP logs').textContent()) ?? '', /works$/);
    await editor.takePicture('account 6 legacy');
    await choose('auth', 'oauth2');
  });

  it('copies the diagnostics of the deployed account, and shows what was copied', async () => {
    await editor.done('#node-config-dialog-ok');
    await editor.deploy();
    await editor.editConfig('mimecast-account', account);
    await test('yellow');
    await permissionTable();
    await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await editor.field('mimecast-diagnostics').click();
    await editor.field('mimecast-diagnostics-result').getByText('Copied.').waitFor();
    const shown = await editor.field('mimecast-diagnostics-text').inputValue();
    assert.equal(await editor.page.evaluate('navigator.clipboard.readText()'), shown);
    await editor.field('mimecast-diagnostics-text').scrollIntoViewIfNeeded();
    await editor.takePicture('account 7 diagnostics');
    const { versions, permissions: found, nodes, account: of } = copied.parse(JSON.parse(shown));
    assert.equal(versions.nodeRed.split('.')[0], version);
    assert.equal(`http://${of.host}`, simulator.apiUrl);
    assert.ok(found.rows.some(({ state }) => state === 'notLicensed'));
    assert.ok(nodes.some((node) => node.type === 'mimecast-siem'));
    for (const secret of [ID, SECRET, ...Object.values(KEYS)]) assert.ok(!shown.includes(secret), secret);
  });

  it('is named on the canvas only while there is another account', async () => {
    await editor.done('#node-config-dialog-ok');
    await editor.openFlow('All logs to files by type');
    const labelled = (text: string) =>
      editor.page
        .locator(`[id="${OVERVIEW_SIEM}"] .red-ui-flow-node-label`)
        .filter({ hasText: text })
        .waitFor();
    const alone = /^SIEM · all types · \d+ min$/;
    assert.match((await editor.shown(OVERVIEW_SIEM)).label, alone);
    await editor.page.evaluate(
      `RED.nodes.import([{ id: 'another', type: 'mimecast-account', z: '', name: 'Other', region: 'demo' }])`,
    );
    await labelled(' min · custom');
    await editor.takePicture('account 8 two accounts');
    await editor.editConfig('mimecast-account', account);
    await type('name', 'Corp Example');
    await editor.done('#node-config-dialog-ok');
    await labelled(' min · Corp Example');
    await editor.page.evaluate(`RED.nodes.remove('another')`);
    await editor.page
      .locator(`[id="${OVERVIEW_SIEM}"] .red-ui-flow-node-label`)
      .filter({ hasText: alone })
      .waitFor();
    await editor.editConfig('mimecast-account', account);
  });

  it('works with the keyboard alone, and is readable in dark mode', async () => {
    await editor.field('mimecast-test').focus();
    await editor.page.keyboard.press('Tab');
    assert.equal(await editor.page.evaluate('document.activeElement.id'), 'mimecast-test-all');
    await editor.page.emulateMedia({ colorScheme: 'dark' });
    await editor.page.evaluate("document.documentElement.classList.add('nr-theme-dark')");
    await editor.takePicture('account 9 dark');
    await editor.done('#node-config-dialog-ok');
    assert.deepEqual(editor.pageErrors, []);
  });
}

describeWithBrowser('The account dialog', specify);
