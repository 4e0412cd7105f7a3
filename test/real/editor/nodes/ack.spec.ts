import assert from 'node:assert/strict';
import { NO_PAGE_ERROR, onEachEditor } from '../../harness/browser/each-editor';
import type { Editor } from '../../harness/browser/editor';

const EXAMPLE = '25 - Refused events, kept and sent again (HEC)';
const ACK = '5e1e0000c0a02509';

onEachEditor('The dialog of the ack node', NO_PAGE_ERROR, (open) => {
  let editor: Editor;
  before(async () => {
    editor = open();
    await editor.importExample(EXAMPLE);
    await editor.openFlow('Refused records');
  });

  const visible = (id: string): Promise<boolean> => editor.field(id).isVisible();

  it('has the rules of receivers where they count: with the verdict auto', async () => {
    await editor.editNode(ACK);
    const shown = async (): Promise<readonly boolean[]> => [
      await visible('node-input-profile-choice'),
      await visible('node-input-accept'),
    ];
    assert.equal(await editor.field('node-input-profile-choice').inputValue(), 'auto');
    assert.deepEqual(await shown(), [true, true]);
    await editor.field('node-input-verdict-choice').selectOption('reject');
    assert.deepEqual(await shown(), [false, false]);
    await editor.field('node-input-verdict-choice').selectOption('auto');
    await editor.field('node-input-profile-choice').selectOption('splunk-hec');
    assert.equal(await editor.field('node-input-profile').inputValue(), 'splunk-hec');
    assert.deepEqual(await shown(), [true, true]);
  });
});
