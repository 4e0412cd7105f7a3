import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { blocksOf, helpOf } from '../../node/help/help-text';
import { NO_PAGE_ERROR, onEachEditor } from '../harness/browser/each-editor';
import { readFlow } from '../harness/node-red/example';
import { readManifest } from '../harness/package/pack';
import { EXAMPLES } from '../harness/process/paths';

const shown = z.object({ blocks: z.array(z.string()), text: z.string() });

/** The visible text of Markdown, as the editor renders and sanitizes it. */
const READ = `(html) => {
  const page = document.createElement('div');
  page.innerHTML = html;
  const blocks = [...page.querySelectorAll('pre')].map((block) => block.textContent);
  return { blocks, text: page.textContent };
}`;

/** A list contains the count of each, so a lost mark is found wherever it was. */
const angles = (text: string): object => ({
  '<': text.split('<').length - 1,
  '>': text.split('>').length - 1,
});

/** The text without its markup, so that only visible text is left. */
const meant = (markdown: string): string => markdown.replace(/^<\/?script.*$/gm, '').replace(/^> /gm, '');

onEachEditor('The text in the help sidebar', NO_PAGE_ERROR, (editor) => {
  it('of each node: keeps its blocks, and loses no angle bracket', async () => {
    const nodes = Object.keys((await readManifest())['node-red'].nodes);
    for (const node of nodes) {
      const help = helpOf(node);
      const seen = shown.parse(
        await editor().page.evaluate(`(${READ})(RED.nodes.getNodeHelp(${JSON.stringify(node)}))`),
      );
      assert.deepEqual(
        seen.blocks.map((block) => block.trim()),
        blocksOf(help).map((block) => block.trim()),
        node,
      );
      assert.deepEqual(angles(seen.text), angles(meant(help)), node);
    }
  });

  it('of comments in the examples: the same', async () => {
    for (const file of readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'))) {
      for (const { info } of await readFlow(join(EXAMPLES, file))) {
        if (typeof info !== 'string') continue;
        const seen = shown.parse(
          await editor().page.evaluate(`(${READ})(RED.utils.renderMarkdown(${JSON.stringify(info)}))`),
        );
        assert.deepEqual(
          seen.blocks.map((block) => block.trim()),
          blocksOf(info).map((block) => block.trim()),
          file,
        );
        assert.deepEqual(angles(seen.text), angles(meant(info)), file);
      }
    }
  });
});
