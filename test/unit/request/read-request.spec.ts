import assert from 'node:assert/strict';
import type { ApiRequest } from '../../../nodes/lib/contracts/api-client';
import { parseRequest } from '../../../nodes/lib/request/read-request';

const settings = { method: 'POST', path: '/api/account/get-account', mayChange: false } as const;

function request(message: Readonly<Record<string, unknown>>, own: object = {}): ApiRequest {
  const reading = parseRequest(message, { ...settings, ...own });
  assert.ok(reading.ok, JSON.stringify(reading));
  return reading.request;
}

function refusal(message: Readonly<Record<string, unknown>>, own: object = {}): string {
  const reading = parseRequest(message, { ...settings, ...own });
  assert.ok(!reading.ok);
  return reading.problem.key;
}

describe('The request of a message', () => {
  it("uses the node's settings when the message has none: an inject node’s time stamp is no body", () => {
    assert.deepEqual(request({ payload: Date.now() }), {
      method: 'POST',
      path: '/api/account/get-account',
      group: 'api',
      body: { data: [] },
    });
  });

  it('uses method, path and body of the message first', () => {
    const message = { method: 'post', path: '/api/audit/get-audit-events', payload: { data: [{ a: 1 }] } };
    const { method, path, body } = request(message, { method: 'GET', path: '/identity/whoami' });
    assert.deepEqual({ method, path, body }, { method: 'POST', path: message.path, body: message.payload });
  });

  it('accepts a body as text, as a template node makes it, and rejects an invalid one', () => {
    const list = (payload: unknown) => ({ path: '/api/directory/find-groups', payload });
    assert.deepEqual(request(list(' {"data":[{"query":"x"}]}')).body, { data: [{ query: 'x' }] });
    assert.deepEqual(request(list('[1]')).body, [1]);
    assert.equal(refusal(list('{"data":[{"query":"x"}')), 'requestBody');
    assert.deepEqual(request(list('go')).body, { data: [] });
  });

  it('sends no body with GET, and reads the query of the path', () => {
    const found = request(
      { payload: { a: 1 } },
      { method: 'GET', path: '/threats/v1/events?pageSize=5&a=b' },
    );
    assert.deepEqual(found, {
      method: 'GET',
      path: '/threats/v1/events',
      group: 'api',
      query: { pageSize: '5', a: 'b' },
    });
  });

  it('keeps repeated keys of the query', () => {
    const { query } = request({}, { method: 'GET', path: '/x/v1/y?type=a&size=5&type=b&type=a' });
    assert.deepEqual(query, { type: ['a', 'b', 'a'], size: '5' });
  });

  it('counts against the quota of the path', () => {
    const groupOf = (path: string) => request({}, { method: 'GET', path }).group;
    assert.equal(groupOf('/siem/v1/batch/events/cg'), 'siem-batch');
    assert.equal(groupOf('/siem/v1/events/ci'), 'siem-stream');
    assert.equal(groupOf('/identity/whoami'), 'api');
  });

  it('is rejected as mutating unless mutations are allowed', () => {
    const release = { path: '/api/gateway/hold-release', payload: { data: [{ id: 'eNo' }] } };
    assert.equal(refusal(release), 'mayChange');
    assert.equal(request(release, { mayChange: true }).path, release.path);
  });

  it('is rejected without a path, with an unknown method, and for signing in', () => {
    assert.equal(refusal({}, { path: '' }), 'requestPath');
    assert.equal(refusal({ method: 'CONNECT' }), 'choice');
    assert.equal(refusal({ path: '/oauth/token' }, { mayChange: true }), 'signInPath');
  });
});
