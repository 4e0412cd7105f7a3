/** The dialog of the request node in a real browser, and its example in a real Node-RED. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { NO_PAGE_ERROR, onEachEditor } from '../../harness/browser/each-editor';
import type { Editor } from '../../harness/browser/editor';
import { waitFor } from '../../harness/process/wait-for';

const EXAMPLE = '20 - Any other call of the API';
/** Reads all domains; its inject node is the one before it. */
const REQUEST = '5e1e0000d0a00004';
const INJECT = '5e1e0000d0a00003';

const properties = z.object({
  method: z.string(),
  path: z.string(),
  paging: z.string(),
  output: z.string(),
  mayChange: z.union([z.string(), z.boolean()]),
});
type Properties = z.infer<typeof properties>;

onEachEditor('The request dialog', NO_PAGE_ERROR, (open) => {
  let editor: Editor;
  before(async () => {
    editor = open();
    await editor.importExample(EXAMPLE);
    await editor.page.waitForFunction(`!!RED.nodes.node('${REQUEST}')`);
    await editor.openFlow('Any other call of the API');
  });

  const stored = async (): Promise<Properties> =>
    properties.parse(await editor.page.evaluate(`RED.nodes.convertNode(RED.nodes.node('${REQUEST}'))`));
  const give = (values: Partial<Properties>) =>
    editor.page.evaluate(`Object.assign(RED.nodes.node('${REQUEST}'), ${JSON.stringify(values)})`);
  const reasonOf = async (name: string): Promise<string> =>
    (await editor.field(`node-input-${name}-reason`).textContent()) ?? '';

  /** The state after open and Done. */
  async function reopened(values: Partial<Properties>): Promise<Properties> {
    await give(values);
    await editor.editNode(REQUEST);
    await editor.done('#node-dialog-ok');
    return stored();
  }

  it('shows the call on the canvas, and finds no error in the example', async () => {
    const { valid, label } = await editor.shown(REQUEST);
    assert.deepEqual([valid, label], [true, 'POST …/get-internal-domain']);
    await editor.editNode(REQUEST);
    await editor.takePicture('request 1 dialog');
    assert.equal(await editor.field('node-input-mayChange').isChecked(), false);
    await editor.done('#node-dialog-ok');
  });

  it('changes no stored value, variables included', async () => {
    const plain = await stored();
    assert.deepEqual(await reopened({}), plain);
    const other = { method: 'DELETE', path: '/a/v1/b?c=d', paging: 'none', output: 'page', mayChange: true };
    assert.deepEqual(await reopened(other), other);
    const variables = {
      method: '${METHOD}',
      path: '${CALL_PATH}',
      paging: '${PAGING}',
      output: '${OUTPUT}',
      mayChange: '${MAY_CHANGE}',
    };
    assert.deepEqual(await reopened(variables), variables);
    assert.equal((await editor.shown(REQUEST)).valid, true);
    await editor.editNode(REQUEST);
    await editor.takePicture('request 2 variables');
    await editor.done('#node-dialog-ok');
    assert.deepEqual(await reopened(plain), plain);
  });

  it('explains an invalid field below it', async () => {
    await editor.editNode(REQUEST);
    const path = editor.field('node-input-path');
    for (const wrong of [
      'api/account/get-account',
      'https://api.services.mimecast.com/api/account/get-account',
      '/api/gateway/hold-release/../get-x',
    ]) {
      await path.fill(wrong);
      assert.match(await reasonOf('path'), /is not a path of the API: begin with one slash/, wrong);
    }
    await editor.field('node-input-method-choice').selectOption('');
    await editor.field('node-input-method').fill('FETCH');
    assert.match(await reasonOf('method'), /FETCH is not one of GET, POST, PUT, PATCH, DELETE/);
    await editor.takePicture('request 3 wrong');
    await editor.field('node-input-method').fill('${METHOD}');
    assert.equal(await reasonOf('method'), '');
    await editor.field('node-input-method-choice').selectOption('POST');
    await path.fill('/api/domain/get-internal-domain');
    assert.equal(await reasonOf('path'), '');
    await editor.done('#node-dialog-ok');
    assert.equal((await editor.shown(REQUEST)).valid, true);
  });

  it('calls the simulated tenant, and rejects a mutating call', async () => {
    await editor.deploy();
    // A deploy is answered before the flows run. Called outside of the page, which would log an error status.
    const press = () =>
      waitFor(
        async () => {
          const response = await editor.page.request.post(
            new URL(`inject/${INJECT}`, editor.page.url()).href,
          );
          return response.ok() ? true : undefined;
        },
        { what: 'the button', ms: 20_000 },
      );
    await press();
    await editor.waitForStatus(REQUEST, /^200 · 1 page$/, 180_000);
    await editor.takePicture('request 4 answered');
    await editor.editNode(REQUEST);
    await editor.field('node-input-path').fill('/api/gateway/hold-release');
    await editor.done('#node-dialog-ok');
    await editor.deploy();
    await press();
    await editor.waitForStatus(REQUEST, /may change something/, 180_000);
    await editor.takePicture('request 5 refused');
  });
});
