import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { api1Date, signedHeaders } from '../../../../nodes/lib/api/auth/api1-signer';
import { createClient } from '../../../../nodes/lib/api/client';
import { originOf } from '../../../../nodes/lib/api/http/regions';
import type { ApiClient } from '../../../../nodes/lib/contracts/api-client';
import { regionProblem } from '../../../../nodes/lib/properties/values/regions';
import { createSimulator, type Simulator } from '../../../../nodes/lib/simulator/simulator';
import { json } from '../support/servers';
import { clientOf, serveTenant } from '../support/tenant';

const KEYS = {
  appId: 'canary-app-id-11',
  appKey: 'canary-app-key-22',
  accessKey: 'canary-access-key-33',
  secretKey: Buffer.from('canary-secret-key-44').toString('base64'),
};
const ACCOUNT = '/api/account/get-account';

describe('The signature of API 1.0', () => {
  it('covers date, request id, path and application key, with the decoded secret key', () => {
    const now = Date.parse('2015-11-24T12:50:11Z');
    const headers = signedHeaders(KEYS, ACCOUNT, now, 'an-id');
    const date = 'Tue, 24 Nov 2015 12:50:11 UTC';
    assert.equal(api1Date(now), date);
    const signature = createHmac('sha1', 'canary-secret-key-44')
      .update(`${date}:an-id:${ACCOUNT}:${KEYS.appKey}`)
      .digest('base64');
    assert.deepEqual(headers, {
      authorization: `MC ${KEYS.accessKey}:${signature}`,
      'x-mc-app-id': KEYS.appId,
      'x-mc-date': date,
      'x-mc-req-id': 'an-id',
    });
  });

  it('differs for each request', () => {
    const [a, b] = [signedHeaders(KEYS, ACCOUNT), signedHeaders(KEYS, ACCOUNT)];
    assert.notEqual(a['x-mc-req-id'], b['x-mc-req-id']);
  });
});

describe('Regions of API 1.0', () => {
  it('have their own hosts, separate from those of API 2.0', () => {
    assert.equal(originOf('eu', '', 'legacy'), 'https://eu-api.mimecast.com');
    assert.equal(originOf('us', '', 'legacy'), 'https://us-api.mimecast.com');
    assert.equal(originOf('us', '', 'oauth2'), 'https://us-api.services.mimecast.com');
    assert.equal(regionProblem('eu', 'oauth2')?.key, 'regionApi1');
    assert.equal(regionProblem('global', 'legacy')?.key, 'regionApi2');
    assert.throws(() => originOf('eu', '', 'oauth2'), { code: 'MIMECAST_CONFIG' });
    for (const region of ['demo', 'custom'] as const)
      assert.equal(regionProblem(region, 'legacy'), undefined);
  });

  it('accept a typed host where sources disagree about it', () => {
    const jersey = 'https://jer-api.mimecast.com';
    assert.equal(originOf('custom', jersey, 'legacy'), jersey);
    assert.equal(originOf('custom', jersey, 'oauth2'), jersey);
  });
});

describe('A client with API 1.0 keys', () => {
  let tenant: Simulator;
  let client: ApiClient;
  const open = (keys = KEYS): ApiClient =>
    createClient({
      origin: tenant.apiUrl,
      demo: false,
      clientId: '',
      clientSecret: '',
      legacy: keys,
      timeoutMs: 5_000,
      tries: 1,
    });
  beforeEach(async () => {
    tenant = createSimulator({ legacyKeys: KEYS });
    await tenant.start();
    client = open();
  });
  afterEach(async () => {
    await client.close();
    await tenant.stop();
  });
  const options = { signal: new AbortController().signal, stream: 'test' };
  const ask = (of: ApiClient) =>
    of.call({ method: 'POST', path: ACCOUNT, body: { data: [] }, group: 'api' }, options);

  it('reads without requesting a token', async () => {
    assert.equal((await ask(client)).status, 200);
    assert.equal(tenant.requests.filter(({ path }) => path === '/oauth/token').length, 0);
  });

  it('identifies the account without a path that API 1.0 does not have', async () => {
    assert.match((await client.identity(options)).code, /^C/);
    assert.ok(tenant.requests.every(({ path }) => path === ACCOUNT));
  });

  it('reports that everything else needs API 2.0, without a request', async () => {
    const siem = client.call({ method: 'GET', path: '/siem/v1/events/cg', group: 'siem-stream' }, options);
    await assert.rejects(siem, { code: 'MIMECAST_CONFIG', reason: 'needsApi2', message: /API 2\.0/ });
    assert.equal(tenant.requests.length, 0);
  });

  it('reports refused keys once, and shows none of them', async () => {
    const wrong = open({ ...KEYS, secretKey: Buffer.from('another').toString('base64') });
    await assert.rejects(ask(wrong), (error: Error) => {
      assert.equal(Reflect.get(error, 'code'), 'MIMECAST_AUTH');
      for (const key of Object.values(KEYS)) assert.ok(!JSON.stringify([error.message, error]).includes(key));
      return true;
    });
    await wrong.close();
    assert.equal(tenant.requests.length, 1);
  });
});

describe('An application that API 1.0 refuses', () => {
  const call = { method: 'POST', path: ACCOUNT, body: { data: [] }, group: 'api' } as const;
  const options = { signal: new AbortController().signal, stream: 'test' };
  const refusal = (code: string) => ({
    meta: { status: 200 },
    data: [],
    fail: [{ errors: [{ code, message: 'App ID is invalid: canary', retryable: false }] }],
  });
  const refused = async (answers: readonly (readonly [number, unknown])[]) => {
    const { server, seen } = await serveTenant({
      answer: (attempt, _request, response) => {
        const [status, body] = answers[Math.min(attempt, answers.length) - 1] ?? [500, {}];
        json(response, status, body);
      },
    });
    const client = clientOf(server.origin, { legacy: KEYS, clientId: '', clientSecret: '' });
    try {
      const result = await client.call(call, options).catch((error: unknown) => error);
      return {
        answer: result,
        calls: seen.length,
        requestIds: seen.map(({ headers }) => headers['x-mc-req-id']),
      };
    } finally {
      await client.close();
      await server.close();
    }
  };

  it('gets an error about the keys, not an outage, when its id is unknown twice', async () => {
    const { answer: result, calls } = await refused([[200, refusal('err_developer_key')]]);
    assert.equal(calls, 2);
    assert.ok(result instanceof Error);
    assert.equal(Reflect.get(result, 'code'), 'MIMECAST_AUTH');
    assert.equal(Reflect.get(result, 'transient'), false);
    assert.equal(Reflect.get(result, 'vendorCode'), 'err_developer_key');
    assert.match(result.message, /does not know this API 1\.0 application id/);
  });

  it('gets a retry when its id is unknown once, because valid ids get this response too', async () => {
    const {
      answer: result,
      calls,
      requestIds,
    } = await refused([
      [200, refusal('err_developer_key')],
      [200, { meta: { status: 200 }, data: [{ ok: true }], fail: [] }],
    ]);
    assert.equal(Reflect.get(Object(result), 'status'), 200);
    assert.equal(calls, 2);
    assert.notEqual(requestIds[0], requestIds[1]);
  });

  for (const [status, code, expected, words] of [
    [418, 'err_xdk_binding_expired', 'MIMECAST_AUTH', /binding .* has expired/],
    [200, 'err_xdk_binding_expired', 'MIMECAST_AUTH', /binding .* has expired/],
    [401, 'err_xdk_invalid_signature', 'MIMECAST_AUTH', /does not accept these API 1\.0 keys/],
    [200, 'err_audit_log_incorrect_region', 'MIMECAST_CONFIG', /choose the region of the account/],
  ] as const) {
    it(`${code} with ${status}: ${expected}, at the first time`, async () => {
      const { answer: result, calls } = await refused([[status, refusal(code)]]);
      assert.ok(result instanceof Error);
      assert.equal(Reflect.get(result, 'code'), expected);
      assert.match(result.message, words);
      assert.equal(calls, 1);
    });
  }
});
