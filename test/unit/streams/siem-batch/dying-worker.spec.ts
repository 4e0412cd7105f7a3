import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { ReaderWorker, WorkerCrashed } from '../../../../nodes/lib/streams/ndjson/worker/client';
import { startAt } from '../../../../nodes/lib/streams/siem-batch/position';
import { type FileResult, readFile } from '../../../../nodes/lib/streams/siem-batch/read-file';
import { BatchReadState } from '../../../../nodes/lib/streams/siem-batch/read-state';
import { blocks } from '../../../doubles/blocks';
import { ScriptedClient } from '../../../doubles/scripted-client';
import { NOW } from './poll';

const LINK = { path: '/a', url: 'https://storage/a?signed', size: 300_000 };
const LINES = ['{"a":1}', '{"a":2}'];

describe('A large file whose worker dies', () => {
  const thread = new ReaderWorker(() => new Worker('process.exit(3)', { eval: true }));
  const readState = new BatchReadState(startAt(NOW, NOW));

  async function read(): Promise<{ records: string[]; end: FileResult }> {
    const body = Object.assign(blocks(gzipSync(LINES.join('\n'))), { destroy: () => undefined });
    const context = {
      client: new ScriptedClient({ list: () => ({ files: [] }), body: () => Buffer.alloc(0) }),
      signal: new AbortController().signal,
      chunk: 10,
      chunkBytes: 1000,
      lookbackMs: 0,
      onThrottled: () => undefined,
    };
    const pages = readFile(LINK, Promise.resolve(body), readState, context, thread);
    const records: string[] = [];
    for (;;) {
      const step = await pages.next();
      if (step.done === true) return { records, end: step.value };
      records.push(...step.value.records.map(({ text }) => text));
    }
  }

  it('is reported as truncated, not as corrupt', async () => {
    const { records, end } = await read();
    assert.ok(end.kind === 'truncated');
    assert.ok(end.error instanceof WorkerCrashed);
    assert.deepEqual([records, end.complete, readState.isCorrupt(LINK.path)], [[], false, false]);
  });

  it('is read to its end without a worker the next time', async () => {
    assert.deepEqual(await read(), { records: LINES, end: { kind: 'finished' } });
  });
});
