import assert from 'node:assert/strict';
import { parseLines, parseOptions, setOption, toLines } from '../../../nodes/editor/fields/format-options';
import { needsKey, options } from '../../../nodes/lib/properties/values/format-options';

const parse = (raw: unknown) => options().parse(raw);
const problem = (raw: unknown): string => {
  const parsed = parse(typeof raw === 'string' ? raw : JSON.stringify(raw));
  return parsed.ok ? '' : parsed.problem.key;
};

describe('The options of the format node', () => {
  it('have a default for everything', () => {
    for (const raw of ['', '{}', undefined, null, ' ', {}]) {
      const parsed = parse(raw);
      assert.ok(parsed.ok);
      const { product, ocsfVersion, facility, fields, addresses, raw: record } = parsed.value;
      assert.deepEqual(
        [product, ocsfVersion, facility, fields, addresses, record],
        ['Email Security Cloud Gateway', '1.8.0', 'local0', {}, 'keep', false],
      );
    }
  });

  for (const [raw, key] of [
    ['{', 'optionsJson'],
    ['[]', 'optionsJson'],
    ['7', 'optionsJson'],
    [{ nope: 1 }, 'optionUnknown'],
    [{ constructor: 1 }, 'optionUnknown'],
    [{ vendor: 'a|b' }, 'headerText'],
    [{ product: 'a\nb' }, 'headerText'],
    [{ host: 'a b' }, 'headerField'],
    [{ facility: 'local9' }, 'choice'],
    [{ ocsfVersion: '1.7.0' }, 'choice'],
    [{ ocsfVersion: '1.9' }, 'choice'],
    [{ addresses: 'hide' }, 'choice'],
    [{ severities: { high: 'loud' } }, 'severityRow'],
    [{ severities: { worst: 'err' } }, 'severityRow'],
    [{ levels: { spam: 'terrible' } }, 'levelRow'],
    [{ levels: ['spam'] }, 'optionsShape'],
    [{ levels: { spam: {} } }, 'optionsShape'],
    [{ fields: { 'a b': 'x' } }, 'fieldRow'],
    [{ fields: { '1st': 'x' } }, 'fieldRow'],
    [{ index: 'Upper' }, 'indexName'],
    [{ enterpriseNumber: 0 }, 'atLeast'],
  ] as const) {
    it(`reject ${JSON.stringify(raw)}`, () => assert.equal(problem(raw), key));
  }

  it('require a key when something is pseudonymized', () => {
    for (const [given, needed] of [
      [{}, false],
      [{ ips: 'drop' }, false],
      [{ ips: 'pseudonymise' }, true],
    ] as const) {
      const parsed = parse(given);
      assert.ok(parsed.ok);
      assert.equal(needsKey(parsed.value), needed);
    }
  });

  describe('as rows in the dialog', () => {
    it('are the JSON text, member by member', () => {
      assert.deepEqual(parseOptions(' '), {});
      assert.deepEqual(parseOptions('{"host":"h"}'), { host: 'h' });
      assert.equal(setOption({ host: 'h' }, 'vendor', 'V'), '{"host":"h","vendor":"V"}');
      for (const none of ['', undefined, false]) assert.equal(setOption({ host: 'h' }, 'host', none), '{}');
      assert.equal(setOption({ raw: true }, 'raw', true), '{"raw":true}');
    });

    it('keep members that they cannot show', () => {
      for (const text of ['${OPTIONS}', '{broken', '[]', '7']) assert.equal(parseOptions(text), undefined);
    });

    it('write lists of names and values, one per line', () => {
      const levels = { spam: 'low', 'ttp/url': 'high' };
      assert.equal(toLines(levels), 'spam: low\nttp/url: high');
      assert.deepEqual(parseLines('spam: low\n\n ttp/url : high \n'), levels);
      assert.deepEqual(parseLines('a: b: c\nbare'), { a: 'b: c', bare: '' });
      assert.equal(parseLines(' \n'), undefined);
      assert.equal(toLines(undefined), '');
    });
  });
});
