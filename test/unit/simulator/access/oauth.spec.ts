import assert from 'node:assert/strict';
import { parse, read, withTenant } from '../support/tenant';

const known = { clientId: 'app', clientSecret: 's+/=' };

describe('simulator: POST /oauth/token', () => {
  it('returns an opaque token for 1799 seconds for a form', () =>
    withTenant(known, async (apiClient) => {
      const reply = await apiClient.signIn();
      assert.equal(reply.status, 200);
      const { access_token: token, expires_in: lifetime, token_type: kind, scope } = parse(reply);
      assert.match(String(token), /^[\w-]{40,}$/);
      assert.equal(lifetime, 1799);
      assert.match(String(kind), /^bearer$/i);
      assert.equal(scope, '');
    }));

  it('accepts any pair when none is set, but not an empty one', () =>
    withTenant({}, async (apiClient) => {
      assert.equal((await apiClient.signIn({ client_id: 'whoever', client_secret: 'whatever' })).status, 200);
      assert.equal((await apiClient.signIn({ client_secret: '' })).status, 401);
    }));

  it('refuses wrong credentials in the shape of the gateway', () =>
    withTenant(known, async (apiClient) => {
      const reply = await apiClient.signIn({ client_secret: 'wrong' });
      assert.equal(reply.status, 401);
      assert.deepEqual(parse(reply), {
        fail: [{ code: 'InvalidClientIdentifier', message: 'Client credentials are invalid' }],
      });
      assert.equal((await apiClient.signIn({ client_id: 'other' })).status, 401);
    }));

  it('requires a form and client_credentials', () =>
    withTenant({}, async (apiClient, simulator) => {
      const asJson = await read(`${simulator.apiUrl}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"grant_type":"client_credentials","client_id":"a","client_secret":"b"}',
      });
      assert.equal(asJson.status, 400);
      assert.equal((await apiClient.signIn({ grant_type: 'password' })).status, 400);
    }));

  it('reports deleted applications as invalid_grant', () =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.grants.active = false;
      const reply = await apiClient.signIn();
      assert.equal(reply.status, 401);
      assert.equal(parse(reply)['error'], 'invalid_grant');
    }));

  it('lets tokens expire on its own clock', () =>
    withTenant({ tokenLifetimeS: 100 }, async (apiClient, simulator) => {
      simulator.advance(99_999);
      assert.equal((await apiClient.get('/identity/whoami')).status, 200);
      simulator.advance(1);
      const late = await apiClient.get('/identity/whoami');
      assert.equal(late.status, 401);
      assert.deepEqual(parse(late), { fail: [{ code: 'token_expired', message: 'Access Token Expired' }] });
    }));

  it('can expire all tokens at once', () =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.expireTokens();
      assert.equal((await apiClient.get('/identity/whoami')).status, 401);
      await apiClient.signIn();
      assert.equal((await apiClient.get('/identity/whoami')).status, 200);
    }));

  it('has a quota of its own', () =>
    withTenant({}, async (apiClient) => {
      const statuses: number[] = [];
      for (let i = 0; i < 20; i++) statuses.push((await apiClient.signIn()).status);
      assert.deepEqual(statuses.slice(0, 19), Array(19).fill(200));
      assert.equal(statuses[19], 429);
    }));

  it('can fail, fail with 200, reflect the request, and return unusual lifetimes', () =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.faults.next('token-error');
      assert.equal((await apiClient.signIn()).status, 503);
      simulator.faults.next('token-fail-in-200');
      const failed = await apiClient.signIn();
      assert.equal(failed.status, 200);
      assert.ok(!('access_token' in parse(failed)));
      simulator.faults.next('token-echo');
      const echo = await apiClient.signIn({ client_secret: 'canary-secret' });
      assert.equal(echo.status, 400);
      assert.match(echo.text, /client_id=app client_secret=canary-secret/);
      simulator.faults.next('expires-in-odd', 4);
      const lifetimes: unknown[] = [];
      for (let i = 0; i < 4; i++) lifetimes.push(parse(await apiClient.signIn())['expires_in']);
      assert.deepEqual(lifetimes, ['1799', undefined, 0, null]);
    }));
});
