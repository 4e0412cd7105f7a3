import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { failureOf } from './support/error-assertions';
import { fine, inSequence, status } from './support/responders';
import { CLIENT_ID, CLIENT_SECRET, callOptions, REQUEST, serveTenant } from './support/tenant';
import { useTenants } from './support/tenants';

describe('The client', () => {
  const { tenant, close } = useTenants();

  describe('a call', () => {
    it('sends token, request id and query to the origin', async () => {
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

    it('sends a repeated query key as often as it is given', async () => {
      const [client, { seen }] = await tenant();
      await client.call({ ...REQUEST, query: { type: ['a b', 'c'], size: '5', none: [] } }, callOptions());
      assert.equal(seen[0]?.url, '/siem/v1/batch/events/cg?type=a+b&type=c&size=5');
    });

    it('sends its body as JSON, and the content type only with a body', async () => {
      const [client, { seen }] = await tenant();
      await client.call({ method: 'POST', path: '/api/x', body: { data: [] }, group: 'api' }, callOptions());
      await client.call({ method: 'POST', path: '/api/y', group: 'api' }, callOptions());
      assert.equal(seen[0]?.body, '{"data":[]}');
      assert.equal(seen[0]?.headers['content-type'], 'application/json');
      assert.equal(seen[1]?.headers['content-type'], undefined);
    });

    it('returns body, request id, size and the failures of a partial success', async () => {
      const body = { data: [{ a: 'ä' }], fail: [{ code: 'one_item', message: `not ${CLIENT_SECRET}` }] };
      const [client] = await tenant({ answer: inSequence(status(200, body, { 'x-request-id': 'req-1' })) });
      const result = await client.call(REQUEST, callOptions());
      assert.deepEqual(result, {
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
      it(`is not sent to ${path || 'an empty path'}`, async () => {
        const [client, { seen, signIns }] = await tenant();
        const error = await failureOf(client.call({ ...REQUEST, path }, callOptions()));
        assert.equal(error.code, 'MIMECAST_CONFIG');
        assert.equal(seen.length + signIns.length, 0);
      });

    it('does not send its token to another host', async () => {
      const other = await serveTenant();
      close(other.server);
      const [client] = await tenant({
        answer: inSequence(status(302, {}, { location: `${other.server.origin}/steal` })),
      });
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.deepEqual([error.code, error.reason], ['MIMECAST_BAD_ANSWER', 'redirect']);
      assert.equal(other.seen.length, 0);
    });
  });

  describe('a temporary failure', () => {
    it('is retried, up to four tries', async () => {
      const [client, { seen }] = await tenant({ answer: inSequence(status(503)) });
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
    for (const [what, result] of Object.entries(passing))
      it(`(${what}) succeeds on the next try`, async () => {
        const [client, { seen }] = await tenant({ answer: inSequence(result, fine) });
        assert.deepEqual((await client.call(REQUEST, callOptions())).body, { data: [{ a: 1 }] });
        assert.equal(seen.length, 2);
      });

    it('a response that never comes ends with the time-out', async () => {
      const [client, { seen }] = await tenant(
        { answer: inSequence(() => undefined) },
        { timeoutMs: 50, tries: 2 },
      );
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.deepEqual(
        [error.code, error.reason, error.transient],
        ['MIMECAST_UNAVAILABLE', 'timeout', true],
      );
      assert.equal(seen.length, 2);
    });

    it('a response that never ends is cut off by the time-out too', async () => {
      let timer: NodeJS.Timeout | undefined;
      const drip = (response: ServerResponse): void => {
        timer = setInterval(() => response.write(' '), 20);
      };
      const [client] = await tenant({ answer: inSequence(drip) }, { timeoutMs: 60, tries: 1 });
      const error = await failureOf(client.call(REQUEST, callOptions()));
      clearInterval(timer);
      assert.equal(error.reason, 'timeout');
    });

    it('a response above 64 MiB is not read to its end, and not requested again', async () => {
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

  describe('a permanent failure', () => {
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
    for (const [what, result, code, vendorCode] of refused)
      it(`(${what}) has code ${code}, after one request`, async () => {
        const [client, { seen }] = await tenant({ answer: inSequence(result) });
        const error = await failureOf(client.call(REQUEST, callOptions()));
        assert.deepEqual(
          [error.code, error.transient, error.vendorCode, error.endpoint],
          [code, false, vendorCode, REQUEST.path],
        );
        assert.equal(seen.length, 1);
      });

    it("contains Mimecast's message, and the remedy", async () => {
      const [client] = await tenant({
        answer: inSequence(status(400, { error: { code: 'X', message: 'Invalid date range' } })),
      });
      const { message } = await failureOf(client.call(REQUEST, callOptions()));
      assert.equal(
        message,
        'Mimecast does not accept the request ("Invalid date range"): check the settings of the node',
      );
    });

    it('omits a code that is a long text', async () => {
      const [client] = await tenant({ answer: inSequence(status(400, { error: 'no <b>code</b> at all' })) });
      assert.equal((await failureOf(client.call(REQUEST, callOptions()))).vendorCode, undefined);
    });
  });
});
