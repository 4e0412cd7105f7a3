import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { waitUntil } from '../../../doubles/wait-until';
import { Cleanup } from '../../../real/harness/process/cleanup';
import { LOOPBACK } from '../../../real/harness/process/ports';
import { NO_ORIGIN, sinkFor } from './support/sinks';

const SUCCESS = '{"text":"Success","code":0}';
const BULK = '{"took":1,"errors":false,"items":[{"create":{"status":201}}]}';
const JSON_TYPE = { 'content-type': 'application/json' };
const MB = 1024 * 1024;

type Reply = (response: ServerResponse) => void;
const say =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = JSON_TYPE, status = 200): Reply =>
  (response) =>
    void response.writeHead(status, headers).end(body);

describe('The HTTP sink, with answers that nobody expects', () => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.close());

  async function serve(
    receiver: 'hec' | 'elastic' | 'ndjson' | 'azure',
    replies: readonly Reply[],
    timeoutMs = 5_000,
  ) {
    let calls = 0;
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        const reply = replies[Math.min(calls, replies.length - 1)];
        calls += 1;
        reply?.(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
    cleanup.add(
      () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    const address = server.address() as AddressInfo;
    const url = `http://${LOOPBACK}:${address.port}/services/collector/event`;
    return { ...sinkFor({ receiver, url, timeoutMs }, cleanup), count: () => calls };
  }

  for (const [name, body, headers] of [
    ['gzip', gzipSync(SUCCESS), { ...JSON_TYPE, 'content-encoding': 'gzip' }],
    ['x-gzip', gzipSync(SUCCESS), { ...JSON_TYPE, 'content-encoding': 'X-GZIP' }],
    ['deflate', deflateSync(SUCCESS), { ...JSON_TYPE, 'content-encoding': 'deflate' }],
    ['br', brotliCompressSync(SUCCESS), { ...JSON_TYPE, 'content-encoding': 'br' }],
    ['identity', SUCCESS, { ...JSON_TYPE, 'content-encoding': 'identity' }],
    ['a byte order mark', `\ufeff${SUCCESS}`, JSON_TYPE],
    ['another content type', SUCCESS, { 'content-type': 'text/plain' }],
    ['no content type', SUCCESS, {}],
  ] as const)
    it(`reads a success with ${name}`, async () => {
      const { sink, count } = await serve('hec', [say(body, headers)]);
      await sink.send({ event: 1 }, NO_ORIGIN);
      assert.equal(count(), 1);
    });

  for (const [name, receiver, reply, success] of [
    ['an answer of 20 MB', 'hec', say(`{"code":0,"x":"${'y'.repeat(20 * MB)}"}`), say(SUCCESS)],
    [
      'a compressed answer of 100 MB',
      'hec',
      say(gzipSync(Buffer.alloc(100 * MB, 32)), { 'content-encoding': 'gzip' }),
      say(SUCCESS),
    ],
    ['damaged gzip', 'hec', say('no gzip', { 'content-encoding': 'gzip' }), say(SUCCESS)],
    ['an encoding that nobody knows', 'hec', say(SUCCESS, { 'content-encoding': 'rot13' }), say(SUCCESS)],
    ['deep JSON', 'hec', say(`{"code":0,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`), say(SUCCESS)],
    ['a code as text', 'hec', say('{"text":"Success","code":"0"}'), say(SUCCESS)],
    ['a success of HEC without a code', 'hec', say('{"text":"Success"}'), say(SUCCESS)],
    ['_bulk without items', 'elastic', say('{"errors":false}'), say(BULK)],
    ['_bulk without errors', 'elastic', say('{"items":[{"create":{"status":201}}]}'), say(BULK)],
    [
      'too many items',
      'elastic',
      say('{"errors":false,"items":[{"create":{"status":201}},{"create":{"status":201}}]}'),
      say(BULK),
    ],
    ['a page of a proxy', 'ndjson', say('\ufeff <html></html>', { 'content-type': 'text/plain' }), say('ok')],
    [
      'a compressed page',
      'ndjson',
      say(gzipSync('<html></html>'), { 'content-encoding': 'gzip' }),
      say('ok'),
    ],
    ['204 with a page', 'azure', say('', {}, 200), say('', {}, 204)],
    [
      'a body that ends early',
      'hec',
      (response) =>
        void response
          .writeHead(200, { ...JSON_TYPE, 'content-length': '500' })
          .write('{"code":0}', () => response.destroy()),
      say(SUCCESS),
    ],
  ] as readonly (readonly [string, 'hec' | 'elastic' | 'ndjson' | 'azure', Reply, Reply])[])
    it(`is not delivered by ${name}`, async () => {
      const { sink, count } = await serve(receiver, [reply, reply, success]);
      await sink.send({ event: 1 }, NO_ORIGIN);
      assert.equal(count(), 3);
    });

  it('does not wait for a body that drips', async () => {
    const drip: Reply = (response) => {
      response.writeHead(200, JSON_TYPE);
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    };
    const { sink, warnings } = await serve('hec', [drip, say(SUCCESS)], 200);
    const sent = sink.send({ event: 1 }, NO_ORIGIN);
    await waitUntil(() => warnings.length > 0, 'the time-out');
    await sent;
  });
});
