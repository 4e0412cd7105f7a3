/** The overview in Node-RED itself: its tab in the sidebar, and its page, with real nodes. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { describeWithBrowser } from '../harness/browser/each-editor';
import { Editor } from '../harness/browser/editor';
import { NodeRed } from '../harness/node-red/node-red';
import type { Runtime } from '../harness/node-red/runtime';
import { installedUserDir } from '../harness/package/packed-once';
import { Cleanup } from '../harness/process/cleanup';
import { freePort, LOOPBACK } from '../harness/process/ports';
import { sharedNodeRed } from '../harness/process/shared-instances';
import { OverviewPage } from './support/overview-page';

const FLOW = [
  { id: 'f1a0000000000001', type: 'tab', label: 'Overview' },
  { id: 'f1a0000000000002', type: 'mimecast-account', name: 'Demo', region: 'demo' },
  {
    ...{ id: 'f1a0000000000003', type: 'mimecast-siem', z: 'f1a0000000000001', name: 'Events' },
    ...{ account: 'f1a0000000000002', types: 'receipt', x: 200, y: 100, wires: [[], []] },
  },
  {
    ...{ id: 'f1a0000000000004', type: 'mimecast-audit', z: 'f1a0000000000001', name: 'No account' },
    ...{ account: '', x: 200, y: 200, wires: [[], []] },
  },
] as const;
const TAB = '.mo-tab';
const WAIT_MS = 15_000;

function specifyTab(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let editor: Editor;
  let nodeRed: NodeRed;
  const requests: string[] = [];

  before(async () => {
    const runtime = await getRuntime();
    nodeRed = await sharedNodeRed(runtime, cleanup);
    await nodeRed.deploy(FLOW);
    editor = await Editor.open(nodeRed, runtime.name, cleanup);
    editor.page.on('request', (request) => requests.push(request.url()));
  });
  after(() => cleanup.close());

  const overview = (): string[] => requests.filter((url) => url.includes('overview'));

  it('loads nothing before its tab is shown', async () => {
    await editor.page.evaluate("RED.sidebar.show('help')");
    await editor.reload();
    assert.deepEqual(overview(), []);
  });

  it('shows the nodes that run, what fails first', async () => {
    await editor.page.evaluate("RED.sidebar.show('mimecast-overview')");
    const rows = editor.page.locator(`${TAB} .mo-table > tbody > tr[data-row]`);
    await rows.nth(1).waitFor();
    assert.match(await rows.first().innerText(), /Not configured correctly[\s\S]*No account/);
    assert.match(await rows.last().innerText(), /Demo[\s\S]*Events/);
    await editor.takePicture('overview tab');
  });

  it('selects the node of a row on the canvas', async () => {
    await editor.page.locator(`${TAB} a`, { hasText: 'Events' }).click();
    await editor.page.waitForFunction("RED.view.selection().nodes?.[0]?.id === 'f1a0000000000003'");
  });

  it('follows a deploy', async () => {
    await nodeRed.deploy(FLOW.filter(({ id }) => id !== 'f1a0000000000004'));
    await editor.page
      .locator(`${TAB} .mo-table > tbody > tr`, { hasText: 'No account' })
      .waitFor({ state: 'detached' });
  });

  it('has no connection while another tab is shown', async () => {
    const ended = editor.page.waitForEvent('requestfailed', {
      predicate: (request) => request.url().endsWith('/events'),
      timeout: WAIT_MS,
    });
    await editor.page.evaluate("RED.sidebar.show('help')");
    await ended;
    const before = overview().length;
    const opened = editor.page.waitForRequest((request) => request.url().endsWith('/events'));
    await editor.page.evaluate("RED.sidebar.show('mimecast-overview')");
    await opened;
    assert.equal(
      overview()
        .slice(before)
        .filter((url) => url.endsWith('.js')).length,
      0,
    );
  });

  it('fits into the narrow sidebar, in each view', async () => {
    for (const view of ['Risk', 'Posture', 'API', 'Collection']) {
      await editor.page.locator(TAB).getByRole('tab', { name: view, exact: true }).click();
      await editor.page.locator(`${TAB} [role=tabpanel][aria-busy=false]`).first().waitFor();
      await editor.takePicture(`overview tab ${view}`);
      const wide = await editor.page.evaluate(`(() => {
        const { right } = document.querySelector('${TAB}').getBoundingClientRect();
        return [...document.querySelectorAll('${TAB} *')].filter((one) => one.closest('.mo-scroll, .mo-hidden, thead') === null &&
          one.getBoundingClientRect().right > right + 1).map((one) => one.outerHTML.slice(0, 100));
      })()`);
      assert.deepEqual(wide, [], view);
    }
  });

  it('has the theme of the editor', async () => {
    const theme = () => editor.page.locator(`${TAB} .mimecast-overview`).getAttribute('data-theme');
    assert.equal(await theme(), 'light');
    // As a dark theme of the editor does, in either version.
    await editor.page.evaluate(`(() => {
      const style = document.createElement('style');
      style.textContent = 'html.nr-theme-dark :is(#red-ui-sidebar-content, .red-ui-sidebar) { background: #111 !important }';
      document.head.append(style);
      document.documentElement.classList.add('nr-theme-dark');
    })()`);
    await editor.page.locator(`${TAB} .mimecast-overview[data-theme=dark]`).waitFor();
    await editor.takePicture('overview tab dark');
    await editor.page.evaluate("document.documentElement.classList.remove('nr-theme-dark')");
    await editor.page.locator(`${TAB} .mimecast-overview[data-theme=light]`).waitFor();
  });

  it('is a page, too, with the same rows', async () => {
    const shown = await OverviewPage.open(`${nodeRed.url}/mimecast/overview`, cleanup);
    await shown.isLoaded();
    await shown.connectionIs('live');
    assert.match(await shown.rows().last().innerText(), /Demo[\s\S]*Events/);
    shown.hasNoErrors();
    const link = shown.rows().last().getByRole('link');
    const opened = shown.page.waitForEvent('popup');
    await link.click();
    const other = await opened;
    await other.waitForFunction("window.RED?.view?.selection?.().nodes?.[0]?.id === 'f1a0000000000003'");
  });

  it('causes no error in the editor', () => assert.deepEqual(editor.pageErrors, []));
}

describeWithBrowser('The overview in the sidebar', specifyTab);

const PASSWORD = randomUUID();

/** Everybody may see that Node-RED is there; the rest needs a login. */
const securedSettings = (port: number): string => `module.exports = {
  uiHost: '${LOOPBACK}', uiPort: ${port}, flowFile: 'flows.json', credentialSecret: 'x',
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, palette: { catalogues: [] } },
  adminAuth: {
    type: 'credentials',
    users: async (name) => ({ reader: { username: name, permissions: '*' }, stranger: { username: name, permissions: 'flows.read' } })[name] ?? null,
    authenticate: async (name, password) => password === '${PASSWORD}' ? { username: name, permissions: name === 'reader' ? '*' : 'flows.read' } : null,
    default: async () => ({ anonymous: true, permissions: 'settings.read' }),
  },
};\n`;

async function tokenOf(nodeRed: NodeRed, username: string, scope: string): Promise<string> {
  const body = new URLSearchParams({
    client_id: 'node-red-editor',
    grant_type: 'password',
    scope,
    username,
    password: PASSWORD,
  });
  const response = await nodeRed.fetch('/auth/token', { method: 'POST', body });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}

function specifySecured(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let nodeRed: NodeRed;

  before(async () => {
    const userDir = await installedUserDir(cleanup);
    const port = await freePort();
    await writeFile(join(userDir, 'settings.js'), securedSettings(port));
    nodeRed = await NodeRed.start({ runtime: await getRuntime(), userDir, port });
    cleanup.add(() => nodeRed.stop());
  });
  after(() => cleanup.close());

  const open = async (): Promise<OverviewPage> =>
    OverviewPage.open(`${nodeRed.url}/mimecast/overview`, cleanup);

  it('shows nothing without a login', async () => {
    const shown = await open();
    await shown.connectionIs('ended');
    assert.equal(await shown.rows().count(), 0);
    for (const path of ['data', 'events', 'evidence/a/b'])
      assert.equal((await nodeRed.fetch(`/mimecast/overview/${path}`)).status, 401, path);
  });

  it('takes the login of the editor', async () => {
    const shown = await open();
    await shown.connectionIs('ended');
    const token = await tokenOf(nodeRed, 'reader', '*');
    await shown.page.evaluate(
      `localStorage.setItem('auth-tokens', ${JSON.stringify(JSON.stringify({ access_token: token }))})`,
    );
    await shown.page.getByRole('button', { name: 'Try again' }).click();
    await shown.connectionIs('live');
  });

  it('shows nothing to a user who may not read it', async () => {
    const token = await tokenOf(nodeRed, 'stranger', 'flows.read');
    const { status } = await nodeRed.fetch('/mimecast/overview/data', {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(status, 401);
  });
}

describeWithBrowser('The overview behind a login', specifySecured);
