import assert from 'node:assert/strict';
import { blocksOf, messagesOf } from '../../node/help-text';
import { nodes, read } from './built';

const CONFIG = ['mimecast-account', 'mimecast-cluster'];
const SOURCES = ['audit', 'directory', 'dlp', 'held', 'siem', 'ttp'].map((log) => `mimecast-${log}`);

/** Without the frame, and without what stands in code blocks. */
const proseOf = (help: string): string =>
  help.replace(/^```[\s\S]*?^```$/gm, '').replace(/^<\/?script.*$/gm, '');
const headings = (help: string, level: string): string[] =>
  [...proseOf(help).matchAll(new RegExp(`^${level} (.+)$`, 'gm'))].map(([, heading = '']) => heading);
const section = (help: string, heading: string): string =>
  help.split(/^### /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';

/** Node-RED's guide for help texts (node-red-craft.md 1.7). */
describe('the help', function () {
  this.timeout(60_000);

  for (const node of nodes) {
    describe(`of ${node}`, () => {
      let help: string;
      before(() => {
        help = read('locales', 'en-US', `${node}.html`);
      });

      it('begins with a sentence or two, which the palette shows as a tooltip', () => {
        const [, intro = ''] = /data-help-name="[a-z-]+">\n(.+)\n\n/.exec(help) ?? [];
        assert.match(intro, /^[A-Z].{30,260}\.$/);
      });

      it('has its sections in the order of all help', () => {
        const expected = CONFIG.includes(node)
          ? ['Properties', 'Details', 'References']
          : ['Inputs', 'Outputs', 'Details', 'References'];
        assert.deepEqual(headings(help, '###'), expected);
      });

      it('goes into details under headings', () => {
        assert.ok(headings(help, '####').length >= 2);
      });

      it('names where more can be read', () => {
        assert.match(section(help, 'References'), /^- \[[^\]]+\]\(https:\/\/[^)]+\)/m);
      });

      it('has examples that are JSON', () => {
        const blocks = blocksOf(help).filter((block) => block.startsWith('{'));
        for (const block of blocks) assert.doesNotThrow(() => JSON.parse(block), block.slice(0, 100));
      });

      it('has no angle bracket that the editor would take for a tag', () => {
        const [, text = ''] = /data-help-name="[a-z-]+">\n([\s\S]*)<\/script>/.exec(help) ?? [];
        // What stands in a line of code is written out by Markdown; a block is not.
        const bare = text.replace(/(?<!`)`[^`\n]+`(?!`)/g, '');
        assert.ok(text.length > 500);
        assert.deepEqual(bare.match(/<.{0,40}/g), null);
      });

      it('does without bold and italics, as the guide asks', () => {
        assert.deepEqual(
          proseOf(help)
            .replace(/`[^`\n]*`/g, '')
            .match(/\*\*.|(?<=[\s(])[*_]\w[^\n]*?[*_]/g),
          null,
        );
      });

      if (CONFIG.includes(node)) return;

      it('shows a message with its payload', () => {
        assert.ok(messagesOf(help).some(({ payload }) => payload !== undefined));
      });

      it('lists what it takes and what it sends with a type', () => {
        for (const part of ['Inputs', 'Outputs'])
          assert.match(section(help, part), /^ *: [a-z][^(]* \([^)]+\) : /m, part);
      });
    });
  }

  for (const node of SOURCES) {
    it(`of ${node} says what delivery promises, which product and permission it takes, and how often and how far back`, () => {
      const details = headings(read('locales', 'en-US', `${node}.html`), '####').join('\n');
      for (const topic of [
        /^What delivery promises$/m,
        /^Product and permission$/m,
        /^How often/m,
        /^Reports$/m,
      ])
        assert.match(details, topic);
    });
  }
});
