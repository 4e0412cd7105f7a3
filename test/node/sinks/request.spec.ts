import assert from 'node:assert/strict';
import { waitUntil } from '../../doubles/wait-until';
import type { FlowNode } from '../support/account-helper';
import { listenerNodes, SiemHarness, tab } from '../support/siem-harness';

import request = require('../../../nodes/request/mimecast-request');

const requestNode = (properties: Readonly<Record<string, unknown>> = {}): FlowNode => ({
  id: 'request',
  type: 'mimecast-request',
  z: 'tab',
  x: 100,
  y: 100,
  name: '',
  account: 'account',
  method: 'POST',
  path: '/api/account/get-account',
  wires: [['records']],
  ...properties,
});

describe('mimecast-request', () => {
  let harness: SiemHarness;
  const load = async (
    properties: Readonly<Record<string, unknown>> = {},
    options: Parameters<typeof SiemHarness.start>[0] = {},
  ): Promise<void> => {
    harness = await SiemHarness.start({ users: 30, ...options });
    const flow = [tab, harness.account(), requestNode(properties), ...listenerNodes(['request'])];
    await harness.load(flow, undefined, {}, [request]);
  };
  afterEach(() => harness.stop());
  const ask = (message: Readonly<Record<string, unknown>> = {}) => harness.poll('request', message);

  it("returns Mimecast's response, its status and its request id, and keeps the rest of the message", async () => {
    await load();
    await ask({ payload: 1_760_000_000_000, topic: 'mine' });
    const [response, another] = harness.messages;
    assert.equal(another, undefined);
    assert.equal(response?.topic, 'mine');
    assert.equal(response?.['statusCode'], 200);
    assert.match(String(response?.['requestId']), /^[0-9a-f-]{36}$/);
    assert.match(JSON.stringify(response?.payload), /"accountCode":"/);
    assert.doesNotMatch(JSON.stringify(response), /canary-(passphrase|support)/);
    await waitUntil(() => harness.statuses.at(-1)?.text === '200 · 1 page', 'the status');
  });

  it('sends a message per page, which a Join node can reassemble', async () => {
    await load({ path: '/api/user/get-internal-users' }, { logPageSize: 10 });
    await ask();
    const parts = harness.messages.map(({ parts: one }) => one);
    assert.ok(parts.length >= 3, String(parts.length));
    assert.deepEqual(
      parts.map((one) => one?.index),
      parts.map((_, index) => index),
    );
    assert.equal(new Set(parts.map((one) => one?.id)).size, 1);
    assert.deepEqual(
      parts.map((one) => one?.count),
      [...Array(parts.length - 1).fill(undefined), parts.length],
    );
  });

  it('sends all entries of all pages in one message', async () => {
    await load(
      { method: 'GET', path: '/user/cloud-gateway/v1/users?pageSize=10', output: 'all' },
      { logPageSize: 10 },
    );
    await ask();
    const [response, another] = harness.messages;
    assert.equal(another, undefined);
    const users = response?.payload;
    assert.ok(Array.isArray(users) && users.length >= 30, JSON.stringify(users).slice(0, 200));
    assert.ok(Number(response?.['pages']) >= 3);
    const ids = users.map((user: { emailAddress: string }) => user.emailAddress);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('rejects a mutating call unless allowed, and sends no request', async () => {
    await load();
    await ask({ path: '/api/gateway/hold-release' });
    const [error] = harness.errors;
    assert.equal(error?.code, 'MIMECAST_CONFIG');
    assert.match(error?.message ?? '', /hold-release.*tick Writes/);
    assert.equal(harness.calls('/api/gateway/hold-release').length, 0);
    assert.equal(harness.messages.length, 0);
  });

  it('sends a mutating call when it is allowed', async () => {
    await load({ mayChange: true, method: 'DELETE' });
    await ask();
    const [call, another] = harness
      .calls('/api/account/get-account')
      .filter(({ method }) => method === 'DELETE');
    assert.equal(call?.status, 405);
    assert.equal(another, undefined);
    assert.equal(harness.errors[0]?.code, 'MIMECAST_BAD_REQUEST');
  });

  it('reports refusals as errors with their code and status', async () => {
    await load({ path: '/api/audit/get-audit-events' }, { grants: { permissions: [] } });
    await ask({ payload: { data: [{}] } });
    assert.equal(harness.errors[0]?.code, 'MIMECAST_FORBIDDEN');
    await waitUntil(() => harness.statuses.at(-1)?.fill === 'red', 'a red status');
    assert.equal(harness.messages.length, 0);
  });

  it('reports fail[] in a response with status 200 as an error', async () => {
    await load({ path: '/api/directory/get-group-members' });
    await ask({ payload: { data: [{ id: 'nobody' }] } });
    assert.equal(harness.errors[0]?.code, 'MIMECAST_BAD_REQUEST');
  });

  it('reports invalid settings', async () => {
    await load({ method: 'FETCH' });
    await ask();
    assert.equal(harness.errors[0]?.code, 'MIMECAST_CONFIG');
    assert.match(harness.errors[0]?.message ?? '', /method: FETCH is not one of GET, POST/);
  });
});
