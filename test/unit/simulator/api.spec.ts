import assert from 'node:assert/strict';
import { CANARIES, type FaultName } from '../../../nodes/lib/simulator/simulator';
import { type ApiClient, NOW, parse, read, withTenant } from './support/tenant';

const ACCOUNT = '/api/account/get-account';
const getAccount = (apiClient: ApiClient, body = '{"data":[]}') =>
  apiClient.get(ACCOUNT, { method: 'POST', body });

interface AccountAnswer {
  readonly meta: Record<string, unknown>;
  readonly data: readonly (Record<string, unknown> & { readonly packages: readonly string[] })[];
}

describe('simulator: the gateway', () => {
  it('sends every response with x-request-id, no-store and its own clock, also refusals', () =>
    withTenant({}, async (apiClient, simulator) => {
      const replies = [
        await apiClient.get('/identity/whoami'),
        await apiClient.get('/no/such/path'),
        await read(`${simulator.apiUrl}/identity/whoami`),
      ];
      assert.deepEqual(
        replies.map(({ status }) => status),
        [200, 404, 401],
      );
      const ids = replies.map(({ headers }) => headers.get('x-request-id'));
      assert.equal(new Set(ids).size, 3);
      for (const { headers } of replies) {
        assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
        assert.equal(headers.get('cache-control'), 'no-store');
        assert.equal(Date.parse(headers.get('date') ?? ''), NOW);
      }
    }));

  it('accepts only the documented methods', () =>
    withTenant({}, async (apiClient) => {
      const wrong = await apiClient.get('/siem/v1/batch/events/cg', { method: 'POST' });
      assert.equal(wrong.status, 405);
      assert.equal(wrong.headers.get('allow'), 'GET');
      assert.equal((await apiClient.get('/oauth/token')).status, 405);
      assert.equal((await apiClient.get(ACCOUNT)).status, 405);
    }));

  it('says why a token is rejected', () =>
    withTenant({}, async (apiClient, simulator) => {
      const codeFor = async (headers: Record<string, string>): Promise<string> =>
        (await read(`${simulator.apiUrl}/identity/whoami`, { headers })).text;
      assert.match(await codeFor({}), /"unauthorized"/);
      assert.match(await codeFor({ authorization: 'Basic YTpi' }), /Unauthorized Request/);
      assert.match(await codeFor({ authorization: 'Bearer nonsense' }), /token_verification_failed/);
      assert.equal((await apiClient.get('/identity/whoami')).status, 200);
    }));

  it("returns the application's identity", () =>
    withTenant({ accountCode: 'CUSA77A7' }, async (apiClient, simulator) => {
      assert.deepEqual(parse(await apiClient.get('/identity/whoami')), {
        version: 1,
        type: 'application',
        'account-codes': ['CUSA77A7'],
        'home-account': 'CUSA77A7',
      });
      simulator.grants.whoami = false;
      assert.equal((await apiClient.get('/identity/whoami')).status, 403);
    }));

  it('returns the account with its sensitive values, escaped, without pagination', () =>
    withTenant({ accountName: 'Corp Example' }, async (apiClient) => {
      const reply = await getAccount(apiClient);
      const { meta, data }: AccountAnswer = JSON.parse(reply.text);
      assert.deepEqual(meta, { status: 200 });
      const [account] = data;
      assert.equal(account?.['accountName'], 'Corp Example');
      for (const [name, canary] of Object.entries(CANARIES)) assert.equal(account?.[name], canary);
      assert.ok(!/[<>']/.test(reply.text), 'markup characters are escaped in /api/* bodies');
      assert.equal((await getAccount(apiClient, '')).status, 200);
    }));

  it('lists the packages in another order now and then', () =>
    withTenant({}, async (apiClient) => {
      const orders = new Set<string>();
      for (let i = 0; i < 5; i++) {
        const { data }: AccountAnswer = JSON.parse((await getAccount(apiClient)).text);
        orders.add((data[0]?.packages ?? []).join());
        assert.equal(data[0]?.packages.length, 6);
      }
      assert.ok(orders.size > 1);
    }));

  it('responds to a malformed function call with 200 and fail', () =>
    withTenant({}, async (apiClient) => {
      for (const body of ['{"data":{}}', '{broken', '[]']) {
        const reply = await getAccount(apiClient, body);
        assert.equal(reply.status, 200);
        assert.match(reply.text, /"fail":\[\{"errors":\[\{"code":"err_validation_null"/);
      }
    }));

  it('denies the account to applications without product or role', () =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.grants.account = false;
      const reply = await getAccount(apiClient);
      assert.equal(reply.status, 403);
      assert.match(reply.text, /app_forbidden/);
    }));

  it('records requests, without values of headers', () =>
    withTenant({}, async (apiClient, simulator) => {
      await apiClient.list({ type: 'av', pageSize: '3' });
      assert.deepEqual(simulator.requests.at(-1), {
        server: 'api',
        at: NOW,
        method: 'GET',
        path: '/siem/v1/batch/events/cg',
        query: { type: 'av', pageSize: '3' },
        hasAuthorization: true,
        status: 200,
      });
    }));

  it('delays its responses when configured', () =>
    withTenant({ latencyMs: 60 }, async (apiClient) => {
      const start = performance.now();
      await apiClient.get('/identity/whoami');
      assert.ok(performance.now() - start >= 55);
    }));
});

describe('simulator: quotas', () => {
  it('count down, return 429 with milliseconds, and refill at the end of the window', () =>
    withTenant({}, async (apiClient, simulator) => {
      const first = await apiClient.list({ type: 'av' });
      assert.equal(first.headers.get('x-ratelimit-limit'), '50');
      assert.equal(first.headers.get('x-ratelimit-remaining'), '49');
      // 10:17:03, the window ends at 10:30
      assert.equal(first.headers.get('x-ratelimit-reset'), String(13 * 60_000 - 3_000));
      for (let i = 0; i < 49; i++) await apiClient.list({ type: 'spam' });
      const over = await apiClient.list({ type: 'av' });
      assert.equal(over.status, 429);
      assert.equal(over.headers.get('x-ratelimit-remaining'), '0');
      const reset = Number(over.headers.get('x-ratelimit-reset'));
      simulator.advance(reset - 1);
      assert.equal((await apiClient.list({ type: 'av' })).status, 429);
      simulator.advance(1);
      assert.equal((await apiClient.list({ type: 'av' })).status, 200);
    }));

  it('count endpoint groups separately', () =>
    withTenant({ quotas: { token: q(9), 'siem-batch': q(1), api: q(9) } }, async (apiClient) => {
      assert.equal((await apiClient.list({ type: 'av' })).status, 200);
      assert.equal((await apiClient.list({ type: 'av' })).status, 429);
      assert.equal((await apiClient.get('/identity/whoami')).status, 200);
    }));

  it('can send their headers with refusals only', () =>
    withTenant(
      { quotaHeaders: 'exceeded', quotas: { token: q(9), 'siem-batch': q(1), api: q(9) } },
      async (apiClient) => {
        assert.equal((await apiClient.list({ type: 'av' })).headers.get('x-ratelimit-limit'), null);
        assert.equal((await apiClient.list({ type: 'av' })).headers.get('x-ratelimit-limit'), '1');
      },
    ));
});

function q(calls: number) {
  return { calls, windowMs: 900_000 };
}

describe('simulator: faults of the gateway', () => {
  const once = (name: FaultName, check: (apiClient: ApiClient) => Promise<void>, count = 1): Promise<void> =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.faults.next(name, count);
      await check(apiClient);
      assert.ok(simulator.faults.fired[name] > 0);
    });
  const list = (apiClient: ApiClient) => apiClient.list({ type: 'receipt' });

  it('rate-limited: 429 with headers, as envelope and as plain text', () =>
    once(
      'rate-limited',
      async (apiClient) => {
        const [first, second] = [await list(apiClient), await list(apiClient)];
        assert.deepEqual([first.status, second.status], [429, 429]);
        assert.equal(first.headers.get('x-ratelimit-reset'), '250');
        assert.equal(first.headers.get('x-ratelimit-remaining'), '0');
        assert.match(first.text, /"fail"/);
        assert.equal(second.text, 'Too Many Requests');
      },
      2,
    ));

  it('rate-limited-bare: 429 without headers and body', () =>
    once('rate-limited-bare', async (apiClient) => {
      const reply = await list(apiClient);
      assert.equal(reply.status, 429);
      assert.equal(reply.headers.get('x-ratelimit-reset'), null);
      assert.match(reply.headers.get('content-type') ?? '', /text\/plain/);
    }));

  it('unauthorized-midway: the token is invalid from now on', () =>
    once('unauthorized-midway', async (apiClient) => {
      assert.match((await list(apiClient)).text, /token_expired/);
      assert.equal((await list(apiClient)).status, 401);
      await apiClient.signIn();
      assert.equal((await list(apiClient)).status, 200);
    }));

  it('unauthorized-flaky: the token is still valid', () =>
    once('unauthorized-flaky', async (apiClient) => {
      const reply = await list(apiClient);
      assert.equal(reply.status, 401);
      assert.match(reply.text, /token_verification_failed/);
      assert.equal((await list(apiClient)).status, 200);
    }));

  it('server-error: a burst of three, each in another way', () =>
    once('server-error', async (apiClient) => {
      const replies = [
        await list(apiClient),
        await list(apiClient),
        await list(apiClient),
        await list(apiClient),
      ];
      assert.deepEqual(
        replies.map(({ status }) => status),
        [500, 502, 503, 200],
      );
      assert.match(replies[1]?.text ?? '', /<html>/);
      assert.equal(replies[2]?.text, '');
    }));

  it('html-answer: 200 and a web page', () =>
    once('html-answer', async (apiClient) => {
      const reply = await list(apiClient);
      assert.equal(reply.status, 200);
      assert.match(reply.text, /^<!DOCTYPE html>/);
    }));

  it('truncated-json: 200 and half of the response', () =>
    once('truncated-json', async (apiClient) => {
      const reply = await list(apiClient);
      assert.equal(reply.status, 200);
      assert.match(reply.text, /^\{"value":/);
      assert.throws(() => JSON.parse(reply.text), SyntaxError);
    }));

  it('fail-in-200: in both shapes', () =>
    once(
      'fail-in-200',
      async (apiClient) => {
        assert.match((await list(apiClient)).text, /"fail":\[\{"errors":\[\{"code".*"retryable":true/);
        const gateway = await list(apiClient);
        assert.equal(gateway.status, 200);
        assert.match(gateway.text, /"fail":\[\{"code":/);
      },
      2,
    ));

  it('meta-status: 200 outside, 503 inside', () =>
    once('meta-status', async (apiClient) => {
      const reply = await list(apiClient);
      assert.equal(reply.status, 200);
      assert.deepEqual(parse(reply)['meta'], { status: 503 });
    }));

  it('reset: no response, and half a response', () =>
    once(
      'reset',
      async (apiClient) => {
        await assert.rejects(list(apiClient), TypeError);
        await assert.rejects(list(apiClient), TypeError);
        assert.deepEqual(
          apiClient.simulator.requests.slice(-2).map(({ status }) => status),
          [0, 200],
        );
      },
      2,
    ));

  it('forbidden: 403 for this call', () =>
    once('forbidden', async (apiClient) => {
      assert.equal((await list(apiClient)).status, 403);
      assert.equal((await list(apiClient)).status, 200);
    }));

  it('quota-headers-missing: success without quota headers', () =>
    once('quota-headers-missing', async (apiClient) => {
      const reply = await list(apiClient);
      assert.equal(reply.status, 200);
      assert.equal(reply.headers.get('x-ratelimit-limit'), null);
    }));
});
