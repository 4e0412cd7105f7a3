import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { registerAuditCategories } from '../../../nodes/lib/runtime/admin/audit-categories';
import { createSimulator, PRODUCTS, type Simulator } from '../../../nodes/lib/simulator/simulator';
import { accountNode, CLIENT, helper, listen, loadFlow } from '../support/account-helper';
import { omitMember } from '../support/log-harness';

describe('The list of audit categories for the dialog', () => {
  let simulator: Simulator;
  let admin: { url: string; close(): Promise<void> };

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    simulator = createSimulator(CLIENT);
    await simulator.start();
  });
  afterEach(async () => {
    await admin.close();
    await helper.unload();
    await simulator.stop();
  });

  async function deploy(properties: Readonly<Record<string, unknown>> = {}): Promise<NodeAPI> {
    const node = accountNode({ region: 'custom', baseUrl: simulator.apiUrl, ...properties });
    const RED = await loadFlow([node], { account: CLIENT });
    admin = await listen(RED);
    return RED;
  }

  async function ask(
    id = 'account',
  ): Promise<{ status: number; body: Record<string, unknown>; whole: string }> {
    const response = await fetch(`${admin.url}/mimecast/account/${id}/categories`);
    const whole = await response.text();
    return { status: response.status, body: { ...JSON.parse(whole) }, whole };
  }

  it("contains Mimecast's codes and names", async () => {
    await deploy();
    const { status, body } = await ask();
    assert.equal(status, 200);
    const { categories } = body;
    assert.ok(Array.isArray(categories) && categories.length > 5);
    assert.ok(
      categories.some((one: unknown) => JSON.stringify(one).includes('"code":"authentication_logs"')),
    );
    for (const one of categories) assert.deepEqual(Object.keys(one), ['code', 'name']);
  });

  it('names the missing product, and reveals no secret', async () => {
    simulator.grants.products = omitMember(PRODUCTS, 'Audit Events');
    await deploy();
    const { status, body, whole } = await ask();
    assert.equal(status, 503);
    assert.match(String(body['text']), /product "Audit Events"/);
    assert.doesNotMatch(whole, /canary/);
  });

  it('reports a problem of the account', async () => {
    await deploy({ baseUrl: 'http://api.example' });
    const { status, body } = await ask();
    assert.equal(status, 503);
    assert.match(String(body['text']), /https/);
  });

  it('is available for deployed accounts only, by their id', async () => {
    await deploy();
    assert.equal((await ask('not-deployed')).status, 404);
    assert.equal((await ask(encodeURIComponent('../settings'))).status, 400);
    assert.deepEqual(simulator.requests, []);
  });

  it('requires permission to read Mimecast settings', async () => {
    const permissions: string[] = [];
    const RED = await deploy();
    const guarded: NodeAPI = Object.create(RED, {
      auth: {
        value: {
          needsPermission: (permission: string): ReturnType<NodeAPI['auth']['needsPermission']> => {
            permissions.push(permission);
            return (_request, response) => {
              response.status(401).json({ text: 'who are you?' });
            };
          },
        },
      },
      httpAdmin: {
        value: {
          get: (path: string, ...handlers: Parameters<NodeAPI['httpAdmin']['get']>[1][]) =>
            RED.httpAdmin.get(`/guarded${path}`, ...handlers),
        },
      },
    });
    registerAuditCategories(guarded);
    const response = await fetch(`${admin.url}/guarded/mimecast/account/account/categories`);
    assert.equal(response.status, 401);
    assert.deepEqual(permissions, ['mimecast.read']);
    assert.deepEqual(simulator.requests, []);
  });
});
