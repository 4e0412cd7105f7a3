import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from '../../node/help-text';
import { built, type Catalogue, keysOf, nodes, ROOT, read, readCatalogue, removeBuilt } from './built';

const LANGUAGES = readdirSync(join(ROOT, 'nodes', 'locales')).filter((language) => language !== 'en-US');
const catalogueOf = (language: string, node: string): Catalogue =>
  readCatalogue(read('locales', language, `${node}.json`));

/** Sentences by dotted key. */
function sentencesOf(section: Catalogue, prefix = ''): [string, string][] {
  return Object.entries(section).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : sentencesOf(value, `${prefix}${key}.`),
  );
}

const placesOf = (sentence: string): string[] =>
  [...sentence.matchAll(/__\w+?__|\$?\{[\w.-]+\}/g)].map(([place]) => place).sort();

/** What a translation leaves as it is: levels of headings, names and types of lists, code, addresses. */
const bonesOf = (help: string) => ({
  headings: [...help.matchAll(/^(#+) /gm)].map(([, level]) => level),
  lists: [...help.matchAll(/^ *: [^(\n]+ \(([^)\n]+)\) :/gm)].length,
  blocks: blocksOf(help),
  addresses: [...help.matchAll(/\]\((https:[^)]+)\)/g)].map(([, address]) => address),
});

describe('a translation', function () {
  this.timeout(60_000);
  before(() => {
    built();
  });
  after(removeBuilt);

  it('is there: German beside English', () => assert.deepEqual(LANGUAGES, ['de']));

  for (const language of LANGUAGES) {
    for (const node of nodes) {
      it(`of ${node} into ${language} has every sentence, no other, and the same places for values`, () => {
        const english = new Map(sentencesOf(catalogueOf('en-US', node)));
        const translated = new Map(sentencesOf(catalogueOf(language, node)));
        assert.deepEqual([...translated.keys()].sort(), keysOf(catalogueOf('en-US', node)).sort());
        for (const [key, sentence] of translated) {
          assert.deepEqual(placesOf(sentence), placesOf(english.get(key) ?? ''), key);
          assert.ok(sentence.trim() !== '', key);
        }
      });

      it(`of the help of ${node} into ${language} has the same bones: headings, lists, examples, addresses`, () => {
        assert.ok(existsSync(join(built(), 'locales', language, `${node}.html`)));
        const help = read('locales', language, `${node}.html`);
        assert.ok(help.startsWith(`<script type="text/markdown" data-help-name="${node}">\n`));
        assert.deepEqual(bonesOf(help), bonesOf(read('locales', 'en-US', `${node}.html`)));
        for (const line of help.split('\n').filter((one) => one.startsWith(': ')))
          assert.match(line, /^: [^:(]+ \([^:)]+\) : [^:]+$/);
      });
    }
  }
});
