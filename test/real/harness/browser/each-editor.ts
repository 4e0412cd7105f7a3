/** A real Node-RED with its editor open in a real browser: the start of all specs of dialogs. */
import assert from 'node:assert/strict';
import { onEachNodeRed } from '../node-red/each-runtime';
import type { Runtime } from '../node-red/runtime';
import { Cleanup } from '../process/cleanup';
import { sharedNodeRed } from '../process/shared-instances';
import { withoutChromium } from './chromium';
import { Editor } from './editor';

/** `onEachNodeRed` for specs that open a browser of their own; without one that is printed and counted as pending. */
export function describeWithBrowser(what: string, specify: (get: () => Promise<Runtime>) => void): void {
  const missing = withoutChromium();
  if (missing === undefined) onEachNodeRed(what, specify);
  else describe.skip(`${what} (skipped: ${missing})`, () => {});
}

/** No error of the page is expected. */
export const NO_PAGE_ERROR = /(?!)/;

/**
 * One `describe` for each Node-RED that has a browser.
 * @param expected errors of the page that are no fault: the browser logs every response with an error status
 * @param specify the editor is open from the first test on
 */
export function onEachEditor(what: string, expected: RegExp, specify: (editor: () => Editor) => void): void {
  const specifyOn = (getRuntime: () => Promise<Runtime>): void => {
    const cleanup = new Cleanup();
    let editor: Editor | undefined;
    before(async () => {
      const runtime = await getRuntime();
      const nodeRed = await sharedNodeRed(runtime, cleanup);
      editor = await Editor.open(nodeRed, runtime.name, cleanup);
    });
    after(() => cleanup.close());
    specify(() => {
      assert.ok(editor, 'the editor did not open');
      return editor;
    });
    it('causes no error in the page', () => {
      const problems = editor?.pageErrors ?? [];
      assert.deepEqual(
        problems.filter((one) => !expected.test(one)),
        [],
      );
    });
  };
  describeWithBrowser(what, specifyOn);
}
