import assert from 'node:assert/strict';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { gunzipIfNeeded, ReusableBuffer } from '../../../../nodes/lib/streams/ndjson/gunzip';
import { blocks, collectBytes, failingAfter } from '../../../doubles/blocks';

/** Compresses badly, so that a cut in the middle leaves data on both sides. */
const TEXT = Array.from({ length: 2000 }, (_, i) =>
  JSON.stringify({ i, noise: Math.sin(i).toString(36), s: 'é€😀' }),
).join('\n');
const GZIP = gzipSync(TEXT);

async function unpacked(
  source: AsyncIterable<Uint8Array>,
  careful = false,
): Promise<{ text: string; error: unknown }> {
  const { all, error } = await collectBytes(gunzipIfNeeded(source, careful));
  return { text: Buffer.concat(all).toString('utf8'), error };
}

function corruptAt(byte: number): Buffer {
  const copy = Buffer.from(GZIP);
  const start = Math.floor(byte);
  for (let i = start; i < start + 20; i += 1) copy[i] = (copy[i] ?? 0) ^ 0xff;
  return copy;
}

/** The output of zlib when it is fed byte by byte until it fails. */
function recoverable(bytes: Buffer): number {
  let good = 0;
  for (let end = 64; end < bytes.length + 64; end += 64) {
    try {
      good = gunzipSync(bytes.subarray(0, end), { finishFlush: constants.Z_SYNC_FLUSH }).length;
    } catch {
      return good;
    }
  }
  return good;
}

describe('gunzipIfNeeded', () => {
  it('detects the format by the first bytes, not by headers: plain, gzip, and gzip in gzip give the same', async () => {
    for (const body of [Buffer.from(TEXT), GZIP, gzipSync(GZIP)]) {
      for (const size of [1000, body.length]) {
        assert.deepEqual(await unpacked(blocks(body, size)), { text: TEXT, error: undefined });
      }
    }
  });

  it('detects the format when the first block has one byte', async () => {
    assert.equal((await unpacked(blocks(gzipSync('{"a":1}'), 1))).text, '{"a":1}');
    assert.equal((await unpacked(blocks(Buffer.from('{"a":1}'), 1))).text, '{"a":1}');
  });

  it('treats an empty body and an empty gzip as an empty file', async () => {
    assert.deepEqual(await unpacked(blocks(Buffer.alloc(0))), { text: '', error: undefined });
    assert.deepEqual(await unpacked(blocks(gzipSync(''))), { text: '', error: undefined });
  });

  it('reads files that are concatenated gzip files', async () => {
    const joined = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
    for (const size of [1, 7, joined.length])
      assert.deepEqual(await unpacked(blocks(joined, size)), { text: 'one\ntwo\n', error: undefined });
  });

  it('ends at padding behind the data, instead of waiting for ever', async () => {
    const padded = Buffer.concat([GZIP, Buffer.alloc(5000)]);
    for (const size of [512, GZIP.length, padded.length])
      assert.deepEqual(await unpacked(blocks(padded, size)), { text: TEXT, error: undefined });
  });

  it('fails when the data is followed by neither padding nor gzip', async () => {
    const { error } = await unpacked(blocks(Buffer.concat([GZIP, Buffer.from('{"lost":1}')])));
    assert.ok(error instanceof Error);
  });

  it('returns all that zlib can recover of a file that ends early, and then fails', async () => {
    for (let cut = 3; cut < GZIP.length; cut += 997) {
      const part = GZIP.subarray(0, cut);
      const recovered = gunzipSync(part, { finishFlush: constants.Z_SYNC_FLUSH }).toString('utf8');
      for (const size of [part.length, 700]) {
        const { text, error } = await unpacked(blocks(part, size));
        assert.equal(text, recovered, `cut at ${cut}`);
        assert.match(String(error), /unexpected end of file/);
      }
    }
  });

  it('returns the data received before the connection broke, and passes the error on', async () => {
    const part = GZIP.subarray(0, GZIP.length / 2);
    const broken = new Error('connection reset');
    const { text, error } = await unpacked(failingAfter(part, broken));
    assert.equal(text, gunzipSync(part, { finishFlush: constants.Z_SYNC_FLUSH }).toString('utf8'));
    assert.equal(error, broken);
  });

  it('fails on corrupt data at any block size, instead of waiting for ever', async () => {
    for (const size of [64, 4096, GZIP.length]) {
      const { error } = await unpacked(blocks(corruptAt(GZIP.length / 2), size));
      assert.ok(error instanceof Error, `blocks of ${size}`);
    }
  });

  it('recovers all but a few bytes before the corrupt place when it runs in small steps', async () => {
    for (const where of [0.3, 0.6, 0.9]) {
      const corrupt = corruptAt(GZIP.length * where);
      const { text, error } = await unpacked(blocks(corrupt), true);
      assert.ok(error instanceof Error);
      const size = Buffer.byteLength(text);
      assert.ok(size >= recoverable(corrupt) - 1024, `only ${size} bytes at ${where}`);
      assert.ok(size > Buffer.byteLength(TEXT) * (where - 0.1));
    }
  });

  it('reports a wrong checksum only, with all of the text recovered in small steps', async () => {
    const wrong = Buffer.from(GZIP);
    wrong[wrong.length - 6] = (wrong[wrong.length - 6] ?? 0) ^ 0xff;
    const { text, error } = await unpacked(blocks(wrong), true);
    assert.match(String(error), /incorrect data check/);
    assert.ok(text.length > TEXT.length - 200);
  });

  it('releases the source when nobody reads on', async () => {
    let released = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield gzipSync('{"a":1}\n');
      } finally {
        released = true;
      }
    }
    for await (const _ of gunzipIfNeeded(endless())) break;
    assert.equal(released, true);
  });
});

const ALL = 10_000_000;

describe('ReusableBuffer', () => {
  it('returns all added data in one piece, and is empty after it was taken', () => {
    const scratch = new ReusableBuffer();
    for (const piece of ['a', 'bc', 'größe']) scratch.add(Buffer.from(piece));
    assert.deepEqual([...scratch.take(ALL)].map(String), ['abcgröße']);
    assert.deepEqual([...scratch.take(ALL)], []);
  });

  it('returns it in blocks of a given size', () => {
    const scratch = new ReusableBuffer();
    scratch.add(Buffer.from('abcdefgh'));
    assert.deepEqual([...scratch.take(3)].map(String), ['abc', 'def', 'gh']);
  });

  it('reuses its memory', () => {
    const scratch = new ReusableBuffer();
    scratch.add(Buffer.from('one'));
    const [first] = scratch.take(ALL);
    scratch.add(Buffer.from('two'));
    const [second] = scratch.take(ALL);
    assert.deepEqual([second?.buffer === first?.buffer, first?.toString()], [true, 'two']);
  });

  it('grows for larger data, and keeps its content', () => {
    const scratch = new ReusableBuffer();
    const [small, large] = [Buffer.alloc(200_000, 'a'), Buffer.alloc(900_000, 'b')];
    scratch.add(small);
    scratch.add(large);
    assert.ok(Buffer.concat([...scratch.take(ALL)]).equals(Buffer.concat([small, large])));
  });
});
