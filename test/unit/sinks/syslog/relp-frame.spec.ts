import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  encodeFrame,
  FrameParser,
  nextTxnr,
  type RelpFrame,
  RelpSyntaxError,
} from '../../../../nodes/lib/sinks/syslog/relp/frame';
import { growthOf } from '../../../fuzz/growth';

const encoded = (txnr: number, command: string, data?: string): Buffer =>
  Buffer.concat([...encodeFrame(txnr, command, data === undefined ? undefined : Buffer.from(data))]);

describe('A RELP frame', () => {
  for (const [txnr, command, data, expected] of [
    [1, 'open', 'commands=syslog', '1 open 15 commands=syslog\n'],
    [2, 'syslog', 'grün', '2 syslog 5 grün\n'],
    [3, 'close', undefined, '3 close 0\n'],
    [4, 'rsp', '', '4 rsp 0\n'],
  ] as const) {
    it(`is written as ${JSON.stringify(expected)}`, () => {
      assert.equal(encoded(txnr, command, data).toString('utf8'), expected);
    });
  }

  it('has a number that starts again at 1', () => {
    assert.deepEqual([0, 1, 999_999_998, 999_999_999].map(nextTxnr), [1, 2, 999_999_999, 1]);
  });

  it('is parsed however the octets are split', () => {
    const frame = fc.record(
      {
        txnr: fc.integer({ min: 0, max: 999_999_999 }),
        command: fc.constantFrom('rsp', 'serverclose', 'hint'),
        data: fc.uint8Array({ maxLength: 60 }).map((octets) => Buffer.from(octets)),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(
        fc.array(frame),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        (frames, sizes) => {
          const stream = Buffer.concat(
            frames.flatMap(({ txnr, command, data }) => [...encodeFrame(txnr, command, data)]),
          );
          const parser = new FrameParser();
          const found: RelpFrame[] = [];
          for (let at = 0, turn = 0; at < stream.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            found.push(...parser.push(stream.subarray(at, at + size)));
            at += size;
          }
          assert.deepEqual(found, frames);
        },
      ),
    );
  });

  it('is incomplete before its last octet', () => {
    const parser = new FrameParser();
    assert.deepEqual(parser.push(Buffer.from('1 rsp 6 200 OK')), []);
    assert.deepEqual(parser.push(Buffer.from('\n')), [
      { txnr: 1, command: 'rsp', data: Buffer.from('200 OK') },
    ]);
  });

  for (const text of [
    'HTTP/1.1 400 Bad Request\r\n',
    '220 mail.example ESMTP ready\r\n',
    '\n',
    'x'.repeat(60),
    '1 rsp x \n',
    '1 rsp -1 \n',
    '1234567890 rsp 0\n',
    '1 rsp 6\n200 OK',
    '1 rsp 6 200 OKx\n',
    '1 rsp 0 x\n',
    '1 rsp 999999999 x',
  ]) {
    it(`is not found in ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(() => new FrameParser().push(Buffer.from(text)), RelpSyntaxError);
    });
  }

  it('is never waited for beyond the length of a header', () => {
    const parser = new FrameParser();
    assert.throws(() => {
      for (let count = 0; count < 100; count += 1) parser.push(Buffer.from('1'));
    }, RelpSyntaxError);
  });

  it('is parsed from any octets or rejected, without another error', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }), (chunks) => {
        const parser = new FrameParser();
        try {
          for (const chunk of chunks) parser.push(Buffer.from(chunk));
        } catch (error) {
          assert.ok(error instanceof RelpSyntaxError);
        }
      }),
    );
  });
});

describe('A frame that arrives octet by octet', () => {
  it('takes time in proportion to its length', async () => {
    const problem = await growthOf((length) => {
      const octets = Buffer.concat([...encodeFrame(1, 'rsp', Buffer.alloc(length, 'x'))]);
      return () => {
        const parser = new FrameParser();
        let count = 0;
        for (let at = 0; at < octets.length; at += 1)
          count += parser.push(octets.subarray(at, at + 1)).length;
        assert.equal(count, 1);
      };
    }, 30_000);
    assert.equal(problem, undefined);
  });
});
