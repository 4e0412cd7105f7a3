import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Catalogue, nodes, ROOT, read, readCatalogue, sentencesOf } from './built';

/** Labels that a dialog shows: those of its template, and those in its catalogue for rows made by a script. */
function labelsOf(node: string): string[] {
  const bindings = [...read(`${node}.html`).matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, names = '']) =>
    names.split(';'),
  );
  const shown = new Set(bindings.filter((name) => name.startsWith('label.')));
  // Of a control that follows another one; only for screen readers.
  const hidden = new Set(
    bindings.map((name) => name.replace(/^\[[a-z-]+\]/, '')).filter((name) => !shown.has(name)),
  );
  const own = readCatalogue(
    readFileSync(join(ROOT, 'nodes', node.replace(/^mimecast-/, ''), 'locales', 'en-US.json'), 'utf8'),
  );
  const labels = new Map(sentencesOf(readCatalogue(read('locales', 'en-US', `${node}.json`))));
  const keys = new Set([...shown, ...ownLabels(own).filter((key) => !hidden.has(key))]);
  return [...keys].map((key) => labels.get(key) ?? `no sentence ${key}`);
}

const ownLabels = (own: Catalogue): string[] =>
  sentencesOf(own)
    .map(([key]) => key)
    .filter((key) => key.startsWith('label.'));

/** `: Client ID, Client secret (string) : …` explains two fields. */
function explainedIn(help: string): string[] {
  const entries = [...help.matchAll(/^ *: ([^:(]+) \([^:)]+\) : .{20,}$/gm)];
  return entries.flatMap(([, names = '']) => [names, ...names.split(', ')]);
}

const count = (list: readonly string[], one: string): number => list.filter((each) => each === one).length;

describe('The help explains every field of the dialog', function () {
  this.timeout(60_000);

  for (const node of nodes) {
    it(`of ${node}, by its label there`, () => {
      const labels = labelsOf(node);
      assert.ok(labels.length > 2, 'a dialog without labels');
      const explained = explainedIn(read('locales', 'en-US', `${node}.html`));
      // Two fields with the same label are two entries.
      const missing = [...new Set(labels)].filter((label) => count(explained, label) < count(labels, label));
      assert.deepEqual(missing, []);
    });
  }
});
