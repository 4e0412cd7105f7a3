import assert from 'node:assert/strict';
import fc from 'fast-check';
import { closeEnvelope, openEnvelope, uncuttable } from '../../../../../nodes/lib/sinks/syslog/long/envelope';

const HEAD = '<134>1 2025-11-20T08:00:00.000Z here mimecast 42 receipt ';

describe('The envelope of a syslog message', () => {
  const cases: readonly (readonly [string, string, { head: string; data: string; text: string }])[] = [
    ['without structured data', `${HEAD}- {"a":1}`, { head: HEAD, data: '', text: '{"a":1}' }],
    [
      'with structured data',
      `${HEAD}[a@1 b="c"][d@1] x`,
      { head: HEAD, data: '[a@1 b="c"][d@1]', text: 'x' },
    ],
    [
      'with brackets, quotes and blanks in a value',
      String.raw`${HEAD}[a@1 b="\] [\" \\"] [no] x`,
      { head: HEAD, data: String.raw`[a@1 b="\] [\" \\"]`, text: '[no] x' },
    ],
    ['without a text', `${HEAD}[a@1 b="c"]`, { head: HEAD, data: '[a@1 b="c"]', text: '' }],
    ['with data that does not end', `${HEAD}[a@1 b="c x`, { head: HEAD, data: '', text: '[a@1 b="c x' }],
    ['with data without a blank', `${HEAD}[a@1]x y`, { head: HEAD, data: '', text: '[a@1]x y' }],
    [
      'of RFC 3164',
      '<34>Oct 11 22:14:15 mymachine su[42]: failed - [x] y',
      { head: '<34>Oct 11 22:14:15 mymachine su[42]: ', data: '', text: 'failed - [x] y' },
    ],
    [
      'of RFC 3164 without a tag',
      '<34>Oct  1 22:14:15 mymachine CEF:0|a|b',
      { head: '<34>Oct  1 22:14:15 mymachine ', data: '', text: 'CEF:0|a|b' },
    ],
    ['with the priority only', '<34>CEF:0|a', { head: '<34>', data: '', text: 'CEF:0|a' }],
  ];
  for (const [what, message, expected] of cases) {
    it(what, () => {
      const { head, data, text } = openEnvelope(message);
      assert.deepEqual({ head, data, text }, expected);
    });
  }

  it('closes to the same message, whatever it is', () => {
    const data = fc.constantFrom('-', '[a@1]', '[a@1 b="\\]"]', '[a', '[a@1 b="', '');
    fc.assert(
      fc.property(data, fc.string({ unit: 'grapheme' }), (structured, text) => {
        for (const message of [`${HEAD}${structured} ${text}`, `<34>${text}`]) {
          const envelope = openEnvelope(message);
          assert.equal(closeEnvelope(envelope, envelope.data, envelope.text), message);
        }
      }),
    );
  });

  for (const [text, start] of [
    ['CEF:0|a|b\\|c|1|2|name|5|msg=x|y', 'CEF:0|a|b\\|c|1|2|name|5|'],
    ['LEEF:1.0|a|b|1|2|x=1\ty=2', 'LEEF:1.0|a|b|1|2|'],
    ['LEEF:2.0|a|b|1|2|^|x=1^y=2', 'LEEF:2.0|a|b|1|2|^|'],
    ['{"a":"|"}', ''],
  ] as const) {
    it(`must keep ${start === '' ? 'nothing' : 'the header'} of ${text}`, () => {
      assert.equal(text.slice(0, uncuttable(text)), start);
    });
  }
});
