import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../../../nodes/lib/contracts/json';
import { pathOf } from '../../../nodes/overview/parts/path';
import { createFormats, splitDuration } from '../../../nodes/overview/text/format';
import { chooseLanguage, createTexts } from '../../../nodes/overview/text/texts';

const NODES = join(__dirname, '..', '..', '..', 'nodes');
const catalogueOf = (language: string): unknown =>
  JSON.parse(readFileSync(join(NODES, 'locales', language, 'overview.json'), 'utf8'));

/** Key and text of each entry. */
const entriesOf = (value: unknown, path = ''): (readonly [string, string])[] =>
  isJsonObject(value)
    ? Object.entries(value).flatMap(([name, one]) => entriesOf(one, path === '' ? name : `${path}.${name}`))
    : [[path, String(value)]];

const english = entriesOf(catalogueOf('en-US'));
const german = new Map(entriesOf(catalogueOf('de')));

const sources = readdirSync(join(NODES, 'overview'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join(NODES, 'overview', name), 'utf8'))
  .join('\n');

describe('The texts of the overview', () => {
  it('exist in German, with the same values', () => {
    const valuesIn = (text: string | undefined) =>
      [...(text ?? '').matchAll(/__(\w+?)__/g)].map(([, name]) => name).sort();
    for (const [key, text] of english) {
      assert.ok(german.has(key), key);
      assert.deepEqual(valuesIn(german.get(key)), valuesIn(text), key);
    }
  });

  it('are used', () => {
    // `view.${part}` uses all keys that begin like it.
    const used = [...sources.matchAll(/['`]([a-zA-Z]+(?:\.[\w$-]+)*?)(?:['`]|\.\$\{)/g)].map(
      ([, key = '']) => key,
    );
    const known = new Set(used);
    const isUsed = (key: string): boolean =>
      known.has(key) ||
      key.split('.').some((_, at, parts) => at > 0 && known.has(parts.slice(0, at).join('.')));
    assert.deepEqual(
      english.map(([key]) => key).filter((key) => !isUsed(key)),
      [],
    );
  });

  it('name controls as the dialog does', () => {
    for (const language of ['en-US', 'de']) {
      const read = (file: string): unknown =>
        JSON.parse(readFileSync(join(NODES, 'locales', language, file), 'utf8'));
      const dialog = createTexts(language, read('shared.json'));
      const overview = createTexts(language, read('overview.json'));
      const label = dialog.find('position.replay') ?? assert.fail();
      for (const key of ['advice.read_gap_again', 'calendar.canRead'])
        assert.ok(overview.t(key).includes(label), `${language} ${key}: ${overview.t(key)}`);
    }
  });

  it('are found for every key that the code names', () => {
    const keys = new Set(english.map(([key]) => key));
    const named = [...sources.matchAll(/\bt\('([^']+)'/g)].map(([, key = '']) => key);
    assert.ok(named.length > 50);
    assert.deepEqual(
      named.filter((key) => !keys.has(key)),
      [],
    );
    const counted = [...sources.matchAll(/\bcount\('([^']+)'/g)].map(([, key = '']) => key);
    assert.deepEqual(
      counted.filter((key) => !keys.has(`${key}.one`) || !keys.has(`${key}.other`)),
      [],
    );
  });

  it('take numbers in the language, and no value of an object itself', () => {
    const texts = createTexts('de', {
      a: '__n__ von __toString__',
      b: { one: 'eins', other: '__count__ Tage' },
    });
    assert.equal(texts.t('a', { n: 1234.5 }), '1.234,5 von ');
    assert.equal(texts.t('a.b'), 'a.b');
    assert.equal(texts.t('constructor'), 'constructor');
    assert.equal(texts.count('b', 1), 'eins');
    assert.equal(texts.count('b', 2000), '2.000 Tage');
  });

  it('come in the first language that there is', () => {
    assert.equal(chooseLanguage([null, 'fr-FR', 'de-CH', 'en']), 'de');
    assert.equal(chooseLanguage([undefined, 'ja']), 'en-US');
  });
});

describe('Times of the overview', () => {
  const MINUTE = 60_000;
  const format = createFormats('en-US');

  it('have at most two units', () => {
    assert.deepEqual(splitDuration(130 * MINUTE), [
      ['hour', 2],
      ['minute', 10],
    ]);
    assert.deepEqual(splitDuration(11 * 60 * MINUTE + MINUTE), [['hour', 11]]);
    assert.deepEqual(splitDuration(90_000), [['minute', 1]]);
    assert.deepEqual(splitDuration(0), [['second', 0]]);
    assert.deepEqual(splitDuration(-5), [['second', 0]]);
  });

  it('are relative to the clock of the server', () => {
    assert.equal(
      format.ago('2026-11-20T06:00:00.000Z', Date.parse('2026-11-20T06:03:30.000Z')),
      '3 min. ago',
    );
    assert.equal(format.ago('2026-11-20T08:00:00.000Z', Date.parse('2026-11-20T06:00:00.000Z')), 'in 2 hr.');
  });

  it('are shown as they are where they are none', () => {
    assert.deepEqual(
      [format.ago('soon', 0), format.time('soon'), format.day('soon')],
      ['soon', 'soon', 'soon'],
    );
  });
});

describe('A line', () => {
  const same = (value: number): number => value;
  it('is interrupted where nothing was measured, and a lone point is a dot', () => {
    assert.equal(pathOf([1, 2, null, 3, null], same, same), 'M0 1L1 2M3 3L3 3');
    assert.equal(pathOf([], same, same), '');
  });
});
