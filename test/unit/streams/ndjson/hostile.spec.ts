/** Files that nobody would write by accident: they cost little, and hold little. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { MAX_JSON_DEPTH } from '../../../../nodes/lib/contracts/json';
import { FILE_LIMITS, FileLimitError, isFileLimit } from '../../../../nodes/lib/streams/ndjson/file-limits';
import { gunzipIfNeeded } from '../../../../nodes/lib/streams/ndjson/gunzip';
import { readRecords } from '../../../../nodes/lib/streams/ndjson/parse-records';
import { QuarantinedLines } from '../../../../nodes/lib/streams/ndjson/quarantine';
import { blocks, collect, collectBytes } from '../../../doubles/blocks';

const ROOMY = { chunk: 1000, chunkBytes: 1_000_000 };
const MEGABYTE = 1024 * 1024;

/** Text that is repeated up to a size. */
const repeated = (text: string, bytes: number): Buffer => Buffer.alloc(bytes, text);

async function read(bytes: Buffer) {
  const bad = new QuarantinedLines();
  const { all, error } = await collect(readRecords(gunzipIfNeeded(blocks(bytes, 65_536)), ROOMY, 0, bad));
  const texts = all.flatMap(({ records }) => records.map(({ text }) => text));
  return { texts, error, bad, line: all.at(-1)?.line };
}

/** Runs `work`, and counts the turns of the event loop meanwhile. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isRunning = true;
  const count = (): void => {
    turns += 1;
    if (isRunning) setImmediate(count);
  };
  setImmediate(count);
  await work();
  isRunning = false;
  return turns;
}

/** Runs `work`, and counts the texts that are parsed meanwhile. */
async function parsedDuring(work: () => Promise<unknown>): Promise<number> {
  const { parse } = JSON;
  let parsed = 0;
  JSON.parse = (text: string): unknown => {
    parsed += 1;
    return parse(text);
  };
  try {
    await work();
  } finally {
    JSON.parse = parse;
  }
  return parsed;
}

describe('A file of blank lines', () => {
  const file = gzipSync(Buffer.concat([repeated('\n', 4 * MEGABYTE), Buffer.from('{"a":1}\n')]));

  it('is read to its end, and its lines are counted', async () => {
    assert.ok(file.length < 5000, `${file.length} bytes`);
    const { texts, error, bad, line } = await read(file);
    assert.deepEqual([texts, error, bad.count, line], [['{"a":1}'], undefined, 0, 4 * MEGABYTE + 1]);
  });

  it('costs no parsing', async () => {
    assert.equal(await parsedDuring(() => read(file)), 1);
    const blanks = gzipSync(repeated(' \t\r\n', MEGABYTE));
    assert.equal(await parsedDuring(() => read(blanks)), 0);
  });

  it('gives other work a turn', async () => {
    const turns = await turnsDuring(() => read(file));
    assert.ok(turns >= 8, `${turns} turns`);
  });
});

describe('A file of lines that are no records', () => {
  it('costs no parsing', async () => {
    assert.equal(await parsedDuring(() => read(gzipSync(repeated('x\n"y"\n[1]\n7\n', 100_000)))), 0);
  });

  it('is read up to a number of such lines, with the records before them', async () => {
    const { maxBadLines } = FILE_LIMITS;
    const good = '{"a":1}\n';
    const just = await read(gzipSync(good + 'x\n'.repeat(maxBadLines) + good));
    assert.deepEqual([just.texts.length, just.error, just.bad.count], [2, undefined, maxBadLines]);
    const beyond = await read(gzipSync(good + 'x\n'.repeat(maxBadLines + 1) + good));
    assert.equal(beyond.texts.length, 1);
    assert.ok(isFileLimit(beyond.error), String(beyond.error));
    assert.equal(beyond.bad.samples.length, 5);
  });
});

describe('A file that unpacks to very much', () => {
  it('is unpacked only as far as it is read', async () => {
    const bomb = gzipSync(gzipSync(repeated('{"a":1}\n', 100 * MEGABYTE)));
    assert.ok(bomb.length < 10_000, `${bomb.length} bytes`);
    const before = process.memoryUsage().arrayBuffers;
    const unpacked = gunzipIfNeeded(blocks(bomb, bomb.length));
    await unpacked.next();
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    const held = process.memoryUsage().arrayBuffers - before;
    await unpacked.return(undefined);
    assert.ok(held < 16 * MEGABYTE, `${held} bytes are held`);
  });

  it('is refused beyond its ratio, after the bytes before that', async () => {
    const limits = { ...FILE_LIMITS, freeBytes: MEGABYTE, maxRatio: 50 };
    const bomb = gzipSync(repeated('{"a":1}\n', 4 * MEGABYTE));
    const { all, error } = await collectBytes(gunzipIfNeeded(blocks(bomb, bomb.length), false, limits));
    assert.ok(error instanceof FileLimitError, String(error));
    assert.match(error.message, /^it unpacks to more than 50 times its size$/);
    assert.ok(Buffer.concat(all).length >= MEGABYTE - 300_000);
    const small = gzipSync(repeated('{"a":1}\n', MEGABYTE));
    assert.equal((await collectBytes(gunzipIfNeeded(blocks(small, 1000), false, limits))).error, undefined);
  });

  it('is refused beyond its size, also without gzip', async () => {
    const limits = { ...FILE_LIMITS, maxBytes: 2 * MEGABYTE };
    for (const [bytes, isRefused] of [
      [2 * MEGABYTE, false],
      [2 * MEGABYTE + 1, true],
    ] as const)
      for (const body of [repeated('{"a":1}\n', bytes), gzipSync(repeated('{"a":1}\n', bytes))]) {
        const { error } = await collectBytes(gunzipIfNeeded(blocks(body, 100_000), false, limits));
        assert.equal(isFileLimit(error), isRefused, `${bytes} bytes: ${String(error)}`);
      }
  });
});

describe('A record with many levels', () => {
  const nested = (levels: number, open: string, close: string): string =>
    `{"a":${open.repeat(levels - 1)}0${close.repeat(levels - 1)}}`;

  it('is a record up to the limit, and is quarantined beyond it', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const lines = [MAX_JSON_DEPTH, MAX_JSON_DEPTH + 1, 4500, 1].map((levels) =>
        nested(levels, open, close),
      );
      const { texts, bad, error } = await read(Buffer.from(lines.join('\n')));
      assert.equal(error, undefined);
      assert.deepEqual(texts, [lines[0], lines[3]]);
      assert.deepEqual(
        bad.samples.map(({ line }) => line),
        [2, 3],
      );
    }
  });
});
