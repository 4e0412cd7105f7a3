import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { gunzipIfNeeded } from '../../../../nodes/lib/streams/ndjson/gunzip';
import { type RecordChunk, readRecords } from '../../../../nodes/lib/streams/ndjson/parse-records';
import { QuarantinedLines } from '../../../../nodes/lib/streams/ndjson/quarantine';
import { PartialLineError } from '../../../../nodes/lib/streams/ndjson/split-lines';
import { blocks, collect, failingAfter } from '../../../doubles/blocks';

const ROOMY = { chunk: 1000, chunkBytes: 1_000_000 };

async function read(
  text: string,
  { limits = ROOMY, skip = 0, bad = new QuarantinedLines() } = {},
): Promise<{ chunks: RecordChunk[]; texts: string[]; bad: QuarantinedLines }> {
  const { all, error } = await collect(readRecords(blocks(Buffer.from(text)), limits, skip, bad));
  assert.equal(error, undefined);
  return { chunks: all, texts: all.flatMap(({ records }) => records.map((record) => record.text)), bad };
}

describe('readRecords', () => {
  it('yields each line as raw text, with its parsed value', async () => {
    const odd = '{ "b" : 1.0, "a":"\\u00e9",   "n":null}';
    const { chunks } = await read(`${odd}\n`);
    assert.deepEqual(
      chunks[0]?.records.map(({ text, value }) => ({ text, value })),
      [{ text: odd, value: { b: 1, a: 'é', n: null } }],
    );
  });

  it('makes chunks of a number of records', async () => {
    const { chunks } = await read('{"a":1}\n{"a":2}\n{"a":3}\n{"a":4}\n{"a":5}', {
      limits: { chunk: 2, chunkBytes: 1_000_000 },
    });
    assert.deepEqual(
      chunks.map(({ records, line }) => [records.length, line]),
      [
        [2, 2],
        [2, 4],
        [1, 5],
      ],
    );
  });

  it('makes chunks of a number of bytes, as UTF-8 and with the newline', async () => {
    const line = '{"a":"€"}';
    const size = Buffer.byteLength(line) + 1;
    const exact = await read(`${line}\n${line}\n${line}`, { limits: { chunk: 100, chunkBytes: 2 * size } });
    assert.deepEqual(
      exact.chunks.map(({ records }) => records.length),
      [2, 1],
    );
    const short = await read(`${line}\n${line}\n${line}`, {
      limits: { chunk: 100, chunkBytes: 2 * size - 1 },
    });
    assert.deepEqual(
      short.chunks.map(({ records }) => records.length),
      [1, 1, 1],
    );
  });

  it('gives a record that is larger than a chunk its own chunk', async () => {
    const large = JSON.stringify({ a: 'x'.repeat(500) });
    const { chunks } = await read(`{"a":1}\n${large}\n{"a":2}`, { limits: { chunk: 100, chunkBytes: 50 } });
    assert.deepEqual(
      chunks.map(({ records }) => records.length),
      [1, 1, 1],
    );
    assert.equal(chunks[1]?.records[0]?.text, large);
  });

  it('continues behind the lines that were delivered before, counting raw lines', async () => {
    const text = '{"a":1}\n\nbad\n{"a":2}\n{"a":3}\n';
    const whole = await read(text, { limits: { chunk: 1, chunkBytes: 1000 } });
    for (const { line, records } of whole.chunks) {
      const before = whole.texts.slice(0, whole.texts.indexOf(records[0]?.text ?? '') + 1);
      const rest = await read(text, { skip: line });
      assert.deepEqual([...before, ...rest.texts], whole.texts, `resumed at line ${line}`);
    }
  });

  it('quarantines a line that is not a JSON object, with number and text, and reads on', async () => {
    const { texts, bad } = await read('{"a":1}\n{"type":"MTA","data":\nnull\n[1]\n42\n"s"\n{"a":2}');
    assert.deepEqual(texts, ['{"a":1}', '{"a":2}']);
    assert.equal(bad.count, 5);
    assert.deepEqual(bad.samples[0], { line: 2, text: '{"type":"MTA","data":' });
    assert.deepEqual(
      bad.samples.map(({ line }) => line),
      [2, 3, 4, 5, 6],
    );
  });

  it('keeps five samples of at most 2 KB, cut between characters', async () => {
    const { bad } = await read(Array.from({ length: 8 }, () => `x${'€'.repeat(2000)}`).join('\n'));
    assert.equal(bad.count, 8);
    assert.equal(bad.samples.length, 5);
    for (const { text } of bad.samples) {
      assert.ok(Buffer.byteLength(text) <= 2048);
      assert.match(text, /^x€+$/);
    }
  });

  it('counts a bad line once, however often the file is read', async () => {
    const text = '{"a":1}\nbad\n{"a":2}\nworse\n';
    const bad = new QuarantinedLines();
    await read('{"a":1}\nbad\n', { bad });
    await read(text, { bad, skip: 1 });
    await read(text, { bad, skip: 3 });
    assert.deepEqual([bad.count, bad.samples.map(({ line }) => line)], [2, [2, 4]]);
  });

  it('quarantines a line that is too long for the memory limit, however well it was compressed', async () => {
    const long = `{"a":"${'x'.repeat(9 * 1024 * 1024)}"}`;
    const packed = gzipSync(`{"a":1}\n${long}\n{"b":1}\n`);
    assert.ok(packed.length < 16_000, 'one block of a download');
    const bad = new QuarantinedLines();
    const { all } = await collect(readRecords(gunzipIfNeeded(blocks(packed)), ROOMY, 0, bad));
    assert.deepEqual(
      all.flatMap(({ records }) => records.map(({ text }) => text.slice(0, 20))),
      ['{"a":1}', '{"b":1}'],
    );
    assert.deepEqual([bad.count, bad.samples[0]?.line], [1, 2]);
  });

  it('handles blank lines, a byte order mark and CRLF', async () => {
    const { texts, bad } = await read('\uFEFF{"a":1}\r\n\r\n   \r\n{"a":2}\r\n');
    assert.deepEqual([texts, bad.count], [['{"a":1}', '{"a":2}'], 0]);
  });

  it('yields the good lines before a break, and then the break', async () => {
    const bad = new QuarantinedLines();
    const { all, error } = await collect(
      readRecords(failingAfter(Buffer.from('{"a":1}\n{"a":2}\n{"a'), new Error('reset')), ROOMY, 0, bad),
    );
    assert.deepEqual(
      all.map(({ records, line }) => [records.length, line]),
      [[2, 2]],
    );
    assert.ok(error instanceof PartialLineError);
    assert.equal(bad.count, 0, 'a torn line may be whole the next time');
  });

  it('finds the newest event time, in milliseconds, from milliseconds or seconds', async () => {
    const { chunks } = await read(
      '{"timestamp":1700000000000}\n{"timestamp":1700000001}\n{"timestamp":"x"}\n{"timestamp":null}',
    );
    assert.equal(chunks[0]?.newest, 1_700_000_001_000);
    assert.equal((await read('{"a":1}')).chunks[0]?.newest, 0);
  });

  it('yields nothing for a file without records', async () => {
    assert.deepEqual((await read('\n\nbad\n')).chunks, []);
  });
});
