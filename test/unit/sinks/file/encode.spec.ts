import assert from 'node:assert/strict';
import { encodePayload } from '../../../../nodes/lib/sinks/file/encode';
import { FileError } from '../../../../nodes/lib/sinks/file/errors';

const text = (payload: unknown): string => encodePayload(payload).toString('utf8');

describe('A payload in the file', () => {
  const cases: readonly [string, unknown, string][] = [
    ['lines: as they are, with one line break at the end', '{"a":1}\n{"a":2}', '{"a":1}\n{"a":2}\n'],
    ['text that ends already', 'a\n', 'a\n'],
    ['text that ends too often', 'a\n\n\n', 'a\n'],
    ['lines of Windows', 'a\r\nb\r\n', 'a\r\nb\r\n'],
    ['lines of Windows that end too often', 'a\r\n\r\n', 'a\r\n'],
    ['a lone carriage return at the end', 'a\r', 'a\n'],
    ['empty lines inside', 'a\n\nb', 'a\n\nb\n'],
    ['text of any script', 'größe 💥', 'größe 💥\n'],
    ['no text', '', ''],
    ['nothing but line breaks', '\r\n\n', ''],
    ['a Buffer', Buffer.from('a\nb'), 'a\nb\n'],
    ['a Buffer that ends already', Buffer.from('xa\nb\n').subarray(1), 'a\nb\n'],
    ['other bytes', new Uint8Array([97]), 'a\n'],
    ['an empty Buffer', Buffer.alloc(0), ''],
    ['an object', { a: 'x\ny', b: null }, '{"a":"x\\ny","b":null}\n'],
    ['an array of objects', [{ a: 1 }, { a: 2 }], '{"a":1}\n{"a":2}\n'],
    ['an array of lines', ['CEF:0|a', 'CEF:0|b\n'], 'CEF:0|a\nCEF:0|b\n'],
    ['an entry with line breaks of its own: one line', ['a\nb'], '"a\\nb"\n'],
    ['an array with holes', [undefined, null, 1], 'null\nnull\n1\n'],
    ['no entries', [], ''],
    ['a number', 42, '42\n'],
  ];
  for (const [what, payload, expected] of cases) {
    it(what, () => assert.equal(text(payload), expected));
  }

  it('keeps bytes that are not text', () => {
    assert.deepEqual([...encodePayload(Buffer.of(0xff, 0, 0xfe))], [0xff, 0, 0xfe, 10]);
  });

  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const refused: readonly [string, unknown][] = [
    ['no payload', undefined],
    ['null', null],
    ['what contains itself', circular],
    ['what contains itself in an array', [circular]],
    ['a BigInt', { n: 1n }],
    ['a function', () => 1],
  ];
  for (const [what, payload] of refused) {
    it(`is rejected if it is ${what}, without repeating it`, () => {
      assert.throws(
        () => encodePayload(payload),
        (error) => error instanceof FileError && error.code === 'FILE_PAYLOAD',
      );
    });
  }
});
