import assert from 'node:assert/strict';
import { blocksOf, messagesOf } from '../../node/help/help-text';
import { nodes, read } from './built';

const CONFIG = ['mimecast-account', 'mimecast-cluster'];
const SOURCES = ['audit', 'directory', 'dlp', 'held', 'siem', 'ttp'].map((log) => `mimecast-${log}`);

/** Without the frame, and without code blocks. */
const proseOf = (help: string): string =>
  help.replace(/^```[\s\S]*?^```$/gm, '').replace(/^<\/?script.*$/gm, '');
const headings = (help: string, level: string): string[] =>
  [...proseOf(help).matchAll(new RegExp(`^${level} (.+)$`, 'gm'))].map(([, heading = '']) => heading);
const section = (help: string, heading: string): string =>
  help.split(/^### /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';

/** The rules of Node-RED's style guide for node help. */
describe('The help', function () {
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

      it('has its sections in the common order', () => {
        const expected = CONFIG.includes(node)
          ? ['Properties', 'Details', 'References']
          : ['Inputs', 'Outputs', 'Details', 'References'];
        assert.deepEqual(headings(help, '###'), expected);
      });

      it('has headings for the details', () => {
        assert.ok(headings(help, '####').length >= 2);
      });

      it('links to further documentation', () => {
        assert.match(section(help, 'References'), /^- \[[^\]]+\]\(https:\/\/[^)]+\)/m);
      });

      it('has examples in JSON', () => {
        const blocks = blocksOf(help).filter((block) => block.startsWith('{'));
        for (const block of blocks) assert.doesNotThrow(() => JSON.parse(block), block.slice(0, 100));
      });

      it('has no angle bracket that the editor would parse as a tag', () => {
        const [, text = ''] = /data-help-name="[a-z-]+">\n([\s\S]*)<\/script>/.exec(help) ?? [];
        // Markdown escapes inline code; it does not escape a block.
        const bare = text.replace(/(?<!`)`[^`\n]+`(?!`)/g, '');
        assert.ok(text.length > 500);
        assert.deepEqual(bare.match(/<.{0,40}/g), null);
      });

      it('uses no bold and no italics, as the guide requires', () => {
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

      it('lists inputs and outputs with a type', () => {
        for (const part of ['Inputs', 'Outputs'])
          assert.match(section(help, part), /^ *: [a-z][^(]* \([^)]+\) : /m, part);
      });
    });
  }

  for (const node of SOURCES) {
    it(`of ${node} documents delivery, product and permission, interval and look-back`, () => {
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
