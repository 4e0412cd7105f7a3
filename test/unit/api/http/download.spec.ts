import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { ApiClient } from '../../../../nodes/lib/contracts/api-client';
import { waitUntil } from '../../../doubles/wait-until';
import { assertRedacted, failureOf } from '../support/error-assertions';
import { type Handler, serveHttp, serveHttps, type TestServer } from '../support/servers';
import { clientOf } from '../support/tenant';
import { withoutJitter } from '../support/without-jitter';

const SIGNED = 'X-Amz-Signature=canarySignature123&X-Amz-Credential=canaryCredential';
const never = { signal: new AbortController().signal };

describe('Downloading a file', () => {
  withoutJitter();
  const open: { close(): Promise<void> }[] = [];
  let client: ApiClient;
  beforeEach(() => {
    client = clientOf('http://127.0.0.1:9');
    open.push(client);
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  async function storage(handler: Handler): Promise<TestServer> {
    const server = await serveHttp(handler);
    open.push(server);
    return server;
  }
  async function read(url: string): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await client.download(url, never)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }
  const respond =
    (...answers: ((response: ServerResponse) => void)[]): Handler =>
    (_request, response) => {
      const next = answers.length > 1 ? answers.shift() : answers[0];
      next?.(response);
    };

  it('sends the link unchanged, and no identifying header', async () => {
    let url: string | undefined;
    let headers: readonly string[] = [];
    const { origin } = await storage((request, response) => {
      url = request.url;
      headers = Object.keys(request.headers);
      response.end('content');
    });
    assert.equal(await read(`${origin}/a/b%20c.gz?${SIGNED}`), 'content');
    assert.equal(url, `/a/b%20c.gz?${SIGNED}`);
    assert.deepEqual([...headers].sort(), ['connection', 'host']);
  });

  it('yields the received data, compressed or not', async () => {
    const bytes = Buffer.from([0x1f, 0x8b, 0, 255]);
    const { origin } = await storage((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(bytes);
    });
    const got: Uint8Array[] = [];
    for await (const chunk of await client.download(origin, never)) got.push(chunk);
    assert.deepEqual(Buffer.concat(got), bytes);
  });

  for (const status of [400, 401, 403, 404, 410])
    it(`treats ${status} as an expired link, without a retry`, async () => {
      let requestCount = 0;
      const { origin } = await storage((_request, response) => {
        requestCount += 1;
        response.writeHead(status).end('<Error><Code>AccessDenied</Code></Error>');
      });
      const error = await failureOf(client.download(`${origin}/f.gz?${SIGNED}`, never));
      assert.deepEqual([error.expired, error.status, error.endpoint], [true, status, '/f.gz']);
      assert.equal(requestCount, 1);
      assertRedacted(error, ['canarySignature123', 'canaryCredential']);
    });

  for (const status of [429, 500, 503])
    it(`retries ${status}, and the next try succeeds`, async () => {
      const { origin } = await storage(
        respond(
          (response) => response.writeHead(status).end(),
          (response) => response.end('ok'),
        ),
      );
      assert.equal(await read(origin), 'ok');
    });

  it('reports repeated failures as temporary, not as expired', async () => {
    const { origin } = await storage(respond((response) => response.writeHead(503).end()));
    const error = await failureOf(client.download(origin, never));
    assert.deepEqual([error.code, error.transient, error.expired], ['MIMECAST_UNAVAILABLE', true, false]);
  });

  it('follows three redirects at most', async () => {
    const hop: Handler = (request, response) => {
      const left = Number(request.url?.slice(1, 2));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/${left - 1}?${SIGNED}` }).end();
    };
    const { origin } = await storage(hop);
    assert.equal(await read(`${origin}/3`), 'there');
    const error = await failureOf(client.download(`${origin}/4`, never));
    assert.equal(error.reason, 'linkRedirects');
    assertRedacted(error, ['canarySignature123']);
  });

  for (const location of ['http://elsewhere.example/', 'https://127.0.0.1/', 'nothing://', ''])
    it(`does not follow a redirect to ${location || 'an empty location'}`, async () => {
      let requestCount = 0;
      const { origin } = await storage((_request, response) => {
        requestCount += 1;
        response.writeHead(302, location === '' ? {} : { location }).end();
      });
      // An empty location leads back to the same page in a loop.
      const error = await failureOf(client.download(origin, never));
      assert.equal(error.reason, 'linkRedirects');
      assert.equal(requestCount, location === '' ? 4 : 1);
    });

  for (const url of [
    'http://storage.example/f',
    'ftp://storage.example/f',
    'https://me:pw@storage.example/f',
    'nonsense',
    '',
  ])
    it(`refuses ${url || 'an empty link'} without a request`, async () => {
      const error = await failureOf(client.download(url, never));
      assert.deepEqual(
        [error.code, error.reason, error.transient],
        ['MIMECAST_BAD_ANSWER', 'linkRefused', false],
      );
    });

  it('reports a truncated body as temporary', async () => {
    const { origin } = await storage((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('begin', () => response.destroy());
    });
    const error = await failureOf(read(`${origin}/f.gz?${SIGNED}`));
    assert.deepEqual([error.code, error.reason, error.transient], ['MIMECAST_UNAVAILABLE', 'reset', true]);
    assertRedacted(error, ['canarySignature123']);
  });

  it('does not crash the process when an unread body is truncated', async () => {
    const { origin } = await storage((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('begin', () => setTimeout(() => response.destroy(), 10));
    });
    const body = await client.download(origin, never);
    await new Promise((resolve) => setTimeout(resolve, 40));
    body.destroy();
  });

  it('gives up a file that drips for longer than the time-out of the account allows', async () => {
    const patient = clientOf('http://127.0.0.1:9', { timeoutMs: 20 });
    open.push(patient);
    let gone = false;
    const { origin } = await storage((_request, response) => {
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => {
        gone = true;
        clearInterval(drip);
      });
    });
    const body = await patient.download(origin, never);
    const error = await failureOf(
      (async () => {
        for await (const chunk of body) assert(chunk.length < 100);
      })(),
    );
    assert.deepEqual([error.reason, error.transient], ['timeout', true]);
    await waitUntil(() => gone, 'the connection to close');
  });

  it('does not give up a file because its reader is slow', async () => {
    const patient = clientOf('http://127.0.0.1:9', { timeoutMs: 20 });
    open.push(patient);
    const { origin } = await storage((_request, response) => response.end('x'));
    const body = await patient.download(origin, never);
    for await (const chunk of body) {
      assert.equal(chunk.length, 1);
      const until = Date.now() + 150;
      await waitUntil(() => Date.now() > until, 'some time');
    }
  });

  /** A file without an end, and when its connection is closed. */
  async function endless(): Promise<{ readonly origin: string; readonly gone: Promise<void> }> {
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const { origin } = await storage((_request, response) => {
      response.on('close', closed);
      response.write('x'.repeat(1000));
    });
    return { origin, gone };
  }

  it('releases the connection when it is destroyed', async () => {
    const { origin, gone } = await endless();
    (await client.download(origin, never)).destroy();
    await gone;
  });

  it('releases the connection when its reader stops', async () => {
    const { origin, gone } = await endless();
    for await (const chunk of await client.download(origin, never)) if (chunk.length > 0) break;
    await gone;
  });

  it('ends when its signal is aborted, before and during the download', async () => {
    const stop = new Error('stop');
    const stopping = new AbortController();
    const { origin } = await storage((_request, response) => void response.write('begin'));
    const body = await client.download(origin, { signal: stopping.signal });
    await assert.rejects(async () => {
      for await (const chunk of body) if (chunk.length > 0) stopping.abort(stop);
    }, stop);
    await assert.rejects(client.download(origin, { signal: stopping.signal }), stop);
    const waiting = new AbortController();
    const silent = await storage(() => waiting.abort(stop));
    await assert.rejects(client.download(silent.origin, { signal: waiting.signal }), stop);
  });

  it('ends when the client is closed', async () => {
    const { origin } = await storage((_request, response) => void response.write('begin'));
    const body = await client.download(origin, never);
    await assert.rejects(
      async () => {
        for await (const chunk of body) if (chunk.length > 0) await client.close();
      },
      { name: 'AbortError' },
    );
  });

  it('over TLS does not hide an untrusted certificate', async () => {
    const server = await serveHttps('server.pem', (_request, response) => response.end('never'));
    open.push(server);
    const error = await failureOf(client.download(`${server.origin}/f.gz?${SIGNED}`, never));
    assert.equal(error.reason, 'certificateUntrusted');
    assertRedacted(error, ['canarySignature123']);
  });
});
