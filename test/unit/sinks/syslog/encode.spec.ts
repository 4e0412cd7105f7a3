import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createEncoder, FRAMES } from '../../../../nodes/lib/sinks/syslog/encode';
import { SyslogError } from '../../../../nodes/lib/sinks/syslog/errors';
import { escapeControlChars, splitPayload } from '../../../../nodes/lib/sinks/syslog/split-payload';
import { truncate } from '../../../../nodes/lib/sinks/syslog/truncate';
import { createHeaderFormatter, hasHeader, priority } from '../../../../nodes/lib/util/syslog/header';
import { readFrames } from './support/receivers';

const NOW = Date.UTC(2025, 10, 20, 10, 3, 32, 345);
const settings = {
  facility: 'local0',
  severity: 'info',
  hostname: 'here',
  appName: 'mimecast',
  procId: '42',
  maxBytes: 65_536,
  tooLong: 'truncate',
} as const;
const encode = createEncoder(settings);
const texts = (payload: unknown, type?: string): string[] =>
  encode(payload, { type }, NOW).messages.map((message) => message.toString('utf8'));
const HEAD = '<134>1 2025-11-20T10:03:32.345Z here mimecast 42';

/** RFC 5424, 6, with the lengths of each field, and no control character except a tab. */
const RFC5424 =
  /^<(\d|[1-9]\d|1[0-8]\d|19[01])>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) [\x21-\x7e]{1,255} [\x21-\x7e]{1,48} [\x21-\x7e]{1,128} [\x21-\x7e]{1,32} - (\t|\P{Cc})*$/su;

describe('A syslog message', () => {
  describe('header', () => {
    for (const [facility, severity, expected] of [
      ['kern', 'emerg', 0],
      ['user', 'notice', 13],
      ['local0', 'info', 134],
      ['local7', 'debug', 191],
    ] as const) {
      it(`has the priority ${expected} for ${facility}.${severity}`, () => {
        assert.equal(priority(facility, severity), expected);
      });
    }

    it("has the record's time, if there is one", () => {
      const record = { timestamp: 1763625600000, type: 'receipt' };
      assert.deepEqual(texts(record), [
        `<134>1 2025-11-20T08:00:00.000Z here mimecast 42 receipt - ${JSON.stringify(record)}`,
      ]);
    });

    it('accepts a time as text', () => {
      assert.match(texts({ timestamp: '1763625600000' })[0] ?? '', /^<134>1 2025-11-20T08:00:00\.000Z /);
    });

    for (const timestamp of ['yesterday', null, true, {}, undefined]) {
      it(`has the present time for ${JSON.stringify(timestamp)}`, () => {
        assert.ok(texts({ timestamp })[0]?.startsWith(`${HEAD} - - {`));
      });
    }

    for (const timestamp of [-1, 1e18]) {
      it(`has no time where the record's does not exist in the calendar: ${timestamp}`, () => {
        assert.ok(texts({ timestamp })[0]?.startsWith('<134>1 - here mimecast 42 - - {'));
      });
    }

    it('has the type of the message, before that of the record', () => {
      assert.equal(texts('x', 'url protect')[0], `${HEAD} url-protect - x`);
      assert.equal(texts({ type: 'b' }, 'a')[0], `${HEAD} a - {"type":"b"}`);
    });

    it('follows the standard, whatever its fields are', () => {
      const any = fc.string({ unit: 'binary' });
      fc.assert(
        fc.property(any, any, any, any, fc.integer(), any, (hostname, appName, procId, msgId, time, body) => {
          const header = createHeaderFormatter({ ...settings, hostname, appName, procId })(time, msgId);
          assert.match(header + escapeControlChars(body), RFC5424);
        }),
      );
    });
  });

  describe('with a header of its own', () => {
    for (const text of [
      '<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - failed for lonvick',
      '<34>Oct 11 22:14:15 mymachine su: failed for lonvick',
      '<0>x',
      '<191>CEF:0|Mimecast|…',
    ]) {
      it(`is sent unchanged: ${text.slice(0, 20)}`, () => {
        assert.equal(hasHeader(text), true);
        assert.deepEqual(texts(text), [text]);
        assert.deepEqual(texts([text, text]), [text, text]);
      });
    }

    for (const text of ['<192>x', '<034>x', '<>x', '<34>', '<a>x', ' <34>x', '<1234>x', '<-1>x', '34>x']) {
      it(`is detected exactly: ${text}`, () => {
        assert.equal(hasHeader(text), false);
        assert.equal(texts(text)[0], `${HEAD} - - ${text}`);
      });
    }

    it('cannot add a second line with it', () => {
      assert.deepEqual(texts('<13>one\n<0>1 - - - - - two'), ['<13>one\\n<0>1 - - - - - two']);
    });
  });

  describe('of a payload', () => {
    const bodies = (payload: unknown): string[] => splitPayload(payload).map(({ text }) => text);
    const cases: readonly [string, unknown, readonly string[]][] = [
      ['a text', 'hello', ['hello']],
      ['a text with a line feed at its end', 'hello\r\n', ['hello']],
      ['an empty text', ' \n', []],
      ['a text of several lines', 'one\ntwo', ['one\\ntwo']],
      ['lines of JSON', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
      ['lines of JSON with empty ones and CR LF', '{"a":1}\r\n\r\n{"b":2}', ['{"a":1}', '{"b":2}']],
      ['lines of which one is not JSON', '{"a":1}\n<0>1 forged', ['{"a":1}\\n<0>1 forged']],
      ['lines of which one is no object', '{"a":1}\n[2]', ['{"a":1}\\n[2]']],
      ['JSON over several lines', '{\n  "a": "x",\r\n  "b": 2\n}\n', ['{   "a": "x",   "b": 2 }']],
      ['a buffer', Buffer.from('grün'), ['grün']],
      ['a buffer that is no UTF-8', Buffer.from([0x61, 0xff]), ['a\ufffd']],
      ['an object', { a: 'x\ny' }, ['{"a":"x\\ny"}']],
      [
        'an array',
        [{ a: 1 }, 'two\nlines', Buffer.from('three'), 4, null],
        ['{"a":1}', 'two\\nlines', 'three', '4', 'null'],
      ],
      ['an array with lines of JSON in one element', ['{"a":1}\n{"b":2}'], ['{"a":1}\\n{"b":2}']],
      ['an empty array', [], []],
      ['a number', 7, ['7']],
      ['false', false, ['false']],
    ];
    for (const [what, payload, expected] of cases) {
      it(`is read from ${what}`, () => assert.deepEqual(bodies(payload), expected));
    }

    it('keeps the spelling of a number', () => {
      assert.deepEqual(bodies('{"n":12345678901234567890}'), ['{"n":12345678901234567890}']);
    });

    const ring: { self?: object } = {};
    ring.self = ring;
    for (const [what, payload] of [
      ['nothing', undefined],
      ['null', null],
      ['a ring', ring],
      ['a BigInt', 1n],
      ['a function', () => 0],
      ['an array with undefined in it', [undefined]],
    ] as const) {
      it(`cannot be made from ${what}`, () => {
        assert.throws(
          () => splitPayload(payload),
          (error) => error instanceof SyslogError && error.code === 'SYSLOG_PAYLOAD',
        );
      });
    }
  });

  describe('is one line', () => {
    for (const [raw, expected] of [
      ['plain', 'plain'],
      ['a\tb', 'a\tb'],
      ['a\r\nb', 'a\\r\\nb'],
      ['a\0b', 'a\\u0000b'],
      ['\x1b[31m', '\\u001b[31m'],
      ['\x7f\x85', '\\u007f\\u0085'],
    ] as const) {
      it(JSON.stringify(raw), () => assert.equal(escapeControlChars(raw), expected));
    }

    it('and one frame, with either framing, whatever the records are', () => {
      const record = fc.oneof(
        fc.string({ unit: 'binary' }).filter((text) => text.trim() !== ''),
        fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })),
      );
      fc.assert(
        fc.property(fc.array(record), (records) => {
          const { messages } = encode(records, { type: 'x' }, NOW);
          assert.equal(messages.length, records.length);
          const stream = (framing: keyof typeof FRAMES): Buffer =>
            Buffer.concat(messages.flatMap(FRAMES[framing]));
          const expected = messages.map((message) => message.toString('utf8'));
          assert.deepEqual(readFrames(stream('octet-counting')), expected);
          assert.deepEqual(stream('newline').toString('utf8').split('\n').slice(0, -1), expected);
        }),
      );
    });

    it('with equal JSON content', () => {
      fc.assert(
        fc.property(fc.json(), fc.constantFrom(undefined, 2, '\t', '\r'), (json, indent) => {
          const value: unknown = JSON.parse(json);
          if (typeof value !== 'object' || value === null) return;
          const [one] = splitPayload([JSON.stringify(value, null, indent)]);
          assert.deepEqual(JSON.parse(one?.text ?? ''), value);
        }),
      );
    });

    it('in valid UTF-8: half a surrogate is replaced', () => {
      assert.equal(texts('a\ud800b')[0], `${HEAD} - - a\ufffdb`);
    });
  });

  describe('that is too long', () => {
    for (const [text, max, expected] of [
      ['abcdef', 6, 'abcdef'],
      ['abcdef', 5, 'abcde'],
      ['abcé', 4, 'abc'],
      ['ab€', 4, 'ab'],
      ['a😀', 4, 'a'],
      ['😀😀', 7, '😀'],
    ] as const) {
      it(`is cut between characters: ${text} to ${max} octets`, () => {
        assert.equal(truncate(Buffer.from(text), max).toString('utf8'), expected);
      });
    }

    it('keeps the beginning, and every character that fits', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 40 }), (text, max) => {
          const cut = truncate(Buffer.from(text), max);
          assert.ok(cut.length <= max);
          assert.ok(text.startsWith(cut.toString('utf8')));
          assert.ok(cut.length === Buffer.byteLength(text) || cut.length > max - 4);
        }),
      );
    });

    it('is counted', () => {
      const short = createEncoder({ ...settings, maxBytes: 480 });
      const { messages, cut } = short(['x'.repeat(500), 'y', 'é'.repeat(300)], {}, NOW);
      assert.equal(cut, 2);
      assert.deepEqual(
        messages.map(({ length }) => length <= 480),
        [true, true, true],
      );
    });
  });
});
