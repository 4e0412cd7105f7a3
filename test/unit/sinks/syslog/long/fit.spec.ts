import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createFit } from '../../../../../nodes/lib/sinks/syslog/long/fit';
import { storedSize } from '../../../../../nodes/lib/sinks/syslog/long/stored-size';
import { parseCef } from '../../../formats/wire-readers/cef';
import { joinParts } from '../support/parts';

const HEAD = '<134>1 2025-11-20T08:00:00.000Z here mimecast 42 receipt ';
const ID = 'eNo1 "\\]=|%😀';

const fitted = (
  tooLong: 'split' | 'cut' | 'refuse' | 'truncate',
  message: string,
  maxBytes = 600,
  id = ID,
) => {
  const result = createFit({ tooLong, maxBytes })(message, id);
  return result.kind === 'refused' ? result : { kind: result.kind, lines: result.messages.map(String) };
};

const linesOf = (result: ReturnType<typeof fitted>): readonly string[] => {
  if (!('lines' in result)) throw new Error(result.reason);
  return result.lines;
};

const anyText = fc
  .array(fc.constantFrom('é', 'x', '😀', '\t', '"', ']', '\\', ' ', '=', '|', '漢'), {
    minLength: 1,
    maxLength: 3000,
  })
  .map((pieces) => pieces.join(''));
const anyHead = fc.constantFrom(
  `${HEAD}- `,
  `${HEAD}[a@1 b="\\]"] `,
  '<34>',
  '<34>Oct 11 22:14:15 here su: ',
);

describe('A syslog message that is too long', () => {
  it('is whole up to the limit, and handled from one octet more on', () => {
    const of = (size: number): string => `${HEAD}- `.padEnd(size, 'x');
    for (const tooLong of ['split', 'cut', 'refuse', 'truncate'] as const) {
      assert.deepEqual(fitted(tooLong, of(600)), { kind: 'whole', lines: [of(600)] });
      assert.notEqual(fitted(tooLong, of(601)).kind, 'whole');
    }
  });

  it('counts a tab as rsyslog stores it, but not in flows from before the choice existed', () => {
    const message = `${HEAD}- `.padEnd(500, '\t');
    assert.ok(storedSize(Buffer.from(message)) > 600);
    assert.equal(fitted('split', message).kind, 'split');
    assert.equal(fitted('truncate', message).kind, 'whole');
  });

  it('is split into parts that fit, and are the message when they are joined, whatever it is', () => {
    fc.assert(
      fc.property(anyHead, anyText, fc.string({ unit: 'binary' }), (head, text, id) => {
        const message = (head + text).toWellFormed();
        const lines = linesOf(fitted('split', message, 600, id));
        for (const line of lines) assert.ok(storedSize(Buffer.from(line)) <= 600, line);
        assert.deepEqual(joinParts(lines), [message]);
      }),
      { numRuns: 40 },
    );
  });

  it('is split with its structured data in every part, or in the text where that has no room', () => {
    const small = `${HEAD}[a@1 b="c"] ${'x'.repeat(2000)}`;
    for (const line of linesOf(fitted('split', small, 1000)))
      assert.ok(line.startsWith(`${HEAD}[a@1 b="c"][mimecastPart@32473 id=`), line);
    const large = `${HEAD}[a@1 b="${'c'.repeat(900)}"] x`;
    const lines = linesOf(fitted('split', large));
    assert.ok(lines.every((line) => line.includes(' with="structured-data"] ')));
    assert.deepEqual(joinParts(lines), [large]);
  });

  it('keeps the parts of two records with one id apart', () => {
    const [one, two] = ['x', 'y'].map((letter) => `${HEAD}- ${letter.repeat(900)}`);
    assert.ok(one !== undefined && two !== undefined);
    const [parts, others] = [linesOf(fitted('split', one)), linesOf(fitted('split', two))];
    const mixed = parts.flatMap((part, index) => [part, others[index] ?? '']);
    assert.deepEqual(joinParts(mixed), [one, two]);
  });

  it('has an id from its content where the record has none, and the same in a repetition', () => {
    const message = `${HEAD}- ${'x'.repeat(900)}`;
    const [first] = linesOf(fitted('split', message, 600, ''));
    const [again] = linesOf(fitted('split', message, 600, 'i'.repeat(1000)));
    assert.match(first ?? '', / \[mimecastPart@32473 id="[0-9a-f]{32}" part="1" of="3" /);
    assert.equal(again, first);
  });

  it('is cut in its text only, between characters, with its size and id, whatever it is', () => {
    fc.assert(
      fc.property(anyHead, anyText, (head, text) => {
        const message = head + text;
        const octets = Buffer.from(message);
        if (storedSize(octets) <= 600) return;
        const [line = '', ...more] = linesOf(fitted('cut', message));
        assert.deepEqual(more, []);
        const mark = ` [cut: ${octets.length} octets, id eNo1%20%22%5C%5D%3D%7C%25%F0%9F%98%80]`;
        assert.ok(line.endsWith(mark), line.slice(-90));
        const kept = line.slice(0, -mark.length);
        assert.ok(kept.startsWith(head) && message.startsWith(kept));
        assert.ok(storedSize(Buffer.from(line)) <= 600);
        assert.ok(!kept.includes('\ufffd'));
      }),
    );
  });

  it('stays valid CEF when it is cut, wherever the end falls', () => {
    const subject = 'a\\=b\\\\c\\nd'.repeat(100);
    for (let room = 480; room < 520; room += 1) {
      const message = `${HEAD}- CEF:0|Mimecast|Email|2.0|siem.receipt|Message accepted|1|suser=bob msg=${subject}`;
      const [line = ''] = linesOf(fitted('cut', message, room, 'abc'));
      const { values } = parseCef(line.slice(`${HEAD}- `.length));
      assert.equal(values.get('suser'), 'bob');
      assert.match(values.get('msg') ?? '', / \[cut: \d+ octets, id abc\]$/);
    }
  });

  for (const [head, separator] of [
    ['LEEF:1.0|Mimecast|Email|1|receipt|', '\t'],
    ['LEEF:2.0|Mimecast|Email|1|receipt|^|', '^'],
    ['LEEF:2.0|Mimecast|Email|1|receipt|x09|', '\t'],
  ] as const) {
    it(`stays valid LEEF when it is cut, wherever the end falls: ${head}`, () => {
      const fields = Array.from({ length: 200 }, (_, at) => `key${at}=value`).join(separator);
      for (let room = 480; room < 500; room += 1) {
        const [line = ''] = linesOf(fitted('cut', `${HEAD}- ${head}${fields}`, room, 'abc'));
        const pairs = line.slice(`${HEAD}- ${head}`.length).split(separator);
        for (const pair of pairs) assert.match(pair, /^key\d+=/);
        assert.match(pairs.at(-1) ?? '', / \[cut: \d+ octets, id abc\]$/);
      }
    });
  }

  it('is cut without structured data that leaves no room', () => {
    const [line = ''] = linesOf(fitted('cut', `${HEAD}[a@1 b="${'c'.repeat(900)}"] ${'x'.repeat(900)}`));
    assert.ok(line.startsWith(`${HEAD}- xxx`));
  });

  for (const tooLong of ['split', 'cut'] as const) {
    it(`is refused where its header leaves no room: ${tooLong}`, () => {
      const head = `<134>1 2025-11-20T08:00:00.000Z ${'h'.repeat(250)} ${'a'.repeat(48)} ${'p'.repeat(128)} receipt - `;
      assert.deepEqual(fitted(tooLong, head + 'x'.repeat(900), 480), {
        kind: 'refused',
        reason: 'its header leaves no room for text within the limit',
      });
    });
  }

  it('is refused where its cut would end in the header of CEF', () => {
    assert.equal(fitted('cut', `${HEAD}- CEF:0|${'v'.repeat(900)}|b|c|d|e|f|x=1`).kind, 'refused');
  });

  it('is refused with its size, if that is chosen', () => {
    assert.deepEqual(fitted('refuse', `${HEAD}- `.padEnd(700, 'x')), {
      kind: 'refused',
      reason: 'it has 700 octets, and at most 600 are allowed',
    });
  });
});
