/** The evaluator of the .conf files, by Splunk's sequence of search-time operations. */
import assert from 'node:assert/strict';
import { parseConf } from './conf-file';
import { matches, parseSearch } from './event-types';
import { jsonFields } from './json-fields';
import { search } from './search-time';

const NONE = parseConf('');
const line = (event: unknown) =>
  JSON.stringify({ host: 'h', source: 's', sourcetype: 'a:b', event, fields: { mimecast_type: 'x' } });

function resultOf(props: string, event: unknown) {
  const addOn = { props: parseConf(`[a:b]\n${props}`), transforms: NONE, eventtypes: NONE, tags: NONE };
  return Object.fromEntries(search(addOn, line(event)).fields);
}

describe('The evaluator of the .conf files', () => {
  it('an EVAL sees aliases, and the fields as they were before every EVAL', () => {
    const found = resultOf(
      'KV_MODE = json\nFIELDALIAS-b = a AS b\nEVAL-a = a."!"\nEVAL-c = a\nEVAL-d = b\nEVAL-e = c',
      { a: 'x' },
    );
    assert.deepEqual(
      [found['a'], found['b'], found['c'], found['d'], found['e']],
      ['x!', 'x', 'x', 'x', undefined],
    );
  });

  it('an EVAL without a value removes the field', () => {
    assert.equal('a' in resultOf('KV_MODE = json\nEVAL-a = nullif(a,"x")', { a: 'x' }), false);
  });

  it('extracts nothing without KV_MODE = json, and refuses settings that it does not know', () => {
    assert.equal('a' in resultOf('EVAL-b = "b"', { a: 'x' }), false);
    assert.throws(() => resultOf('EXTRACT-a = (?<a>.)', {}), /Unknown setting/);
  });

  it('names members of objects and lists as Splunk does', () => {
    const event = { a: { b: 1, c: [true, 'x'] }, to: [{ e: 'p' }, { e: 'q' }], n: null, none: [] };
    assert.deepEqual(Object.fromEntries(jsonFields(event, 'text')), {
      'a.b': '1',
      'a.c{}': ['true', 'x'],
      'to{}.e': ['p', 'q'],
      n: 'null',
    });
    assert.equal(jsonFields(event, 'nothing').has('n'), false);
  });

  it('searches compare without case, and refuse OR beside AND', () => {
    const fields = new Map([['type', 'URL Protect']]);
    assert.equal(matches(parseSearch('type="url*"'), fields), true);
    assert.equal(matches(parseSearch('type IN ("a", "url protect") NOT other="x"'), fields), true);
    assert.equal(matches(parseSearch('(type="a") OR (type="url")'), fields), false);
    assert.throws(() => parseSearch('a="1" b="2" OR c="3"'), /without parentheses/);
    assert.throws(() => parseSearch('a=1'), /quoted/);
  });

  it('a backslash continues a line, and a setting may stand only once', () => {
    assert.equal(parseConf('[a]\nx = 1 \\\n  2').get('a')?.get('x'), '1   2');
    assert.throws(() => parseConf('[a]\nx = 1\nx = 2'), /Two settings/);
    assert.throws(() => parseConf('x = 1'), /Not a setting/);
  });
});
