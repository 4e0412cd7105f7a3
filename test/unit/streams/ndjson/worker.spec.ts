import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { gunzipIfNeeded } from '../../../../nodes/lib/streams/ndjson/gunzip';
import { type RecordChunk, readRecords } from '../../../../nodes/lib/streams/ndjson/parse-records';
import { QuarantinedLines } from '../../../../nodes/lib/streams/ndjson/quarantine';
import { PartialLineError } from '../../../../nodes/lib/streams/ndjson/split-lines';
import { ReaderWorker, readInWorker } from '../../../../nodes/lib/streams/ndjson/worker/client';
import { blocks, collect, failingAfter } from '../../../doubles/blocks';

const THREAD = join(__dirname, '../../../../nodes/lib/streams/ndjson/worker/worker.ts');
const ROOMY = { chunk: 1000, chunkBytes: 1_000_000 };

const startThread = (): Worker => new Worker(THREAD, { execArgv: ['--require', 'tsx/cjs'] });

interface Read {
  readonly chunks: unknown;
  readonly error: unknown;
  readonly bad: unknown;
}

function seen({ all, error }: { all: RecordChunk[]; error: unknown }, bad: QuarantinedLines): Read {
  const torn = error instanceof PartialLineError;
  return {
    chunks: all.map(({ records, line, newest }) => ({
      ...{ line, newest, texts: records.map(({ text }) => text), values: records.map(({ value }) => value) },
    })),
    error: torn ? { torn: error.text, cause: detailsOf(error.cause) } : detailsOf(error),
    bad: { count: bad.count, samples: bad.samples },
  };
}

function detailsOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return { message: error.message, code: 'code' in error ? error.code : undefined };
}

describe('readInWorker', () => {
  let ended: Promise<unknown> = Promise.resolve();
  const thread = new ReaderWorker(() => {
    const worker = startThread();
    ended = new Promise((resolve) => worker.once('exit', resolve));
    return worker;
  }, 50);

  const many = Array.from({ length: 2500 }, (_, n) => `{"n":${n},"timestamp":${1.7e12 + n},"s":"é€😀"}`);
  const large = gzipSync(many.join('\n'));
  const cases: Readonly<Record<string, () => AsyncIterable<Uint8Array>>> = {
    'a file in blocks of any size': () => blocks(large, 777),
    'a plain file': () => blocks(Buffer.from('{"a":1}\n{"a":2}')),
    'a file in a file': () => blocks(gzipSync(large), 5000),
    'byte order mark, CRLF, blank and bad lines': () =>
      blocks(gzipSync('\uFEFF{"a":1}\r\n\r\nbad\r\n  \r\n{"a":2}\r\n[1]\n')),
    'nothing but bad lines': () => blocks(gzipSync('x\n'.repeat(20))),
    'an empty file': () => blocks(Buffer.alloc(0)),
    'a file that ends early': () => blocks(large.subarray(0, large.length - 900), 1000),
    'a file that is corrupt': () =>
      blocks(Buffer.concat([large.subarray(0, 9000), Buffer.alloc(3000, 0xff)]), 1000),
    'a download that breaks in a line': () =>
      failingAfter(gzipSync(`${many[0]}\n{"half`), new Error('reset')),
    'a download that breaks between lines': () => failingAfter(Buffer.from('{"a":1}\n'), new Error('reset')),
  };

  // tsx compiles what the worker imports.
  before(async function () {
    this.timeout(120_000);
    await collect(readInWorker(blocks(Buffer.from('{}')), ROOMY, 0, new QuarantinedLines(), thread));
  });

  after(async () => {
    await ended;
    assert.equal(thread.running, false, 'ends by itself when nobody needs it');
    assert.equal(thread.usable, true);
  });

  for (const [name, source] of Object.entries(cases)) {
    it(`reads ${name} exactly as without a worker`, async () => {
      for (const { limits, skip } of [
        { limits: ROOMY, skip: 0 },
        { limits: { chunk: 300, chunkBytes: 10_000 }, skip: 2 },
      ]) {
        const [here, apart] = [new QuarantinedLines(), new QuarantinedLines()];
        const expected = await collect(readRecords(gunzipIfNeeded(source()), limits, skip, here));
        const found = await collect(readInWorker(source(), limits, skip, apart, thread));
        assert.deepEqual(seen(found, apart), seen(expected, here));
      }
    });
  }

  it('counts a bad line once, however often the file is read', async () => {
    const bad = new QuarantinedLines();
    const text = Buffer.from('{"a":1}\nbad\n{"a":2}\nworse\n');
    for (const skip of [0, 1, 3]) await collect(readInWorker(blocks(text), ROOMY, skip, bad, thread));
    assert.deepEqual([bad.count, bad.samples.map(({ line }) => line)], [2, [2, 4]]);
  });

  it('returns the lines of a chunk contiguously', async () => {
    const { all } = await collect(readInWorker(blocks(large), ROOMY, 0, new QuarantinedLines(), thread));
    for (const { records } of all) {
      assert.equal(records[0]?.page?.count, records.length);
      assert.equal(records[0]?.page?.text, records.map(({ text }) => text).join('\n'));
    }
  });

  it('computes the digests that become ids, where they will be needed', async () => {
    const { all } = await collect(readInWorker(blocks(large), ROOMY, 0, new QuarantinedLines(), thread));
    for (const { text, digest } of all.flatMap(({ records }) => records))
      assert.equal(digest, hash('sha256', text, 'hex').slice(0, 32));
    const limits = { ...ROOMY, values: false };
    const { all: texts } = await collect(
      readInWorker(blocks(large), limits, 0, new QuarantinedLines(), thread),
    );
    assert.ok(texts.every(({ records }) => records.every(({ digest }) => digest === undefined)));
  });

  it('parses a record as often as asked, whatever was done to earlier results', async () => {
    const { all } = await collect(
      readInWorker(blocks(Buffer.from('{"a":1}')), ROOMY, 0, new QuarantinedLines(), thread),
    );
    const [record] = all[0]?.records ?? [];
    const first = record?.takeValue?.();
    assert.deepEqual(first, { a: 1 });
    Object.assign(first ?? {}, { a: 2 });
    assert.deepEqual([record?.value, record?.takeValue?.()], [{ a: 1 }, { a: 1 }]);
  });

  it('fetches no more of a file than it has credits for', async () => {
    let fetched = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; fetched < 10_000; fetched += 1) yield Buffer.from(`${many[0]}\n`.repeat(100));
    }
    const chunks = readInWorker(
      endless(),
      { chunk: 100, chunkBytes: 1_000_000 },
      0,
      new QuarantinedLines(),
      thread,
    );
    await chunks.next();
    await pause(200);
    assert.ok(fetched < 20, `${fetched} blocks`);
    await chunks.return(undefined);
  });

  it('continues with other files when the reader of one stops', async () => {
    const left = readInWorker(
      blocks(large, 500),
      { chunk: 10, chunkBytes: 1000 },
      0,
      new QuarantinedLines(),
      thread,
    );
    await left.next();
    await left.return(undefined);
    const { all, error } = await collect(
      readInWorker(blocks(large), ROOMY, 0, new QuarantinedLines(), thread),
    );
    assert.equal(error, undefined);
    assert.equal(all.flatMap(({ records }) => records).length, many.length);
  });
});

describe('ReaderWorker', () => {
  it('rejects pending jobs when it dies, and is not used again', async () => {
    const thread = new ReaderWorker(() => new Worker('process.exit(3)', { eval: true }));
    const reading = collect(
      readInWorker(blocks(Buffer.from('{}')), ROOMY, 0, new QuarantinedLines(), thread),
    );
    assert.match(String((await reading).error), /exit code 3/);
    assert.deepEqual([thread.usable, thread.running], [false, false]);
  });

  it('starts on first use only', () => {
    const thread = new ReaderWorker(() => assert.fail('started'));
    assert.deepEqual([thread.usable, thread.running], [true, false]);
  });
});
