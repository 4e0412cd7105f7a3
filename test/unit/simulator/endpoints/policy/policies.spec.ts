import assert from 'node:assert/strict';
import { z } from 'zod';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../../../../nodes/lib/simulator/simulator';

/** The members of a response that these specs read. */
const answered = z.looseObject({
  policies: z.array(z.looseObject({ id: z.string() })).default([]),
  definitions: z.array(z.unknown()).default([]),
  data: z.array(z.record(z.string(), z.unknown())).default([]),
  fail: z
    .array(z.looseObject({ errors: z.array(z.looseObject({ code: z.string() })).default([]) }))
    .default([]),
});

interface Answered {
  readonly status: number;
  readonly body: z.infer<typeof answered>;
}

describe('The configuration of the simulated tenant', () => {
  let tenant: Simulator;
  let token: string;
  const start = async (options: SimulatorOptions = {}): Promise<void> => {
    tenant = createSimulator({ logRates: 0, ...options });
    await tenant.start();
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'a',
      client_secret: 'b',
    });
    const response = await fetch(`${tenant.apiUrl}/oauth/token`, { method: 'POST', body: form });
    token = String(Object(await response.json()).access_token);
  };
  afterEach(() => tenant.stop());
  const ask = async (path: string, body?: object): Promise<Answered> => {
    const response = await fetch(tenant.apiUrl + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: answered.parse(await response.json()) };
  };
  const GREYLISTING = '/policy-management/cloud-gateway/v1/greylisting/policies';

  it('has new ids at each reading, and the same content', async () => {
    await start();
    const [first, second] = [await ask(GREYLISTING), await ask(GREYLISTING)];
    const [a, b] = [first.body.policies[0], second.body.policies[0]];
    assert.ok(a !== undefined && b !== undefined);
    assert.notEqual(a.id, b.id);
    assert.deepEqual({ ...a, id: '' }, { ...b, id: '' });
  });

  it('names the records of the anti-spoofing bypass definitions', async () => {
    await start();
    const { body } = await ask('/policy-management/cloud-gateway/v1/anti-spoofing-bypass/policies');
    assert.equal(body.definitions.length, 1);
  });

  it('lists everything on the older endpoint without an item, and refuses an item without an id', async () => {
    await start();
    const all = await ask('/api/policy/blockedsenders/get-policy', { data: [] });
    assert.equal(all.body.data.length, 2);
    assert.equal(Object(all.body.data[0]?.['policy']).enabled, true);
    const refused = await ask('/api/policy/blockedsenders/get-policy', { data: [{}] });
    assert.equal(refused.body.fail[0]?.errors[0]?.code, 'err_validation_null');
  });

  it('can be changed, and the audit log names the author', async () => {
    await start();
    tenant.policies.change('greylisting', 'ana@corp.example', () => []);
    assert.deepEqual((await ask(GREYLISTING)).body.policies, []);
    const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+0000`;
    const range = {
      startDateTime: stamp(tenant.now() - 60_000),
      endDateTime: stamp(tenant.now() + 1_000),
    };
    const { body } = await ask('/api/audit/get-audit-events', { data: [range] });
    assert.deepEqual(
      body.data.map(({ user, auditType }) => [user, auditType]),
      [['ana@corp.example', 'Policy Changed']],
    );
  });

  it('requires products and permissions', async () => {
    await start({ grants: { products: ['Cloud Gateway'], permissions: [] } });
    assert.equal((await ask(GREYLISTING)).status, 404);
    assert.equal((await ask('/api/journaling/get-service', { data: [] })).status, 403);
  });

  it('has the unpublished paths only when configured', async () => {
    const path = '/api/archive/get-settings';
    await start();
    assert.equal((await ask(path, { data: [] })).status, 404);
    await tenant.stop();
    await start({ grants: { unpublished: true } });
    assert.equal((await ask(path, { data: [] })).body.data[0]?.['retentionDays'], 3650);
  });

  it('lists managed links page by page, with a total, and refuses an empty filter', async () => {
    await start({ logPageSize: 1 });
    const path = '/api/ttp/url/get-all-managed-urls';
    const pagination = (page: Answered) => Object(page.body['meta']).pagination;
    const first = await ask(path, { data: [] });
    assert.equal(first.body.data.length, 1);
    assert.equal(pagination(first).totalCount, 2);
    const second = await ask(path, {
      meta: { pagination: { pageToken: pagination(first).next } },
      data: [],
    });
    assert.equal(second.body.data.length, 1);
    assert.equal(pagination(second).next, undefined);
    assert.notDeepEqual(first.body.data, second.body.data);
    const refused = await ask(path, { data: [{}] });
    assert.equal(refused.body.fail[0]?.errors[0]?.code, 'err_validation_null');
  });

  it('exports managed senders only for exactly one item with the kind of backup', async () => {
    await start();
    const path = '/config-snapshot/v1/export';
    const { body } = await ask(path, { data: [{ backupType: 'managedsenders' }] });
    assert.equal(Object(body.data[0]?.['entries']).length, 2);
    for (const data of [[], [{ backupType: 'x' }], [{ backupType: 'managedsenders' }, {}]])
      assert.equal((await ask(path, { data })).body.fail[0]?.errors[0]?.code, 'err_validation_null');
  });

  it('has roles, connectors, directory integrations and delivery routes', async () => {
    await start();
    for (const [path, list] of [
      ['/role/cloud-gateway/v1/roles', 'roles'],
      ['/connector/cloud-gateway/v1/connectors', 'connectors'],
      ['/directory/cloud-gateway/v1/integrations', 'integrations'],
      ['/policy-management/cloud-gateway/v1/delivery-route/definitions', 'definitions'],
    ] as const) {
      const { status, body } = await ask(path);
      assert.equal(status, 200);
      assert.ok(Array.isArray(body[list]) && body[list].length > 0, path);
    }
  });

  it('answers in another form on request', async () => {
    await start();
    tenant.policies.answer('greylisting', { odd: true });
    assert.equal((await ask(GREYLISTING)).body['odd'], true);
    tenant.policies.answer('greylisting', undefined);
    assert.equal((await ask(GREYLISTING)).body.policies.length, 1);
  });

  it('has account settings that can be changed', async () => {
    await start();
    tenant.policies.changeAccountInfo('ana@corp.example', { maxRetention: 30, packages: [] });
    const { body } = await ask('/api/account/get-account', { data: [] });
    assert.equal(body.data[0]?.['maxRetention'], 30);
    assert.deepEqual(body.data[0]?.['packages'], []);
  });
});
