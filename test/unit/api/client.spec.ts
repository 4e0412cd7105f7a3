import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ApiClient } from '../../../nodes/lib/api/types';
import { failureOf } from './support/failing';
import { json, serveSockets, type TestServer } from './support/servers';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  callOptions,
  clientOf,
  grant,
  REQUEST,
  serveTenant,
  type Tenant,
  type TenantOptions,
} from './support/tenant';
import { withoutJitter } from './support/tries';

type Answer = NonNullable<TenantOptions['answer']>;

describe('the client', () => {
  withoutJitter();
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  async function tenant(
    options: TenantOptions = {},
    settings: Parameters<typeof clientOf>[1] = {},
  ): Promise<[ApiClient, Tenant]> {
    const served = await serveTenant(options);
    const client = clientOf(served.server.origin, settings);
    open.push(client, served.server);
    return [client, served];
  }
  /** Answers in this order; the last one stays. */
  const inTurn =
    (...answers: ((response: ServerResponse) => void)[]): Answer =>
    (attempt, _request, response) =>
      (answers[Math.min(attempt, answers.length) - 1] ?? (() => undefined))(response);
  const fine = (response: ServerResponse): void => json(response, 200, { data: [{ a: 1 }] });
  const status =
    (code: number, body: unknown = {}, headers: Record<string, string> = {}) =>
    (response: ServerResponse): void =>
      json(response, code, body, headers);

  describe('a call', () => {
    it('carries token, request id and query to the origin', async () => {
      const [client, { seen, signIns }] = await tenant();
      await client.call({ ...REQUEST, query: { type: 'url protect', pageSize: '100' } }, callOptions());
      const [first] = seen;
      assert.equal(first?.url, '/siem/v1/batch/events/cg?type=url+protect&pageSize=100');
      assert.equal(first?.headers['authorization'], 'Bearer token-number-1');
      assert.equal(first?.headers['accept'], 'application/json');
      assert.match(String(first?.headers['x-request-id']), /^[0-9a-f-]{36}$/);
      assert.deepEqual(Object.fromEntries(new URLSearchParams(signIns[0]?.body)), {
        grant_type: 'client_credentials',
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
      });
      assert.equal(client.calls, 2);
    });

    it('carries a key of the query as often as it is given', async () => {
      const [client, { seen }] = await tenant();
      await client.call({ ...REQUEST, query: { type: ['a b', 'c'], size: '5', none: [] } }, callOptions());
      assert.equal(seen[0]?.url, '/siem/v1/batch/events/cg?type=a+b&type=c&size=5');
    });

    it('sends its body as JSON, and only then says so', async () => {
      const [client, { seen }] = await tenant();
      await client.call({ method: 'POST', path: '/api/x', body: { data: [] }, group: 'api' }, callOptions());
      await client.call({ method: 'POST', path: '/api/y', group: 'api' }, callOptions());
      assert.equal(seen[0]?.body, '{"data":[]}');
      assert.equal(seen[0]?.headers['content-type'], 'application/json');
      assert.equal(seen[1]?.headers['content-type'], undefined);
    });

    it('gives body, request id, size and the failures of a partial success', async () => {
      const body = { data: [{ a: 'ä' }], fail: [{ code: 'one_item', message: `not ${CLIENT_SECRET}` }] };
      const [client] = await tenant({ answer: inTurn(status(200, body, { 'x-request-id': 'req-1' })) });
      const answer = await client.call(REQUEST, callOptions());
      assert.deepEqual(answer, {
        status: 200,
        body,
        requestId: 'req-1',
        bytes: Buffer.byteLength(JSON.stringify(body)),
        failures: [{ code: 'one_item', message: 'not ***', retryable: false }],
      });
    });

    for (const path of [
      '//elsewhere.example/',
      '@elsewhere.example/',
      '/\\elsewhere.example',
      '/a?b=c',
      '/a#b',
      '',
    ])
      it(`is not made to ${path || 'nowhere'}`, async () => {
        const [client, { seen, signIns }] = await tenant();
        const error = await failureOf(client.call({ ...REQUEST, path }, callOptions()));
        assert.equal(error.code, 'MIMECAST_CONFIG');
        assert.equal(seen.length + signIns.length, 0);
      });

    it('does not take its token along when it is sent elsewhere', async () => {
      const other = await serveTenant();
      open.push(other.server);
      const [client] = await tenant({
        answer: inTurn(status(302, {}, { location: `${other.server.origin}/steal` })),
      });
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.deepEqual([error.code, error.reason], ['MIMECAST_BAD_ANSWER', 'redirect']);
      assert.equal(other.seen.length, 0);
    });
  });

  describe('what passes by itself', () => {
    it('is tried again, four times at most', async () => {
      const [client, { seen }] = await tenant({ answer: inTurn(status(503)) });
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.deepEqual([error.code, error.transient, error.status], ['MIMECAST_UNAVAILABLE', true, 503]);
      assert.equal(seen.length, 4);
    });

    const passing: Readonly<Record<string, (response: ServerResponse) => void>> = {
      '500': status(500),
      'a page instead of JSON': (response) => response.end('<html>maintenance'),
      'JSON cut off': (response) => response.end('{"data":['),
      'a failure that calls itself retryable': status(200, {
        fail: [{ errors: [{ code: 'busy', retryable: true }] }],
      }),
      'a connection that breaks off': (response) => response.destroy(),
      'meta.status 503': status(200, { meta: { status: 503 } }),
    };
    for (const [what, answer] of Object.entries(passing))
      it(`${what}: the next try counts`, async () => {
        const [client, { seen }] = await tenant({ answer: inTurn(answer, fine) });
        assert.deepEqual((await client.call(REQUEST, callOptions())).body, { data: [{ a: 1 }] });
        assert.equal(seen.length, 2);
      });

    it('an answer that does not come ends with the time-out', async () => {
      const [client, { seen }] = await tenant(
        { answer: inTurn(() => undefined) },
        { timeoutMs: 50, tries: 2 },
      );
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.deepEqual(
        [error.code, error.reason, error.transient],
        ['MIMECAST_UNAVAILABLE', 'timeout', true],
      );
      assert.equal(seen.length, 2);
    });

    it('an answer that drips for ever ends too', async () => {
      let timer: NodeJS.Timeout | undefined;
      const drip = (response: ServerResponse): void => {
        timer = setInterval(() => response.write(' '), 20);
      };
      const [client] = await tenant({ answer: inTurn(drip) }, { timeoutMs: 60, tries: 1 });
      const error = await failureOf(client.call(REQUEST, callOptions()));
      clearInterval(timer);
      assert.equal(error.reason, 'timeout');
    });

    it('an answer above 64 MiB is not read to its end, and not asked for again', async () => {
      const [client, { seen }] = await tenant({
        answer: (_attempt, _request, response) => {
          const mebibyte = Buffer.alloc(1024 * 1024, ' ');
          for (let i = 0; i < 65; i += 1) response.write(mebibyte);
        },
      });
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.deepEqual([error.code, error.transient], ['MIMECAST_BAD_ANSWER', false]);
      assert.equal(seen.length, 1);
    });
  });

  describe('what does not pass', () => {
    const refused: readonly (readonly [
      string,
      (response: ServerResponse) => void,
      string,
      string | undefined,
    ])[] = [
      [
        '403',
        status(403, { fail: [{ code: 'app_forbidden', message: 'Forbidden' }] }),
        'MIMECAST_FORBIDDEN',
        'app_forbidden',
      ],
      ['404', status(404), 'MIMECAST_NOT_LICENSED', undefined],
      [
        '400 of the SIEM family',
        status(400, { error: { code: 'Request Validation Failed', message: 'Invalid date range' } }),
        'MIMECAST_BAD_REQUEST',
        'Request Validation Failed',
      ],
      [
        '200 with fail[]',
        status(200, {
          data: [],
          fail: [{ errors: [{ field: 'end', code: 'err_validation_null', message: 'Cannot be null' }] }],
        }),
        'MIMECAST_BAD_REQUEST',
        'err_validation_null',
      ],
    ];
    for (const [what, answer, code, vendorCode] of refused)
      it(`${what}: ${code}, asked once`, async () => {
        const [client, { seen }] = await tenant({ answer: inTurn(answer) });
        const error = await failureOf(client.call(REQUEST, callOptions()));
        assert.deepEqual(
          [error.code, error.transient, error.vendorCode, error.endpoint],
          [code, false, vendorCode, REQUEST.path],
        );
        assert.equal(seen.length, 1);
      });

    it('says what Mimecast said, and what to do', async () => {
      const [client] = await tenant({
        answer: inTurn(status(400, { error: { code: 'X', message: 'Invalid date range' } })),
      });
      const { message } = await failureOf(client.call(REQUEST, callOptions()));
      assert.equal(
        message,
        'Mimecast does not accept the request ("Invalid date range"): check the settings of the node',
      );
    });

    it('keeps a code that is an essay to itself', async () => {
      const [client] = await tenant({ answer: inTurn(status(400, { error: 'no <b>code</b> at all' })) });
      assert.equal((await failureOf(client.call(REQUEST, callOptions()))).vendorCode, undefined);
    });
  });

  describe('a 401', () => {
    const expired = status(401, { fail: [{ code: 'token_expired', message: 'Access Token Expired' }] });

    it('gets a new token and one more try', async () => {
      const [client, { seen, signIns }] = await tenant({ answer: inTurn(expired, fine) });
      await client.call(REQUEST, callOptions());
      assert.equal(signIns.length, 2);
      assert.deepEqual(
        seen.map((one) => one.headers['authorization']),
        ['Bearer token-number-1', 'Bearer token-number-2'],
      );
    });

    it('on many streams at once gets one new token', async () => {
      const [client, { signIns }] = await tenant({
        answer: (_attempt, request, response) =>
          request.headers.authorization === 'Bearer token-number-1' ? expired(response) : fine(response),
      });
      await Promise.all(
        ['a', 'b', 'c', 'd', 'e', 'f'].map((stream) => client.call(REQUEST, callOptions({ stream }))),
      );
      assert.equal(signIns.length, 2);
    });

    it('again and again is tried later, without asking for token after token', async () => {
      const [client, { seen, signIns }] = await tenant({ answer: inTurn(expired) });
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.deepEqual(
        [error.code, error.transient, error.vendorCode],
        ['MIMECAST_AUTH', true, 'token_expired'],
      );
      assert.equal(signIns.length, 2);
      assert.equal(seen.length, 5);
    });

    it('is for good when the sign-in is refused as well', async () => {
      const [client] = await tenant({
        answer: inTurn(expired),
        signIn: (attempt, _request, response) =>
          attempt === 1
            ? json(response, 200, grant('token-number-1'))
            : json(response, 401, { error: 'invalid_grant' }),
      });
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.deepEqual([error.reason, error.transient], ['revoked', false]);
    });
  });

  describe('signing in', () => {
    it('happens once for many streams', async () => {
      const [client, { signIns }] = await tenant();
      await Promise.all(['a', 'b', 'c'].map((stream) => client.call(REQUEST, callOptions({ stream }))));
      assert.equal(signIns.length, 1);
    });

    const refused: readonly (readonly [string, number, unknown, string, string, boolean])[] = [
      [
        'wrong secret',
        401,
        { fail: [{ code: 'InvalidClientIdentifier', message: 'x' }] },
        'MIMECAST_AUTH',
        'wrongSecret',
        false,
      ],
      [
        'a typo',
        400,
        { error: 'invalid_client', error_description: 'x' },
        'MIMECAST_AUTH',
        'wrongSecret',
        false,
      ],
      ['revoked application', 401, { error: 'invalid_grant' }, 'MIMECAST_AUTH', 'revoked', false],
      [
        'not allowed from here',
        403,
        { fail: [{ code: 'app_forbidden' }] },
        'MIMECAST_AUTH',
        'signInRefused',
        false,
      ],
      ['not Mimecast at all', 404, 'nothing here', 'MIMECAST_CONFIG', 'wrongHost', false],
      ['a host that knows no POST', 405, '', 'MIMECAST_CONFIG', 'wrongHost', false],
      [
        'refused within 200',
        200,
        { fail: [{ code: 'InvalidClientIdentifier' }] },
        'MIMECAST_AUTH',
        'wrongSecret',
        false,
      ],
      [
        'trouble within 200',
        200,
        { fail: [{ code: 'err_internal' }] },
        'MIMECAST_BAD_ANSWER',
        'noToken',
        true,
      ],
      ['no token', 200, { expires_in: 1799 }, 'MIMECAST_BAD_ANSWER', 'noToken', true],
      ['a page', 200, '<html>', 'MIMECAST_BAD_ANSWER', 'html', true],
      ['trouble', 503, '', 'MIMECAST_UNAVAILABLE', 'serverError', true],
    ];
    for (const [what, code, body, expected, reason, transient] of refused)
      it(`${what}: ${reason}, ${transient ? 'four tries' : 'one try'}`, async () => {
        const [client, { seen, signIns }] = await tenant({
          signIn: (_attempt, _request, response) => json(response, code, body),
        });
        const error = await failureOf(client.call(REQUEST, callOptions()));
        assert.deepEqual([error.code, error.reason, error.transient], [expected, reason, transient]);
        assert.equal(signIns.length, transient ? 4 : 1);
        assert.equal(seen.length, 0);
      });

    it('is not hammered by streams when it is refused', async () => {
      const [client, { signIns }] = await tenant({
        signIn: (_attempt, _request, response) => json(response, 401, {}),
      });
      for (const stream of ['a', 'b', 'c', 'd'])
        await failureOf(client.call(REQUEST, callOptions({ stream })));
      assert.equal(signIns.length, 1);
    });

    it('does not use up quota of the API when it is refused', async () => {
      const [client, { seen }] = await tenant({
        signIn: (attempt, _request, response) =>
          attempt === 1 ? json(response, 401, {}) : json(response, 200, grant('token-number-x')),
      });
      for (let i = 0; i < 60; i += 1) await failureOf(client.call(REQUEST, callOptions()));
      const told = callOptions();
      assert.equal(told.throttled.length + seen.length, 0);
    });

    it('needs an id and a secret, except in the demo', async () => {
      const [client, { signIns }] = await tenant({}, { clientSecret: '' });
      assert.equal((await failureOf(client.call(REQUEST, callOptions()))).reason, 'credentialsMissing');
      assert.equal(signIns.length, 0);
      const [demo] = await tenant({}, { clientId: '', clientSecret: '', demo: true });
      assert.equal((await demo.call(REQUEST, callOptions())).status, 200);
    });

    it('that is throttled is waited for, and told to those who wait', async () => {
      const [client, { signIns }] = await tenant({
        signIn: (attempt, _request, response) =>
          attempt === 1 ? json(response, 429, 'slow down') : json(response, 200, grant('token-number-2')),
      });
      const options = callOptions();
      await client.call(REQUEST, options);
      assert.equal(signIns.length, 2);
      assert.deepEqual(
        options.throttled.map(({ group }) => group),
        ['token'],
      );
    });
  });

  describe('a 429', () => {
    it('is sat out and told, and is no failure', async () => {
      const [client, { seen }] = await tenant({
        answer: inTurn(status(429), status(429), status(503), fine),
      });
      const options = callOptions();
      await client.call(REQUEST, options);
      assert.equal(seen.length, 4);
      assert.deepEqual(
        options.throttled.map(({ group }) => group),
        ['siem-batch', 'siem-batch'],
      );
    });

    it('is sat out five times in a row; from the third on with the interval that fits', async () => {
      const [client, { seen }] = await tenant({ answer: inTurn(status(429, 'slow down')) });
      const options = callOptions();
      const error = await failureOf(client.call(REQUEST, options));
      assert.deepEqual([error.code, error.transient, error.status], ['MIMECAST_RATE_LIMITED', true, 429]);
      assert.equal(typeof error.retryAt, 'number');
      assert.equal(seen.length, 6);
      assert.deepEqual(
        options.throttled.map((one) => one.fittingIntervalMs),
        [undefined, undefined, ...Array(4).fill(60_000)],
      );
    });

    it('is told at once where nobody wants to wait', async () => {
      const [client, { seen }] = await tenant(
        { answer: inTurn(status(429, {}, { 'retry-after': '60' })) },
        { tries: 1 },
      );
      assert.equal((await failureOf(client.call(REQUEST, callOptions()))).code, 'MIMECAST_RATE_LIMITED');
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.equal(error.reason, 'rateLimited');
      assert((error.retryAt ?? 0) > Date.now() + 50_000);
      assert.equal(seen.length, 1);
    });

    it('of one client makes the others of the same application wait', async () => {
      const [one, { server }] = await tenant(
        { answer: inTurn(status(429, {}, { 'retry-after': '60' })) },
        { tries: 1 },
      );
      const other = clientOf(server.origin, { tries: 1 });
      open.push(other);
      await failureOf(one.call(REQUEST, callOptions()));
      const before = other.calls;
      assert.equal((await failureOf(other.call(REQUEST, callOptions()))).reason, 'rateLimited');
      assert.equal(other.calls - before, 1);
    });
  });

  describe('stopping', () => {
    const stop = new Error('stop');

    it('ends a call under way', async () => {
      const stopping = new AbortController();
      const [client] = await tenant({ answer: () => stopping.abort(stop) });
      await assert.rejects(client.call(REQUEST, callOptions({ signal: stopping.signal })), stop);
    });

    it('ends a call in its back-off', async () => {
      Math.random = () => 1;
      const stopping = new AbortController();
      const [client] = await tenant({
        answer: (_attempt, _request, response) => {
          json(response, 503, {});
          setTimeout(() => stopping.abort(stop), 20);
        },
      });
      await assert.rejects(client.call(REQUEST, callOptions({ signal: stopping.signal })), stop);
    });

    it('ends a call that waits for quota', async () => {
      const stopping = new AbortController();
      const [client] = await tenant({ answer: inTurn(status(429, {}, { 'retry-after': '60' })) });
      const onThrottled = (): void => stopping.abort(stop);
      await assert.rejects(client.call(REQUEST, callOptions({ signal: stopping.signal, onThrottled })), stop);
    });

    it('can be asked for by very many at once without a warning, and leaves no listener behind', async () => {
      const warnings: Error[] = [];
      const onWarning = (warning: Error): number => warnings.push(warning);
      process.on('warning', onWarning);
      const [client] = await tenant();
      const { signal } = new AbortController();
      const streams = Array.from({ length: 20 }, (_, i) => `stream ${i}`);
      await Promise.all(streams.map((stream) => client.call(REQUEST, callOptions({ signal, stream }))));
      await new Promise((resolve) => setImmediate(resolve));
      process.off('warning', onWarning);
      assert.deepEqual(warnings, []);
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    });

    it('comes before anything is sent', async () => {
      const [client, { signIns }] = await tenant();
      await assert.rejects(client.call(REQUEST, callOptions({ signal: AbortSignal.abort(stop) })), stop);
      assert.equal(signIns.length, 0);
    });

    it('by closing ends everything, the sign-in included, and lets nothing begin', async () => {
      const [client] = await tenant({ signIn: () => void client.close() });
      await assert.rejects(client.call(REQUEST, callOptions()), { name: 'AbortError' });
      await assert.rejects(client.call(REQUEST, callOptions()), { name: 'AbortError' });
      await assert.rejects(client.download('https://127.0.0.1:1/x', callOptions()), { name: 'AbortError' });
      await client.close();
    });

    it('by closing gives the sockets back', async () => {
      let sockets = 0;
      const server: TestServer = await serveSockets((socket) => {
        sockets += 1;
        socket.on('close', () => {
          sockets -= 1;
        });
        socket.on('error', () => undefined);
        socket.resume();
      });
      open.push(server);
      const client = clientOf(server.origin);
      const call = client.call(REQUEST, callOptions());
      setTimeout(() => void client.close(), 20);
      await assert.rejects(call, { name: 'AbortError' });
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(sockets, 0);
    });
  });
});
