/** The worst that a service can send, each through a source or the part that reads it. */
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { createClient } from '../../nodes/lib/api/client';
import { createTransport, sendRequest } from '../../nodes/lib/api/http/http-transport';
import type { ApiClient } from '../../nodes/lib/contracts/api-client';
import { MimecastError } from '../../nodes/lib/contracts/errors';
import { createFormatter, runSync } from '../../nodes/lib/formats/format';
import { options } from '../../nodes/lib/properties/values/format-options';
import { readEntries } from '../../nodes/lib/sinks/http/encode/entries';
import { splitLines } from '../../nodes/lib/streams/ndjson/split-lines';
import { withPaths } from '../../nodes/lib/streams/snapshot/groups';
import { readPost } from '../../nodes/lib/streams/snapshot/read-pages';
import { createRedactor } from '../../nodes/lib/util/redaction/redactor';
import { ScriptedClient } from '../doubles/scripted-client';
import { SOURCES, startSource } from '../node/support/fake-source';

const MIB = 1024 * 1024;

/** What is prepared does not count: memory is measured from its end on. @returns what happened, in a few words */
export type WorstInput = () => Promise<() => Promise<string>>;

async function packed(unit: string, bytes: number, layers = 1): Promise<Buffer> {
  const block = Buffer.alloc(Math.min(bytes, Math.floor(MIB / unit.length) * unit.length), unit);
  const gzips = Array.from({ length: layers }, () => createGzip({ level: 9 }));
  const [first] = gzips;
  if (first === undefined) return block;
  const last = gzips.reduce((from, to) => (from === to ? from : from.pipe(to)), first);
  const parts: Buffer[] = [];
  last.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve) => {
    last.once('end', resolve);
  });
  for (let left = bytes; left > 0; left -= block.length) {
    if (!first.write(block.subarray(0, left)))
      await new Promise<void>((resolve) => {
        first.once('drain', resolve);
      });
  }
  first.end();
  await ended;
  return Buffer.concat(parts);
}

/** A poll of a source; its messages are counted and dropped. */
async function poll(name: keyof typeof SOURCES, client: ApiClient, config: object = {}): Promise<string> {
  const source = SOURCES[name];
  if (source === undefined) throw new Error(`no source ${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'mimecast-worst-'));
  const node = startSource({ ...source, config: { ...source.config, ...config } }, client, folder);
  let records = 0;
  const kinds = new Set<string>();
  node.send = (message: unknown) => {
    const [record, report]: unknown[] = Array.isArray(message) ? message : [];
    if (record !== null && record !== undefined) records += 1;
    if (typeof report === 'object' && report !== null)
      kinds.add(/"kind":"(\w+)"/.exec(JSON.stringify(report))?.[1] ?? '');
  };
  await node.receive({});
  await node.close();
  return `${records} messages; reports: ${[...kinds].join(', ')}`;
}

/** One file for each type. */
function filesOf(body: Buffer): ScriptedClient {
  return new ScriptedClient({
    list: ({ type }) => ({ files: [`/${type?.replaceAll(' ', '-')}`], next: 'end', caughtUp: true }),
    body: () => body,
  });
}

function answering(body: (call: number) => unknown): ScriptedClient {
  const client = new ScriptedClient({ list: () => ({}), body: () => '' });
  let calls = 0;
  client.call = () => {
    calls += 1;
    return Promise.resolve({ status: 200, body: body(calls), requestId: '', bytes: 100, failures: [] });
  };
  return client;
}

const file =
  (unit: string, bytes: number, config: object = {}, layers = 1): WorstInput =>
  async () => {
    const client = filesOf(await packed(unit, bytes, layers));
    return () => poll('siem', client, config);
  };

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const deepLine = `{"deep":${'{"a":'.repeat(4_500)}1${'}'.repeat(4_500)}}\n{"type":"receipt"}\n`;

const ONE_BYTE = Buffer.from('1\r\nx\r\n'.repeat(200_000));

/** An answer of the API in pieces of a byte: each is a chunk of its own. */
const onePerByte =
  (bytes: number): WorstInput =>
  async () => {
    const server = createTcpServer((socket) => {
      let left = bytes / 200_000;
      const write = (): void => {
        if (left === 0) socket.end('0\r\n\r\n');
        else socket.write(ONE_BYTE, write);
        left -= 1;
      };
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', write));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const fail = (reason: string): MimecastError => new MimecastError('MIMECAST_CONFIG', reason);
    const transport = createTransport({ host: '127.0.0.1', timeoutMs: 60_000 }, createRedactor(), fail);
    return async () => {
      const { signal } = new AbortController();
      const url = `http://127.0.0.1:${port}/`;
      const answer = await sendRequest(transport.api, { url, method: 'GET', headers: {}, signal });
      await transport.destroy();
      server.close();
      return `${answer.bytes} bytes`;
    };
  };

/** A file that comes with ten bytes a second. */
const dripping: WorstInput = async () => {
  const server = createServer((_request, response) => {
    const timer = setInterval(() => response.write('{'), 100);
    response.on('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const client = createClient({ origin, demo: false, clientId: 'a', clientSecret: 'b', timeoutMs: 1_000 });
  return async () => {
    try {
      for await (const _ of await client.download(`${origin}/a`, { signal: AbortSignal.timeout(60_000) }));
      return 'it ended';
    } catch (error) {
      return String(error).slice(0, 60);
    } finally {
      await client.close();
      server.closeAllConnections();
      server.close();
    }
  };
};

const endlessTokens: WorstInput = async () => {
  const client = answering((call) => ({
    meta: { status: 200, pagination: { next: `${call}`.padEnd(8_000, 'x') } },
    data: [{ id: `${call}`, eventTime: '2026-11-20T06:00:00+0000' }],
  }));
  return () => poll('audit', client);
};

const manyNames: WorstInput = async () => {
  const parsed = options().parse({ raw: true });
  if (!parsed.ok) throw new Error(parsed.problem.key);
  const format = createFormatter({ format: 'ecs', options: parsed.value, pseudonymKey: '' });
  const records = range(40).map((one) =>
    Object.fromEntries(range(16_000).map((n) => [`${one} ${n} {"é`, n])),
  );
  return async () => {
    for (const payload of records) runSync(format({ payload }));
    return `${records.length} records are formatted`;
  };
};

const snapshot: WorstInput = async () => {
  const client = answering((call) => ({
    meta: { status: 200, pagination: { next: `${call}` } },
    data: range(50_000).map((index) => ({ emailAddress: `${call}.${index}@a.example` })),
  }));
  const context = {
    client,
    signal: new AbortController().signal,
    ...{ chunk: 1000, chunkBytes: MIB, lookbackMs: 1, onThrottled: () => undefined },
  };
  return () =>
    readPost('/api/a', [], undefined, { key: 'a', access: { product: 'A' } }, context).then(
      () => 'it was read',
      (error: unknown) => String(error).slice(0, 60),
    );
};

const groups: WorstInput = async () => {
  const chain = range(5_000).map((n) => ({
    id: `${n}`,
    parentId: `${n - 1}`,
    description: `${Buffer.alloc(50_000, 'x')}`,
  }));
  return async () => `${withPaths(chain).length} paths`;
};

export const WORST_INPUTS: Readonly<Record<string, WorstInput>> = {
  'nothing: four records': file('{"type":"receipt"}\n', 76),
  'file of 4 KB, 4 MB of blank lines': file('\n', 4 * MIB),
  'file of 500 MB of blank lines': file('\n', 500 * MIB),
  'file of a few KB, 500 MB in one line, gzip in gzip': file('a', 500 * MIB, {}, 2),
  'file of 500 MB that are no records': file('a\n', 500 * MIB),
  'four types with such a file at once': file(
    'a',
    500 * MIB,
    { types: 'receipt,process,delivery,journal' },
    2,
  ),
  '600,000 records of two bytes, one message each': file('{}\n', 1_800_000, { output: 'event' }),
  'record with 4,500 levels': async () => {
    const client = filesOf(Buffer.from(deepLine));
    return () => poll('siem', client);
  },
  'page of 40,000 events': async () => {
    const value = range(40_000).map((index) => ({ type: 'receipt', index }));
    const client = answering(() => ({ value, '@nextPage': 'a', isCaughtUp: false }));
    return () => poll('siem, stream', client);
  },
  'pages without end, events of the year 9999': async () => {
    const client = answering((call) => ({
      value: [{ type: 'receipt', timestamp: 253_370_764_800_000, index: call }],
      '@nextPage': `${call}`.padEnd(8_000, 'x'),
      isCaughtUp: false,
    }));
    return () => poll('siem, stream', client);
  },
  'tokens without end, of 8 KB': endlessTokens,
  'list of users without end': snapshot,
  'groups in 5,000 levels, with names of 50 KB': groups,
  '640,000 member names, into ECS': manyNames,
  'error text of 50 MB': async () => {
    const text = 'a%2b '.repeat(10 * MIB);
    const redactor = createRedactor(['canary-client-secret+/=91']);
    return async () => `${redactor.redact(text).length} characters`;
  },
  'message with a list of 200 million holes, over HTTP': async () => async () => {
    try {
      return `${readEntries({ list: new Array(2e8) }).list.length} entries`;
    } catch (error) {
      return String(error).slice(0, 90);
    }
  },
  'answer of 10 MB, each byte a chunk': onePerByte(10_000_000),
  'line of 8 MB in a million blocks': async () => {
    async function* bytes(): AsyncGenerator<Uint8Array> {
      const block = Buffer.from('xxxxxxxx');
      for (let left = MIB; left > 0; left -= 1) yield block;
    }
    return async () => {
      let length = 0;
      for await (const lines of splitLines(bytes())) length += lines[0]?.length ?? 0;
      return `${length} bytes`;
    };
  },
  'file that drips': dripping,
};
