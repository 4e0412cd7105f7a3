import assert from 'node:assert/strict';
import type http from 'node:http';
import { ProgressListeners } from '../../../../nodes/lib/api/auth/progress-listeners';
import type { ClientOptions } from '../../../../nodes/lib/api/client';
import { createErrorFactory } from '../../../../nodes/lib/api/response/error-factory';
import type { ApiClient, OnTrouble, Trouble } from '../../../../nodes/lib/contracts/api-client';
import { createRedactor } from '../../../../nodes/lib/util/redaction/redactor';
import { failureOf } from '../support/error-assertions';
import { json, serveHttp, serveSockets } from '../support/servers';
import { callOptions, clientOf, grant, REQUEST, serveTenant } from '../support/tenant';

/** ms until a response begins; the waits below are a small multiple of it */
const TIMEOUT = 150;
type Reported = Trouble | undefined;

describe('The trouble of a call', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  function clientAt(origin: string, options: Partial<ClientOptions> = {}): ApiClient {
    const client = clientOf(origin, { timeoutMs: TIMEOUT, ...options });
    open.push(client);
    return client;
  }
  /** The reports, until `enough`. */
  async function reportsOf(
    work: (onTrouble: OnTrouble, signal: AbortSignal) => Promise<unknown>,
    enough: (all: readonly Reported[]) => boolean,
  ): Promise<readonly Reported[]> {
    const all: Reported[] = [];
    const leaving = new AbortController();
    await new Promise<void>((resolve, reject) => {
      const onTrouble: OnTrouble = (trouble) => {
        all.push(trouble);
        if (enough(all)) resolve();
      };
      work(onTrouble, leaving.signal).then(
        () => resolve(),
        (error: unknown) => {
          if (!leaving.signal.aborted) reject(error);
        },
      );
    });
    leaving.abort(new Error('seen enough'));
    return all;
  }
  const shorts = (all: readonly Reported[]): readonly (string | undefined)[] =>
    all.map((trouble) => trouble?.error.short);
  const first = (all: readonly Reported[]): boolean => all.length === 1;
  const silence = (_request: http.IncomingMessage, _response: http.ServerResponse): void => undefined;

  it('is reported after the first try without a response, with the time of the next try, not after the last try', async () => {
    const { server, seen } = await serveTenant({ answer: (_n, ...rest) => silence(rest[0], rest[1]) });
    open.push(server);
    const began = Date.now();
    const all = await reportsOf(
      (onTrouble, signal) => clientAt(server.origin).call(REQUEST, callOptions({ signal, onTrouble })),
      first,
    );
    assert.deepEqual([shorts(all), seen.length], [['no answer for 1 s'], 1]);
    const [trouble] = all;
    assert.ok(trouble?.retryAt !== undefined && trouble.retryAt >= trouble.since + TIMEOUT);
    assert.ok(trouble.since >= began);
  });

  it('ends once a try has succeeded, and is not reported for successful calls', async () => {
    const { server } = await serveTenant({
      answer: (attempt, _request, response) =>
        attempt === 1 ? response.destroy() : json(response, 200, { data: [] }),
    });
    open.push(server);
    const client = clientAt(server.origin, { timeoutMs: 2000 });
    const all = await reportsOf(
      (onTrouble) => client.call(REQUEST, callOptions({ onTrouble })),
      () => false,
    );
    assert.deepEqual(shorts(all), ['connection reset', undefined]);
    const none = await reportsOf(
      (onTrouble) => client.call(REQUEST, callOptions({ onTrouble })),
      () => false,
    );
    assert.deepEqual(none, []);
  });

  it('is attributed to the connection when nothing accepts it', async () => {
    const server = await serveSockets((socket) => socket.destroy());
    await server.close();
    const all = await reportsOf(
      (onTrouble, signal) => clientAt(server.origin).call(REQUEST, callOptions({ signal, onTrouble })),
      first,
    );
    assert.deepEqual(shorts(all), ['connection refused']);
  });

  it('is a time-out when a server accepts and never answers', async () => {
    const server = await serveSockets(() => undefined);
    open.push(server);
    const all = await reportsOf(
      (onTrouble, signal) => clientAt(server.origin).call(REQUEST, callOptions({ signal, onTrouble })),
      first,
    );
    assert.deepEqual(shorts(all), ['no answer for 1 s']);
  });

  it('does not include a wait for quota', async () => {
    const { server } = await serveTenant({
      answer: (attempt, _request, response) =>
        attempt === 1 ? json(response, 429, {}, { 'retry-after': '1' }) : json(response, 200, { data: [] }),
    });
    open.push(server);
    const client = clientAt(server.origin, { timeoutMs: 2000 });
    const all = await reportsOf(
      (onTrouble) => client.call(REQUEST, callOptions({ onTrouble })),
      () => false,
    );
    assert.deepEqual(all, []);
  });

  it('is the status when a server is in maintenance', async () => {
    const { server } = await serveTenant({
      answer: (_attempt, _request, response) => json(response, 503, {}),
    });
    open.push(server);
    const all = await reportsOf(
      (onTrouble, signal) =>
        clientAt(server.origin, { timeoutMs: 2000 }).call(REQUEST, callOptions({ signal, onTrouble })),
      first,
    );
    assert.deepEqual(shorts(all), ['503 server error or maintenance']);
  });

  it('is a slow response when one begins but never ends, before its time-out', async () => {
    const { server } = await serveTenant({
      answer: (_attempt, _request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    });
    open.push(server);
    const all = await reportsOf(
      (onTrouble, signal) => clientAt(server.origin).call(REQUEST, callOptions({ signal, onTrouble })),
      first,
    );
    assert.deepEqual(shorts(all), ['answer not complete for 1 s']);
    assert.equal(all[0]?.retryAt, undefined, 'this try is still waited for');
  });

  it('is attributed to the sign-in for all waiting callers, whoever started it', async () => {
    const { server } = await serveTenant({ signIn: (_n, ...rest) => silence(rest[0], rest[1]) });
    open.push(server);
    const client = clientAt(server.origin);
    const both = await Promise.all([
      reportsOf((onTrouble, signal) => client.call(REQUEST, callOptions({ signal, onTrouble })), first),
      reportsOf((onTrouble, signal) => client.call(REQUEST, callOptions({ signal, onTrouble })), first),
    ]);
    assert.deepEqual(both.map(shorts), [['no answer for 1 s'], ['no answer for 1 s']]);
  });

  it('is attributed to the account request for all waiting callers', async () => {
    const { server } = await serveTenant({ answer: (_n, ...rest) => silence(rest[0], rest[1]) });
    open.push(server);
    const client = clientAt(server.origin);
    const both = await Promise.all([
      reportsOf((onTrouble, signal) => client.identity(callOptions({ signal, onTrouble })), first),
      reportsOf((onTrouble, signal) => client.identity(callOptions({ signal, onTrouble })), first),
    ]);
    assert.deepEqual(both.map(shorts), [['no answer for 1 s'], ['no answer for 1 s']]);
  });

  describe('of a download', () => {
    it('is reported when the storage does not answer', async () => {
      const server = await serveHttp(silence);
      open.push(server);
      const all = await reportsOf(
        (onTrouble, signal) => clientAt(server.origin).download(`${server.origin}/f`, { signal, onTrouble }),
        first,
      );
      assert.deepEqual(shorts(all), ['no answer for 1 s']);
    });

    it('is reported when no more bytes arrive, and ends when they continue; a slow reader causes none', async () => {
      let more: () => void = () => undefined;
      const server = await serveHttp((_request, response) => {
        response.writeHead(200);
        response.write('a');
        more = () => response.end('b');
      });
      open.push(server);
      const read: string[] = [];
      const all = await reportsOf(
        async (onTrouble, signal) => {
          const watched: OnTrouble = (trouble) => {
            onTrouble(trouble);
            if (trouble !== undefined) more();
          };
          const body = await clientAt(server.origin).download(`${server.origin}/f`, {
            signal,
            onTrouble: watched,
          });
          for await (const block of body) {
            read.push(Buffer.from(block).toString());
            await new Promise((resolve) => setTimeout(resolve, 2 * TIMEOUT));
          }
        },
        () => false,
      );
      assert.deepEqual(
        [shorts(all), read],
        [
          ['answer not complete for 1 s', undefined],
          ['a', 'b'],
        ],
      );
    });
  });

  it('is passed to later callers, as long as the work lasts', async () => {
    const audience = new ProgressListeners();
    const error = createErrorFactory(createRedactor())('timeout', { host: 'h', afterMs: 60_400 });
    const heard: Reported[] = [];
    audience.events.onTrouble({ error, since: 0, retryAt: 1 });
    await audience.withListener({ onTrouble: (one) => heard.push(one) }, async () => undefined);
    audience.reset();
    await audience.withListener({ onTrouble: (one) => heard.push(one) }, async () => undefined);
    assert.deepEqual(shorts(heard), ['no answer for 60 s']);
  });

  it('is named as the cause in an error, with the response', async () => {
    const cases: readonly (readonly [number, unknown, string])[] = [
      [
        401,
        { fail: [{ errors: [{ code: 'invalid_client', message: 'x' }] }] },
        '401 wrong client id or secret (invalid_client)',
      ],
      [400, { error: 'invalid_grant' }, '400 application disabled or deleted'],
      [
        403,
        { fail: [{ errors: [{ code: 'app_forbidden', message: 'x' }] }] },
        '403 sign-in refused (app_forbidden)',
      ],
    ];
    for (const [status, body, short] of cases) {
      const { server } = await serveTenant({
        signIn: (_n, _request, response) => json(response, status, body),
      });
      open.push(server);
      const error = await failureOf(
        clientAt(server.origin, { tries: 1, timeoutMs: 2000 }).call(REQUEST, callOptions()),
      );
      assert.equal(error.short, short);
    }
  });

  it('includes a rejected new token, which means that a clock is wrong', async () => {
    const { server } = await serveTenant({
      signIn: (n, _request, response) => json(response, 200, grant(`token-${n}`)),
      answer: (_n, _request, response) => json(response, 401, {}),
    });
    open.push(server);
    const error = await failureOf(
      clientAt(server.origin, { tries: 1, timeoutMs: 2000 }).call(REQUEST, callOptions()),
    );
    assert.equal(error.short, '401 token rejected: check the clock');
  });
});
