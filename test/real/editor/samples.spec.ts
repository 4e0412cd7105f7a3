/** "Fetch 3 samples" in the dialogs of sources, pressed by a person in a real browser. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { ACCOUNT, type DialogType, flowOf, idOf, putOnCanvas, SOURCES } from '../harness/browser/dialogs';
import { onEachEditor } from '../harness/browser/each-editor';
import type { Editor } from '../harness/browser/editor';
import { waitFor } from '../harness/process/wait-for';

const message = z.looseObject({
  topic: z.string(),
  payload: z.unknown(),
  mimecast: z.looseObject({ account: z.string(), demo: z.literal(true) }),
});

function specify(getEditor: () => Editor): void {
  let editor: Editor;

  before(async () => {
    editor = getEditor();
    // Nothing is polled, so that only fetched samples can be shown.
    await putOnCanvas(
      editor,
      flowOf(SOURCES, () => ({ every: 0 })),
    );
    await editor.deploy();
  });

  const boxes = (): ReturnType<Editor['page']['locator']> =>
    editor.page.locator('#mimecast-samples-list pre');
  async function fetched(): Promise<z.infer<typeof message>[]> {
    await editor.field('mimecast-samples').click();
    await boxes().first().waitFor({ state: 'attached', timeout: 40_000 });
    return (await boxes().allTextContents()).map((text) => message.parse(JSON.parse(text)));
  }
  const result = (): Promise<string> =>
    waitFor(
      async () => {
        const text = (await editor.field('mimecast-samples-result').textContent()) ?? '';
        return text === '' || text.endsWith('…') ? undefined : text;
      },
      { what: 'words about samples', ms: 40_000 },
    );
  const edit = (type: DialogType): Promise<void> => editor.editNode(idOf(type));

  for (const type of SOURCES)
    it(`shows three messages of ${type} as they will be sent`, async () => {
      await edit(type);
      const messages = await fetched();
      assert.equal(messages.length, 3);
      for (const { topic } of messages) assert.match(topic, /^mimecast\/[a-z]+\/[a-z-]+$/);
      await boxes().first().scrollIntoViewIfNeeded();
      await editor.takePicture(`samples ${type}`);
      await editor.done('#node-dialog-ok');
    });

  it('uses the values in the form, before Done and before any deploy', async () => {
    await edit('mimecast-siem');
    await editor.field('node-input-types-url-protect').check();
    await editor.field('node-input-output-choice').selectOption('lines');
    const [only, ...others] = await fetched();
    assert.deepEqual([only?.topic, others.length], ['mimecast/siem/url-protect', 0]);
    assert.equal(String(only?.payload).split('\n').length, 3);
  });

  it('explains invalid settings', async () => {
    await editor.field('node-input-chunk').fill('many');
    await editor.field('mimecast-samples').click();
    assert.equal(await result(), 'chunk: many is not a number');
    await editor.field('node-input-chunk').fill('${CHUNK_THAT_IS_NOT_SET}');
    await editor.field('mimecast-samples').click();
    assert.match(await result(), /CHUNK_THAT_IS_NOT_SET is not set/);
    await editor.takePicture('samples refused');
    await editor.page.locator('#node-dialog-cancel').click();
    await editor.page.locator('#node-dialog-cancel').waitFor({ state: 'detached' });
  });

  it('asks for a deploy where the account was changed: the deployed one is used', async () => {
    await editor.page.evaluate(`RED.nodes.node(${JSON.stringify(ACCOUNT)}).changed = true`);
    await edit('mimecast-audit');
    await editor.field('mimecast-samples').click();
    assert.match(await result(), /deploy first/);
    await editor.done('#node-dialog-ok');
  });

  it('opens and scrolls with the keyboard', async () => {
    await editor.page.evaluate(`RED.nodes.node(${JSON.stringify(ACCOUNT)}).changed = false`);
    await edit('mimecast-held');
    await fetched();
    const summaries = editor.page.locator('#mimecast-samples-list summary');
    await summaries.nth(1).focus();
    await editor.page.keyboard.press('Enter');
    await boxes().nth(1).waitFor({ state: 'visible' });
    await editor.page.keyboard.press('Tab');
    assert.equal(await editor.page.evaluate('document.activeElement.tagName'), 'PRE');
    await editor.done('#node-dialog-ok');
  });

  it('moves no position', async () => {
    await edit('mimecast-siem');
    const states = editor.page.locator('#mimecast-position-list td:last-child');
    await states.first().waitFor();
    for (const state of await states.allTextContents()) assert.equal(state, 'not read yet');
    await editor.done('#node-dialog-ok');
  });
}

onEachEditor('The preview', /status of 422/, specify);
