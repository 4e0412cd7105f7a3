/** Half surrogates have no UTF-8 form: every format has U+FFFD instead, and HEC the event as it came. */
import assert from 'node:assert/strict';
import { createFormatter, runSync } from '../../../../nodes/lib/formats/format';
import { FORMATS } from '../../../../nodes/lib/properties/values/format-options';
import { optionsOf } from '../support/format-sample';

const run = (format: (typeof FORMATS)[number], message: object): unknown =>
  runSync(createFormatter({ format, options: optionsOf(), pseudonymKey: '' })(message)).payload;

const record = {
  type: 'receipt',
  timestamp: 1_763_633_012_345,
  subject: 'half \ud83d pair, whole 📦 pair',
  'name\udc00': 'value \udc00',
  nested: { list: [{ deep: '\ud83d' }] },
};
const mimecast = { log: 'siem', type: 'receipt', account: 'C\ud83d1', id: 'i' };

/** Escaped or not. */
const HALF = /\p{Cs}|\\u[dD][89a-fA-F]/u;
const textOf = (payload: unknown): string =>
  typeof payload === 'string' ? payload : JSON.stringify(payload);

describe('A text with half a surrogate pair', () => {
  for (const format of FORMATS.filter((one) => one !== 'hec')) {
    it(`has U+FFFD in ${format}, in names of members and metadata too`, () => {
      for (const message of [
        { payload: record, mimecast },
        { payload: JSON.stringify(record), mimecast },
      ]) {
        const text = textOf(run(format, message));
        assert.doesNotMatch(text, HALF);
        assert.ok(text.includes('half \ufffd pair, whole 📦 pair'), text);
        assert.ok(text.includes('C\ufffd1'), text);
      }
      assert.doesNotMatch(textOf(run(format, { payload: '\ud83d' })), HALF);
      assert.doesNotMatch(textOf(run(format, { payload: { type: 'a\ud83d', log: 1 } })), HALF);
    });
  }

  it('is in the event of HEC as it came', () => {
    const { event, fields } = JSON.parse(String(run('hec', { payload: record, mimecast })));
    assert.deepEqual(event, record);
    assert.equal(fields.mimecast_account, 'C\ufffd1');
  });

  it('does not change the id, and not two names into one', () => {
    const ids = [{ a: '\ud83d' }, { a: '\ufffd' }].map((payload) => Object(run('json', { payload })).id);
    assert.notEqual(ids[0], ids[1]);
    const twice = Object(run('json', { payload: { 'a\ud83d': 'one', 'a\ud83e': 'two' } }));
    assert.deepEqual([twice['mimecast_a\ufffd'], twice['mimecast_a\ufffd2']], ['one', 'two']);
  });

  it('ends for a record that refers to itself', () => {
    const ring: Record<string, unknown> = { type: 'receipt', subject: '\ud83d' };
    ring['itself'] = ring;
    assert.equal(Object(run('json', { payload: ring, mimecast })).subject, '\ufffd');
  });
});

describe('Control characters in a type', () => {
  it('are blanks in the source of HEC, which has none at its ends', () => {
    const payload = { type: 'a\tb\n', subject: 'x' };
    const { source, sourcetype } = JSON.parse(
      String(run('hec', { payload, mimecast: { log: 'my\u0007log ' } })),
    );
    assert.deepEqual([source, sourcetype], ['mimecast/my log/a-b', 'mimecast:my log']);
    const typed = { payload, mimecast: { log: 'siem' } };
    assert.equal(JSON.parse(String(run('hec', typed))).source, 'mimecast/siem/a-b');
  });
});
