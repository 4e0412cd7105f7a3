import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { built, type Catalogue, keysOf, nodes, ROOT, read, readCatalogue, sentencesOf } from './built';

const LANGUAGES = readdirSync(join(ROOT, 'nodes', 'locales')).filter((language) => language !== 'en-US');
const catalogueOf = (language: string, node: string): Catalogue =>
  readCatalogue(read('locales', language, `${node}.json`));

const placesOf = (sentence: string): string[] =>
  [...sentence.matchAll(/__\w+?__|\$?\{[\w.-]+\}/g)].map(([place]) => place).sort();

describe('A translation', function () {
  this.timeout(60_000);
  before(() => {
    built();
  });

  it('exists in German beside English', () => assert.deepEqual(LANGUAGES, ['de']));

  for (const language of LANGUAGES) {
    for (const node of nodes) {
      it(`of ${node} into ${language} has every text, no other, and the same placeholders`, () => {
        const english = new Map(sentencesOf(catalogueOf('en-US', node)));
        const translated = new Map(sentencesOf(catalogueOf(language, node)));
        assert.deepEqual([...translated.keys()].sort(), keysOf(catalogueOf('en-US', node)).sort());
        for (const [key, sentence] of translated) {
          assert.deepEqual(placesOf(sentence), placesOf(english.get(key) ?? ''), key);
          assert.ok(sentence.trim() !== '', key);
        }
      });

      it(`of ${node} into ${language} has no help of its own: Node-RED shows the English one`, () =>
        assert.ok(!existsSync(join(built(), 'locales', language, `${node}.html`))));
    }
  }
});
