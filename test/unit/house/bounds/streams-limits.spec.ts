import { gzipSync } from 'node:zlib';
import { isDeep } from '../../../../nodes/lib/contracts/json';
import type { ReadContext } from '../../../../nodes/lib/contracts/stream';
import { checkBadLines, checkSize, FILE_LIMITS } from '../../../../nodes/lib/streams/ndjson/file-limits';
import { gunzipIfNeeded } from '../../../../nodes/lib/streams/ndjson/gunzip';
import { readRecords } from '../../../../nodes/lib/streams/ndjson/parse-records';
import { QuarantinedLines } from '../../../../nodes/lib/streams/ndjson/quarantine';
import { splitLines } from '../../../../nodes/lib/streams/ndjson/split-lines';
import { readApiPage } from '../../../../nodes/lib/streams/rest/envelope';
import { FinishedFiles } from '../../../../nodes/lib/streams/siem-batch/finished-files';
import { listFiles } from '../../../../nodes/lib/streams/siem-batch/listing';
import { RecentEventCache } from '../../../../nodes/lib/streams/siem-events/dedup';
import { listEvents } from '../../../../nodes/lib/streams/siem-events/listing';
import { withPaths } from '../../../../nodes/lib/streams/snapshot/groups';
import { readPost } from '../../../../nodes/lib/streams/snapshot/read-pages';
import { SHORT_HASH_LENGTH } from '../../../../nodes/lib/util/canonical-json';
import { blocks, collect, collectBytes } from '../../../doubles/blocks';
import { withFakeClock } from '../../../doubles/fake-clock';
import { ScriptedClient } from '../../../doubles/scripted-client';
import { describeLimits, isTaken, nested, range, text } from './limit-rows';

const NOW = Date.UTC(2026, 10, 20);
const MIB = 1024 * 1024;

/** A context whose client answers each call with this body. */
function answering(body: (call: number) => unknown, bytes = 100): ReadContext {
  const client = new ScriptedClient({ list: () => ({}), body: () => '' });
  let calls = 0;
  client.call = () => {
    calls += 1;
    return Promise.resolve({ status: 200, body: body(calls), requestId: '', bytes, failures: [] });
  };
  return {
    client,
    signal: new AbortController().signal,
    chunk: 1000,
    chunkBytes: 1_000_000,
    lookbackMs: 1,
    onThrottled: () => undefined,
  };
}

const LISTING = { feed: 'cg', type: 'receipt', cursor: null, day: '2026-11-20' } as const;
const EVENTS = { feed: 'cg', key: 'siem', types: [], cursor: null, start: NOW } as const;
const PAGE = 100_000;

const listsFiles = (count: number): Promise<boolean> => {
  const value = range(count).map((index) => ({ url: `https://storage.example.com/${index}` }));
  return isTaken(() =>
    listFiles(
      LISTING,
      answering(() => ({ value })),
    ),
  );
};

const readsSnapshot = (count: number, bytes?: number): Promise<boolean> => {
  const pageOf = (call: number): unknown => {
    const left = count - (call - 1) * PAGE;
    const pagination = left > PAGE ? { next: `page ${call}` } : {};
    const data = range(Math.min(left, PAGE)).map((index) => ({ a: call * PAGE + index }));
    return { meta: { status: 200, pagination }, data };
  };
  return isTaken(() =>
    readPost('/api/a', [], undefined, { key: 'a', access: { product: 'A' } }, answering(pageOf, bytes)),
  );
};

const remembersEvents = (count: number): boolean => {
  const hashes = range(count).map((index) => `${index}`.padStart(SHORT_HASH_LENGTH, '-'));
  const cache = new RecentEventCache({}, 0);
  cache.add(hashes, NOW);
  return cache.has(hashes[0] ?? '');
};

const remembersFiles = (count: number): boolean => {
  const finished = new FinishedFiles({});
  for (const index of range(count)) finished.add(`/${index}`, NOW);
  return finished.has('/0');
};

const keepsLine = async (bytes: number): Promise<boolean> => {
  const { all } = await collect(splitLines(blocks(Buffer.alloc(bytes, 'x'), MIB)));
  return all.flat()[0]?.length === bytes;
};

const unwraps = async (layers: number): Promise<boolean> => {
  const packed = range(layers).reduce((bytes: Uint8Array) => gzipSync(bytes), Buffer.from('{}'));
  const { all } = await collectBytes(gunzipIfNeeded(blocks(packed)));
  return Buffer.concat(all).toString('latin1') === '{}';
};

const believesTime = (ms: number): Promise<boolean> =>
  withFakeClock(NOW, async () => {
    const line = Buffer.from(JSON.stringify({ timestamp: NOW + ms }));
    const limits = { chunk: 10, chunkBytes: 1000 };
    const { all } = await collect(readRecords(blocks(line), limits, 0, new QuarantinedLines()));
    return all[0]?.newest === NOW + ms;
  });

const samplesOf = (lines: readonly string[]) => {
  const quarantined = new QuarantinedLines();
  for (const [index, line] of lines.entries()) quarantined.add(index + 1, line);
  return quarantined.samples;
};

const chain = (levels: number) =>
  range(levels).map((index) => ({ id: `${index}`, parentId: `${index - 1}`, description: `${index}` }));

describeLimits('Records and files', {
  'levels of a record': (levels) => !isDeep(nested(levels)),
  'time of a record in the future': believesTime,
  'entries of a list': (entries) =>
    isTaken(() =>
      readApiPage(
        {
          status: 200,
          body: { meta: {}, data: new Array(entries).fill({}) },
          requestId: '',
          bytes: 1,
          failures: [],
        },
        undefined,
        '/api/a',
      ),
    ),
  'records of a snapshot': readsSnapshot,
  'bytes of a snapshot': (bytes) => readsSnapshot(1, bytes),
  'levels above a group': (levels) =>
    withPaths(chain(levels)).some(({ path }) => path.split('/').length === levels),
  'path of a group': (length) => withPaths([{ description: text(length) }])[0]?.path.length === length,
  'events of a page': (count) =>
    isTaken(() =>
      listEvents(
        EVENTS,
        answering(() => ({ value: new Array(count).fill({}) })),
      ),
    ),
  'events that are remembered to notice duplicates': remembersEvents,
  'files of a page': listsFiles,
  'files that are remembered as read': remembersFiles,
  'bytes of a file, unpacked': (bytes) => isTaken(() => checkSize(bytes, bytes, FILE_LIMITS)),
  'bytes of a file that may be packed to any ratio': (bytes) =>
    isTaken(() => checkSize(bytes, 1, FILE_LIMITS)),
  'ratio of a larger file': (ratio) => isTaken(() => checkSize(ratio * MIB, MIB, FILE_LIMITS)),
  'gzip in gzip': unwraps,
  'line of a file': keepsLine,
  'lines of a file that are no records': (count) => isTaken(() => checkBadLines(count, FILE_LIMITS)),
  'such lines in a report': (count) => samplesOf(range(count).map(String)).length === count,
  'text of such a line in a report': (bytes) => samplesOf([text(bytes)])[0]?.text.length === bytes,
});
