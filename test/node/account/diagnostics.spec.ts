import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { registerDiagnostics } from '../../../nodes/lib/runtime/admin/diagnostics';
import { accountNode, CLIENT, type FlowNode, listen } from '../support/account-helper';
import { listenerNodes, SiemHarness, siemNode, tab } from '../support/siem-harness';

import request = require('../../../nodes/request/mimecast-request');

const proxyModule: (RED: NodeAPI) => void = require('@node-red/nodes/core/network/06-httpproxy.js');

const PROXY = { username: 'canary-proxy-user-12', password: 'canary-proxy-password-34' };
/** All node types, used or not. */
const PLANTED = {
  ...CLIENT,
  appId: 'canary-app-id-11',
  appKey: 'canary-app-key-22',
  accessKey: 'canary-access-key-33',
  secretKey: Buffer.from('canary-secret-key-44').toString('base64'),
};

const quota = z.looseObject({ group: z.string(), limit: z.number(), remaining: z.number() });
const diagnostics = z.strictObject({
  at: z.iso.datetime(),
  versions: z.strictObject({
    package: z.string().regex(/^\d+\.\d+\.\d+/),
    // The test helper has none; test/real/editor/nodes/account.spec.ts checks a real one.
    nodeRed: z.literal('unknown'),
    node: z.literal(process.version),
    system: z.string().min(1),
  }),
  account: z.looseObject({
    name: z.string(),
    region: z.string(),
    host: z.string().nullable(),
    auth: z.string(),
    application: z.string().nullable(),
    proxy: z.string(),
    problem: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
  }),
  permissions: z
    .strictObject({
      at: z.iso.datetime(),
      credentials: z.string(),
      rows: z.array(z.looseObject({ probe: z.string(), state: z.string(), product: z.string() })),
    })
    .nullable(),
  nodes: z.array(
    z.strictObject({
      id: z.string(),
      type: z.string(),
      name: z.string(),
      running: z.array(
        z.looseObject({ streams: z.array(z.looseObject({ key: z.string(), position: z.unknown() })) }),
      ),
    }),
  ),
  client: z
    .strictObject({
      calls: z.number(),
      token: z.strictObject({ issuedAt: z.iso.datetime(), renewAt: z.iso.datetime() }).nullable(),
      quota: z.array(quota),
      requests: z.array(
        z.looseObject({ path: z.string(), status: z.number(), requestId: z.string().nullable() }),
      ),
      errors: z.array(
        z.looseObject({ code: z.string(), message: z.string(), endpoint: z.string().nullable() }),
      ),
    })
    .nullable(),
});

describe('Diagnostics of an account', () => {
  let harness: SiemHarness;
  let server: { url: string; close(): Promise<void> };
  const load = async (
    account: Readonly<Record<string, unknown>> = {},
    more: readonly FlowNode[] = [],
    credentials: object = PLANTED,
  ): Promise<void> => {
    harness = await SiemHarness.start();
    const own = {
      id: 'request',
      type: 'mimecast-request',
      z: 'tab',
      x: 1,
      y: 1,
      account: 'account',
      wires: [[]],
    };
    const flow = [
      tab,
      harness.account(account),
      siemNode(),
      own,
      ...more,
      ...listenerNodes(['siem', 'request']),
    ];
    server = await listen(await harness.load(flow, credentials, { proxy: PROXY }, [request, proxyModule]));
  };
  afterEach(async () => {
    await server.close();
    await harness.stop();
  });

  const ask = async (id = 'account') => {
    const response = await fetch(`${server.url}/mimecast/account/${id}/diagnostics`);
    return { status: response.status, text: await response.text() };
  };
  const read = async () => {
    const { status, text } = await ask();
    assert.equal(status, 200);
    return { text, found: diagnostics.parse(JSON.parse(text)) };
  };
  const diagnose = () =>
    fetch(`${server.url}/mimecast/account/account/doctor`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ all: false }),
    });

  it('report that nothing was requested yet, without sending a request', async () => {
    await load({}, [accountNode({ id: 'never-asked', region: 'demo' })]);
    const { permissions } = diagnostics.parse(JSON.parse((await ask('never-asked')).text));
    assert.equal(permissions, null);
    const { found } = await read();
    assert.equal(found.client, null);
    assert.equal(harness.simulator.requests.length, 0);
    assert.deepEqual(
      found.nodes.map(({ id }) => id),
      ['siem', 'request'],
    );
  });

  it('contain versions, host, permissions, positions, quota, and the last calls and errors', async () => {
    await load({ name: 'Mail' });
    await harness.poll('siem');
    await harness.poll('request', { method: 'GET', path: '/user/cloud-gateway/v1/nobody', payload: {} });
    await diagnose();
    const { found } = await read();
    const { account, permissions, client } = found;
    assert.deepEqual(
      [account.name, account.region, account.auth, account.host, account.proxy],
      ['Mail', 'custom', 'oauth2', new URL(harness.simulator.apiUrl).host, 'none'],
    );
    assert.match(account.application ?? '', /^sha256:[0-9a-f]{12}$/);
    assert.deepEqual(
      permissions?.rows.map(({ probe, state }) => [probe, state]),
      [
        ['account', 'works'],
        ['siem.batch.cg', 'works'],
      ],
    );
    const streams = found.nodes.flatMap(({ running }) => running).flatMap((one) => one.streams);
    assert.equal(streams[0]?.key, 'siem.batch.cg.receipt');
    assert.notEqual(streams[0]?.position, null);
    assert.ok(client !== null && client.calls >= client.requests.length);
    const listing = client.requests.find(({ path }) => path === '/siem/v1/batch/events/cg');
    assert.match(listing?.requestId ?? '', /^[0-9a-f-]{36}$/);
    assert.ok(
      client.quota.some(({ group, limit, remaining }) => group === 'siem-batch' && remaining < limit),
    );
    const [error] = client.errors;
    assert.deepEqual(
      [error?.code, error?.endpoint],
      ['MIMECAST_NOT_LICENSED', '/user/cloud-gateway/v1/nobody'],
    );
  });

  it('contain none of the planted secrets, and no email address', async () => {
    const proxy = {
      id: 'proxy',
      type: 'http proxy',
      name: '',
      url: `http://${PROXY.username}:${PROXY.password}@127.0.0.1:9`,
      noproxy: ['127.0.0.1'],
    };
    await load({ name: `of ${CLIENT.clientSecret} and ${PROXY.password}`, proxy: 'proxy' }, [
      proxy,
      siemNode({ id: 'another', name: `${PLANTED.appKey} ${encodeURIComponent(CLIENT.clientSecret)}` }),
    ]);
    await harness.poll('siem');
    const path = `/user/cloud-gateway/v1/users/jo.doe@corp.example/${CLIENT.clientId}?token=canary-query`;
    await harness.poll('request', { method: 'GET', path, payload: {} });
    await diagnose();
    const { text, found } = await read();
    assert.doesNotMatch(text, /canary/i);
    assert.doesNotMatch(text, /jo\.doe/);
    for (const secret of [...Object.values(PLANTED), ...Object.values(PROXY)]) {
      for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
        assert.ok(!text.includes(spelling), spelling);
    }
    for (const token of text.matchAll(/bearer\s+(\S+)/gi)) assert.equal(token[1], '***');
    const endpoints = found.client?.errors.map(({ endpoint }) => endpoint) ?? [];
    assert.ok(endpoints.includes('/user/cloud-gateway/v1/users/***/***'), JSON.stringify(endpoints));
    assert.equal(found.account.name, 'of *** and ***');
    assert.equal(found.account.proxy, 'node');
  });

  it('do not repeat a reflected credential of a sign-in response', async () => {
    await load();
    harness.simulator.faults.next('token-echo', 1);
    await harness.poll('siem').catch(() => undefined);
    const { text, found } = await read();
    assert.equal(found.client?.errors[0]?.endpoint, '/oauth/token');
    assert.doesNotMatch(text, /canary/i);
  });

  it('report the problem of an account that cannot work', async () => {
    await load({}, [], { clientId: CLIENT.clientId });
    const { found } = await read();
    assert.equal(found.account.problem?.code, 'MIMECAST_CONFIG');
    assert.match(found.account.problem?.message ?? '', /client secret is missing/);
  });

  it('are available for deployed accounts only', async () => {
    await load();
    assert.equal((await ask('nobody')).status, 404);
    assert.equal((await ask('siem')).status, 404);
    assert.equal((await ask(encodeURIComponent('../settings'))).status, 400);
  });

  it('require permission to read Mimecast settings', async () => {
    await load();
    const requested: string[] = [];
    const paths: string[] = [];
    const guarded: NodeAPI = Object.create(null, {
      auth: { value: { needsPermission: (permission: string) => requested.push(permission) } },
      httpAdmin: { value: { get: (path: string) => paths.push(path) } },
    });
    registerDiagnostics(guarded);
    assert.deepEqual([paths, requested], [['/mimecast/account/:id/diagnostics'], ['mimecast.read']]);
  });
});
