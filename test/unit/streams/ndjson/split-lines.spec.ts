import assert from 'node:assert/strict';
import { PartialLineError, splitLines } from '../../../../nodes/lib/streams/ndjson/split-lines';
import { blocks, collect, failingAfter } from '../../../doubles/blocks';

const LINES = ['plain', 'é€😀 multi', '', '{"z":"ÿ"}', 'last'];

const texts = (all: readonly (readonly Buffer[])[]): string[] => all.flat().map((line) => line.toString());

async function lines(source: AsyncIterable<Uint8Array>, max?: number): Promise<string[]> {
  const { all, error } = await collect(splitLines(source, max));
  assert.equal(error, undefined);
  return texts(all);
}

describe('splitLines', () => {
  for (const [name, newline] of [
    ['\\n', '\n'],
    ['\\r\\n', '\r\n'],
  ] as const) {
    const bytes = Buffer.from(LINES.join(newline));
    it(`finds the same lines wherever the blocks are cut (${name})`, async () => {
      for (let cut = 0; cut <= bytes.length; cut += 1) {
        async function* halves(): AsyncGenerator<Uint8Array> {
          yield bytes.subarray(0, cut);
          yield bytes.subarray(cut);
        }
        assert.deepEqual(await lines(halves()), LINES, `cut at ${cut}`);
      }
    });
    it(`finds the same lines in blocks of any size (${name})`, async () => {
      for (let size = 1; size <= bytes.length; size += 1)
        assert.deepEqual(await lines(blocks(bytes, size)), LINES, `blocks of ${size}`);
    });
  }

  it('needs no newline at the end, and makes no extra line for one', async () => {
    assert.deepEqual(await lines(blocks(Buffer.from('a\nb'))), ['a', 'b']);
    assert.deepEqual(await lines(blocks(Buffer.from('a\nb\n'))), ['a', 'b']);
    assert.deepEqual(await lines(blocks(Buffer.alloc(0))), []);
  });

  it('strips all carriage returns at the end of a line', async () => {
    assert.deepEqual(await lines(blocks(Buffer.from('{"a":1}\r\r\n\r\n{}\r'))), ['{"a":1}', '', '{}']);
  });

  it('replaces an oversized line by its beginning, and finds the lines behind it', async () => {
    const long = `{"x":"${'y'.repeat(5000)}"}`;
    const text = Buffer.from(`a\n${long}\nb\nc`);
    for (const size of [1, 7, 100]) {
      const [a, marked, b, c, ...none] = await lines(blocks(text, size), 300);
      assert.deepEqual([a, b, c, none], ['a', 'b', 'c', []], `blocks of ${size}`);
      assert.throws(() => JSON.parse(marked ?? ''), 'it must end in quarantine');
      assert.ok((marked ?? '').includes('{"x":"yyy'));
      assert.ok((marked ?? '').length < 2100);
    }
  });

  it('marks an oversized line at the end of a file too', async () => {
    const all = await lines(blocks(Buffer.from(`a\n${'y'.repeat(500)}`), 50), 100);
    assert.equal(all.length, 2);
    assert.match(all[1] ?? '', /overlong/);
  });

  it('reports the rest of a line as a partial line when the file breaks off', async () => {
    const broken = new Error('reset');
    const { all, error } = await collect(splitLines(failingAfter(Buffer.from('a\nb\n{"half'), broken)));
    assert.deepEqual(texts(all), ['a', 'b']);
    assert.ok(error instanceof PartialLineError);
    assert.equal(error.text, '{"half');
    assert.equal(error.cause, broken);
  });

  it('passes the error on unchanged when the file breaks off between lines', async () => {
    const broken = new Error('reset');
    const { all, error } = await collect(splitLines(failingAfter(Buffer.from('a\n'), broken)));
    assert.deepEqual([texts(all), error], [['a'], broken]);
  });
});
