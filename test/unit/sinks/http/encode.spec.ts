import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import fc from 'fast-check';
import { encodePayload } from '../../../../nodes/lib/sinks/http/encode/items';
import { NO_ORIGIN, SIEM } from './support/sinks';

const textsOf = (...parameters: Parameters<typeof encodePayload>): string[] =>
  encodePayload(...parameters).items.map(String);

describe('The items of an HTTP sink', () => {
  it('are the elements of an array, the lines of a text, or one object', () => {
    const two = ['{"a":1}', '{"a":2}'];
    assert.deepEqual(textsOf('ndjson', [{ a: 1 }, { a: 2 }], NO_ORIGIN), two);
    assert.deepEqual(textsOf('ndjson', two, NO_ORIGIN), two);
    assert.deepEqual(textsOf('ndjson', '{"a":1}\r\n\n {"a":2} \n', NO_ORIGIN), two);
    assert.deepEqual(textsOf('ndjson', Buffer.from('\ufeff{"a":1}\n{"a":2}'), NO_ORIGIN), two);
    assert.deepEqual(textsOf('ndjson', '[{"a":1},\n{"a":2}]', NO_ORIGIN), two);
    assert.deepEqual(textsOf('ndjson', { a: 1 }, NO_ORIGIN), ['{"a":1}']);
    assert.deepEqual(textsOf('ndjson', '{\n  "a": 1\n}', NO_ORIGIN), ['{"a":1}']);
    for (const nothing of ['', ' \n', []]) assert.deepEqual(textsOf('ndjson', nothing, NO_ORIGIN), []);
  });

  it('do not break at a line break of another text', () => {
    assert.deepEqual(textsOf('ndjson', 'CEF:0|a\nCEF:0|b', NO_ORIGIN), ['"CEF:0|a\\nCEF:0|b"']);
    assert.deepEqual(textsOf('hec', 'CEF:0|a', SIEM()), [
      '{"source":"mimecast/siem/receipt","sourcetype":"mimecast:siem","event":"CEF:0|a"}',
    ]);
  });

  it('are refused without a payload, and where JSON has no form for it', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const payload of [undefined, null, circular, [1n], () => 1])
      assert.throws(() => encodePayload('json', payload, NO_ORIGIN), { code: 'HTTP_PAYLOAD' });
    for (const payload of ['text', [1], '{"create":{"_id":"x"}}\n'])
      assert.throws(() => encodePayload('elastic', payload, NO_ORIGIN), { code: 'HTTP_PAYLOAD' });
  });

  it('for HEC are envelopes: one that is there already stays, a record that has `event` among others gets one', () => {
    assert.deepEqual(textsOf('hec', [{ event: 'x', time: 1 }], SIEM('id')), ['{"event":"x","time":1}']);
    assert.deepEqual(textsOf('hec', { event: 'x', action: 'Acc' }, NO_ORIGIN), [
      '{"source":"mimecast","sourcetype":"mimecast","event":{"event":"x","action":"Acc"}}',
    ]);
    const timed = (timestamp: unknown): unknown =>
      JSON.parse(textsOf('hec', [{ timestamp }], NO_ORIGIN)[0] ?? '').time;
    assert.deepEqual([1763625600123, '1763625600123', 'soon', -1].map(timed), [
      1763625600.123,
      1763625600.123,
      undefined,
      undefined,
    ]);
  });

  it('for Elasticsearch have an id that is the same for the same record', () => {
    const [first = ''] = textsOf('elastic', [{ a: 1 }], NO_ORIGIN);
    const id = hash('sha256', '{"a":1}').slice(0, 32);
    assert.equal(first, `{"create":{"_id":"${id}"}}\n{"a":1}`);
    const long = 'x'.repeat(600);
    assert.match(
      textsOf('elastic', [{ a: 1 }], SIEM(long))[0] ?? '',
      /^\{"create":\{"_id":"[0-9a-f]{64}"\}\}\n/,
    );
  });

  it('can be selected in the form of the payload', () => {
    const select = (payload: unknown, ...indexes: number[]): unknown =>
      encodePayload('ndjson', payload, NO_ORIGIN).select(indexes);
    assert.deepEqual(select([{ a: 1 }, { a: 2 }, { a: 3 }], 0, 2), [{ a: 1 }, { a: 3 }]);
    assert.equal(select('{"a":1}\n{"a":2}\n{"a":3}', 1), '{"a":2}\n');
    assert.equal(select('[{"a":1},{"a":2}]', 1), '[{"a":2}]');
    assert.deepEqual(select({ a: 1 }, 0), { a: 1 });
    const pairs = '{"index":{"_id":"1"}}\n{"a":1}\n{"index":{"_id":"2"}}\n{"a":2}\n';
    assert.equal(encodePayload('elastic', pairs, NO_ORIGIN).select([1]), '{"index":{"_id":"2"}}\n{"a":2}\n');
  });

  it('never contain a line break of their own, and lose nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (records) => {
        const texts = textsOf('ndjson', records, NO_ORIGIN);
        assert.ok(texts.every((text) => !text.includes('\n')));
        assert.deepEqual(
          texts.map((text) => JSON.stringify(JSON.parse(text))),
          records.map((record) => JSON.stringify(record)),
        );
        for (const [index, text] of textsOf(
          'hec',
          records.map((event) => ({ x: event })),
          NO_ORIGIN,
        ).entries())
          assert.equal(JSON.stringify(JSON.parse(text).event.x), JSON.stringify(records[index]));
      }),
    );
  });
});
