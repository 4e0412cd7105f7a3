/**
 * A record with thousands of levels, first in its list: Node-RED's clone for a second wire, and every text of it, would
 * exhaust the stack. It goes to quarantine; the others come once.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { util } from '@node-red/util';
import { createClient } from '../../../nodes/lib/api/client';
import { readPreview } from '../../../nodes/lib/collector/poll/preview';
import type { ApiClient, ApiRequest } from '../../../nodes/lib/contracts/api-client';
import { isJsonObject } from '../../../nodes/lib/contracts/json';
import { createSimulator } from '../../../nodes/lib/simulator/simulator';
import { createSiemStreams, createStreams, LOG_TYPES } from '../../../nodes/lib/streams/log-types';
import { blocks, collectBytes } from '../../doubles/blocks';
import type { FakeNode } from '../../doubles/fake-node';
import { SOURCES, startSource } from '../support/fake-source';

const DEPTHS = [2_050, 4_500];
const deepText = (levels: number): string => `{"deep":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;

/** The list of records in a body, however it is wrapped. */
function recordsIn(body: unknown): unknown[] | undefined {
  if (!isJsonObject(body)) return undefined;
  for (const [name, value] of Object.entries(body)) {
    if (name === 'fail' || name === 'meta' || !Array.isArray(value)) continue;
    const [first]: unknown[] = value;
    const isWrapper = name === 'data' && isJsonObject(first) && Object.values(first).length === 1;
    const inner = isWrapper ? recordsIn(first) : undefined;
    return inner ?? (isJsonObject(first) && !('url' in first && 'expiry' in first) ? value : undefined);
  }
  return undefined;
}

/** The client, with a deep record before those of each list and file. */
function withDeepRecords(client: ApiClient, levels: number): ApiClient {
  return Object.create(client, {
    call: {
      value: async (request: ApiRequest, options: Parameters<ApiClient['call']>[1]) => {
        const response = await client.call(request, options);
        if (!request.path.startsWith('/siem/v1/batch'))
          recordsIn(response.body)?.unshift(JSON.parse(deepText(levels)));
        return response;
      },
    },
    download: {
      value: async (...given: Parameters<ApiClient['download']>) => {
        const { all } = await collectBytes(await client.download(...given));
        const packed = Buffer.concat(all);
        const plain = packed[0] === 0x1f ? gunzipSync(packed) : packed;
        const body = blocks(Buffer.concat([Buffer.from(`${deepText(levels)}\n`), plain]));
        return Object.assign(body, { destroy: () => undefined });
      },
    },
  });
}

const reportsOf = (node: FakeNode): string[] =>
  node.sent.flatMap((message) => {
    const [, report]: unknown[] = Array.isArray(message) ? message : [];
    return isJsonObject(report) && isJsonObject(report['payload']) ? [String(report['payload']['kind'])] : [];
  });
const recordsOf = (node: FakeNode): object[] =>
  node.sent.flatMap((message) => {
    const [record]: unknown[] = Array.isArray(message) ? message : [];
    return typeof record === 'object' && record !== null ? [record] : [];
  });

describe('A record with thousands of levels', () => {
  const now = Date.now() - 300_000;
  const simulator = createSimulator({ now: () => now, history: 1_200_000, logRates: 6, recordsPerFile: 2 });
  let folder: string;
  let client: ReturnType<typeof createClient>;
  let node: FakeNode | undefined;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mimecast-deep-'));
    await simulator.start();
    const { apiUrl: origin } = simulator;
    client = createClient({ origin, demo: false, clientId: 'a', clientSecret: 'secret', timeoutMs: 10_000 });
  });
  afterEach(() => node?.close());
  after(async () => {
    await client.close();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, source] of Object.entries(SOURCES)) {
    for (const levels of DEPTHS) {
      it(`of ${name}, ${levels}: goes to quarantine, and the others arrive once`, async () => {
        node = startSource(source, withDeepRecords(client, levels), folder);
        assert.deepEqual((await node.receive({})).done, [undefined]);
        assert.ok(reportsOf(node).includes('quarantine'), String(reportsOf(node)));
        const records = recordsOf(node);
        assert.ok(
          records.length > 0,
          `others are delivered: ${JSON.stringify(node.sent).slice(0, 3000)} ${node.errors}`,
        );
        for (const record of records) util.cloneMessage({ ...record });
        node.sent.length = 0;
        assert.deepEqual((await node.receive({})).done, [undefined]);
        assert.deepEqual(recordsOf(node), [], 'the second poll');
      });
    }
  }

  for (const levels of DEPTHS) {
    it(`${levels}: is not in a preview, which has the others`, async () => {
      const settings = { types: [], categories: [], routes: [], actions: [], results: [] };
      const streams = [
        ...createSiemStreams('cg-batch', ['receipt']),
        ...createSiemStreams('cg-stream', ['receipt']),
        ...createStreams(LOG_TYPES.audit, settings),
      ];
      for (const stream of streams) {
        const { messages, failed } = await readPreview({
          streams: [stream],
          client: withDeepRecords(client, levels),
          signal: new AbortController().signal,
          output: 'event',
          messageContext: { account: 'a', demo: false, source: 's' },
        });
        assert.deepEqual(failed, [], stream.key);
        assert.ok(messages.length > 0, stream.key);
        assert.ok(!JSON.stringify(messages).includes('deep'), stream.key);
      }
    });
  }
});
