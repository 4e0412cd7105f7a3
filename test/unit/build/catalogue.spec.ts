import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPORT_SECTIONS } from '../../../nodes/lib/properties/node/assessments/report';
import { AUDIT_TYPES } from '../../../nodes/lib/properties/node/audit';
import { DIRECTORY_TYPES } from '../../../nodes/lib/properties/node/directory';
import { DLP_ACTIONS, DLP_TYPES } from '../../../nodes/lib/properties/node/dlp';
import { HELD_TYPES } from '../../../nodes/lib/properties/node/held';
import { TTP_RESULTS, TTP_TYPES } from '../../../nodes/lib/properties/node/ttp';
import { ROUTES } from '../../../nodes/lib/properties/source';
import { SLUGS } from '../../../nodes/lib/properties/values/kri-indicators';
import { CHECKS, DEFAULT_TARGETS } from '../../../nodes/lib/properties/values/policy-checks';
import { CG_TYPES, CI_TYPES } from '../../../nodes/lib/properties/values/siem-types';
import { built, keysOf, nodes, ROOT, read, readCatalogue, sentencesOf, wholeScriptOf } from './built';

/** Sections whose keys are assembled at run time: the sources of their keys. */
const LISTED: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(
    ['types', 'routes', 'results', 'actions', 'indicators', 'checks', 'sections'].map((field) => [
      `${field}.`,
      new RegExp(`optionsOf\\("${field}"`),
    ]),
  ),
  'target.': /translate\(`target\.\$\{/,
  'doctor.': /translate\(`doctor\.state\.\$\{/,
  'short.': /translate\(`short\.\$\{/,
  'position.column.': /translate\(`position\.column\.\$\{/,
  'position.cursor.': /translate\(`position\.cursor\.\$\{/,
};

const sources = (folder: string): string =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'))
    .join('\n');

/** `data-i18n="key"` and `data-i18n="[attribute]key;…"` */
const inTemplate = (html: string): string[] =>
  [...html.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, keys = '']) =>
    keys.split(';').map((key) => key.replace(/^\[[a-z-]+\]/, '')),
  );

/** String literals that look like a key. */
const inScript = (script: string): string[] =>
  [...script.matchAll(/"(?:[a-z-]+\/[a-z-]+:)?([a-z]\w*(?:\.\w+)*)"/gi)].map(([, key = '']) => key);

describe('The catalogues', function () {
  this.timeout(60_000);
  before(() => {
    built();
  });

  const usedByRuntime = (): string[] => {
    const text = sources('nodes/lib');
    const reasons = [...text.matchAll(/(?:invalid\(|key: |problem\(|, )'(\w+)'/g)].map(
      ([, key]) => `reasons.${key}`,
    );
    const admin = [...text.matchAll(/adminMessages\.(\w+)/g)].map(([, key]) => `admin.${key}`);
    return [...reasons, ...admin];
  };

  const catalogueOf = (node: string) => readCatalogue(read('locales', 'en-US', `${node}.json`));

  for (const node of nodes) {
    it(`of ${node} have every text that its dialog names`, () => {
      const defined = new Set(keysOf(catalogueOf(node)));
      const missing = inTemplate(read(`${node}.html`)).filter((key) => !defined.has(key));
      assert.deepEqual(missing, []);
    });

    it(`of ${node} have every text that its script names`, () => {
      const catalogue = catalogueOf(node);
      const defined = new Set(keysOf(catalogue));
      const named = inScript(wholeScriptOf(read(`${node}.html`))).filter(
        (key) => key.includes('.') && (key.split('.')[0] ?? '') in catalogue,
      );
      assert.deepEqual(
        named.filter((key) => !defined.has(key)),
        [],
      );
    });
  }

  it('have no unused text', () => {
    const html = nodes.map((node) => read(`${node}.html`));
    const pages = [...html, ...html.map(wholeScriptOf)];
    const used = new Set([...pages.flatMap(inTemplate), ...pages.flatMap(inScript), ...usedByRuntime()]);
    const scripts = pages.join('\n');
    const unused = nodes
      .flatMap((node) => keysOf(catalogueOf(node)))
      .filter((key) => !used.has(key))
      .filter(
        (key) =>
          !Object.entries(LISTED).some(([section, use]) => key.startsWith(section) && use.test(scripts)),
      );
    assert.deepEqual([...new Set(unused)], []);
  });

  for (const [node, field, words] of [
    ['mimecast-siem', 'types', [...CG_TYPES, ...CI_TYPES]],
    ['mimecast-audit', 'types', AUDIT_TYPES],
    ['mimecast-dlp', 'types', DLP_TYPES],
    ['mimecast-dlp', 'routes', ROUTES],
    ['mimecast-dlp', 'actions', DLP_ACTIONS],
    ['mimecast-ttp', 'types', TTP_TYPES],
    ['mimecast-ttp', 'routes', ROUTES],
    ['mimecast-ttp', 'results', TTP_RESULTS],
    ['mimecast-held', 'types', HELD_TYPES],
    ['mimecast-directory', 'types', DIRECTORY_TYPES],
    ['mimecast-kri', 'indicators', SLUGS],
    ['mimecast-policy-check', 'checks', CHECKS],
    ['mimecast-report', 'sections', REPORT_SECTIONS],
    ['mimecast-policy-check', 'target', Object.keys(DEFAULT_TARGETS)],
  ] as const) {
    it(`of ${node} have a line for each value of ${field} in its dialog, and for no other`, () => {
      const lines = keysOf(catalogueOf(node)).filter((key) => key.startsWith(`${field}.`));
      assert.deepEqual(
        lines,
        words.map((word) => `${field}.${word}`),
      );
    });
  }

  it('mark placeholders as Node-RED fills them', () => {
    for (const node of nodes) {
      assert.doesNotMatch(sentencesOf(catalogueOf(node)).join('\n'), /\{\{|\}\}/);
    }
  });

  it('have a message for every validation error of the tables', () => {
    const defined = new Set(keysOf(catalogueOf('mimecast-account')));
    const refusals = [...sources('nodes/lib/properties').matchAll(/(?:refuse\(|key: )'(\w+)'/g)];
    assert.ok(refusals.length > 5);
    for (const [, key] of refusals) assert.ok(defined.has(`reasons.${key}`), key);
  });
});
