/** The cluster dialog in a real browser, and the status of a lease on the canvas. */
import assert from 'node:assert/strict';
import { describeWithBrowser } from '../../harness/browser/each-editor';
import { Editor } from '../../harness/browser/editor';
import type { Runtime } from '../../harness/node-red/runtime';
import { Cleanup } from '../../harness/process/cleanup';
import { sharedNodeRed } from '../../harness/process/shared-instances';
import type { RedisServer } from '../../harness/servers/redis';
import { freshRedis, needRedis } from '../../harness/servers/with-redis';

const EXAMPLE = '50 - Several Node-REDs, one job (needs Redis)';
const CLUSTER = 'c0a0de300000c1a5';
const SIEM = '5e1e0000c0a05003';

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let editor: Editor;
  let redis: RedisServer;

  before(async function () {
    needRedis(this);
    const runtime = await getRuntime();
    redis = await freshRedis(cleanup);
    const nodeRed = await sharedNodeRed(runtime, cleanup);
    editor = await Editor.open(nodeRed, runtime.name, cleanup, 'mimecast-cluster');
    await editor.importExample(EXAMPLE);
    await editor.page.waitForFunction(`!!RED.nodes.node('${CLUSTER}')`);
    await editor.editConfig('mimecast-cluster', CLUSTER);
  });
  after(() => cleanup.close());

  /** Plain fields are validated when they lose the focus. */
  async function type(name: string, value: string): Promise<void> {
    const field = editor.field(`node-config-input-${name}`);
    await field.fill(value);
    await field.press('Tab');
  }
  async function test(level: string): Promise<string> {
    await editor.field('mimecast-cluster-test').click();
    const result = editor.page.locator(`#mimecast-cluster-test-result[data-level="${level}"]`);
    await result.waitFor({ timeout: 20_000 });
    return (await result.textContent()) ?? '';
  }

  it('reports an invalid address, and rejects a password in it', async () => {
    await type('lease', '1');
    assert.match(await editor.validationMessage('node-config-input-lease'), /at least 3/);
    await type('lease', '3');
    await type('url', 'http://redis.example.com');
    assert.match(await editor.validationMessage('node-config-input-url'), /not an address of Redis/);
    // The editor keeps an error until the field was valid once.
    await type('url', 'redis://redis.example.com');
    await type('url', 'redis://:secret@redis.example.com');
    assert.match(
      await editor.validationMessage('node-config-input-url'),
      /user and password into their own fields/,
    );
  });

  it('tests the connection with the values in the dialog', async () => {
    await type('url', `redis://127.0.0.1:${redis.port}`);
    assert.match(await test('red'), /NOAUTH/);
    await type('password', redis.password);
    assert.match(await test('green'), /^Connection successful · (?:Redis|Valkey) /);
    await editor.takePicture('cluster 1 tested');
    await editor.done('#node-config-dialog-ok');
  });

  it('acquires the lease after a deploy, and shows that it waits for it until then', async () => {
    await editor.deploy();
    await editor.page.waitForFunction(
      `/standby/.test(RED.nodes.node('${SIEM}').status?.text ?? '')`,
      undefined,
      { timeout: 20_000 },
    );
    await editor.takePicture('cluster 2 standby');
    await editor.page.waitForFunction(
      `/events|nothing new/.test(RED.nodes.node('${SIEM}').status?.text ?? '')`,
      undefined,
      { timeout: 120_000 },
    );
    assert.match(redis.cli('HVALS', 'mimecast:leases'), /^\d{13} \d{13} \S+$/);
  });

  it('tests with the stored password, too, and reports no problem', async () => {
    await editor.editConfig('mimecast-cluster', CLUSTER);
    assert.match(await test('green'), /^Connection successful/);
    await editor.done('#node-config-dialog-ok');
    assert.deepEqual(editor.pageErrors, []);
  });
}

describeWithBrowser('The cluster dialog', specify);
