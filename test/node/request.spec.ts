import assert from 'node:assert/strict';
import type { FlowNode } from './account-helper';
import { SiemRig, surroundings, tab, until } from './siem-rig';

import request = require('../../nodes/mimecast-request');

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
  let rig: SiemRig;
  const load = async (
    properties: Readonly<Record<string, unknown>> = {},
    options: Parameters<typeof SiemRig.start>[0] = {},
  ): Promise<void> => {
    rig = await SiemRig.start({ users: 30, ...options });
    const flow = [tab, rig.account(), requestNode(properties), ...surroundings(['request'])];
    await rig.load(flow, undefined, {}, [request]);
  };
  afterEach(() => rig.stop());
  const ask = (message: Readonly<Record<string, unknown>> = {}) => rig.poll('request', message);

  it("returns Mimecast's response, its status and its request id, and keeps the rest of the message", async () => {
    await load();
    await ask({ payload: 1_760_000_000_000, topic: 'mine' });
    const [answer, another] = rig.messages;
    assert.equal(another, undefined);
    assert.equal(answer?.topic, 'mine');
    assert.equal(answer?.['statusCode'], 200);
    assert.match(String(answer?.['requestId']), /^[0-9a-f-]{36}$/);
    assert.match(JSON.stringify(answer?.payload), /"accountCode":"/);
    assert.doesNotMatch(JSON.stringify(answer), /canary-(passphrase|support)/);
    await until(() => rig.statuses.at(-1)?.text === '200 · 1 page', 'the status');
  });

  it('sends a message per page, which a Join node can reassemble', async () => {
    await load({ path: '/api/user/get-internal-users' }, { logPageSize: 10 });
    await ask();
    const parts = rig.messages.map(({ parts: one }) => one);
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
    const [answer, another] = rig.messages;
    assert.equal(another, undefined);
    const users = answer?.payload;
    assert.ok(Array.isArray(users) && users.length >= 30, JSON.stringify(users).slice(0, 200));
    assert.ok(Number(answer?.['pages']) >= 3);
    const ids = users.map((user: { emailAddress: string }) => user.emailAddress);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('rejects a mutating call unless allowed, and sends no request', async () => {
    await load();
    await ask({ path: '/api/gateway/hold-release' });
    const [error] = rig.errors;
    assert.equal(error?.code, 'MIMECAST_CONFIG');
    assert.match(error?.message ?? '', /hold-release.*tick Changes/);
    assert.equal(rig.calls('/api/gateway/hold-release').length, 0);
    assert.equal(rig.messages.length, 0);
  });

  it('sends a mutating call when it is allowed', async () => {
    await load({ mayChange: true, method: 'DELETE' });
    await ask();
    const [call, another] = rig.calls('/api/account/get-account').filter(({ method }) => method === 'DELETE');
    assert.equal(call?.status, 405);
    assert.equal(another, undefined);
    assert.equal(rig.errors[0]?.code, 'MIMECAST_BAD_REQUEST');
  });

  it('turns refusals into errors, with their code and status', async () => {
    await load({ path: '/api/audit/get-audit-events' }, { grants: { permissions: [] } });
    await ask({ payload: { data: [{}] } });
    assert.equal(rig.errors[0]?.code, 'MIMECAST_FORBIDDEN');
    await until(() => rig.statuses.at(-1)?.fill === 'red', 'a red status');
    assert.equal(rig.messages.length, 0);
  });

  it('turns fail[] in a 200 into an error', async () => {
    await load({ path: '/api/directory/get-group-members' });
    await ask({ payload: { data: [{ id: 'nobody' }] } });
    assert.equal(rig.errors[0]?.code, 'MIMECAST_BAD_REQUEST');
  });

  it('reports invalid settings', async () => {
    await load({ method: 'FETCH' });
    await ask();
    assert.equal(rig.errors[0]?.code, 'MIMECAST_CONFIG');
    assert.match(rig.errors[0]?.message ?? '', /method: FETCH is not one of GET, POST/);
  });
});
