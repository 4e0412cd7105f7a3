/** Every admin endpoint answers every body with a sentence, and Node-RED goes on. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { findPermissionUsage } from '../../../nodes/lib/runtime/admin/permissions-in-use';
import { growthOf } from '../../fuzz/growth';
import { CLIENT, listen } from '../support/account-helper';
import { SiemHarness, siemNode, tab } from '../support/siem-harness';

import cluster = require('../../../nodes/cluster/mimecast-cluster');
import kri = require('../../../nodes/kri/mimecast-kri');

/** As text: JSON.stringify itself could not write it. */
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const long = (length: number): string => 'x'.repeat(length);

const POSTS = ['account/account/test', 'account/account/doctor', 'cluster/none/test', 'source/siem/samples'];
const BODY_ROUTES: readonly (readonly [method: string, path: string])[] = [
  ...POSTS.map((path): [string, string] => ['POST', path]),
  ['PUT', 'position/siem'],
];
const GETS = [
  'account/account/categories',
  'account/account/diagnostics',
  'kri/siem/history',
  'position/siem',
  'metrics',
  'overview/data',
  'overview/evidence/siem/greylisting',
  'health',
];

/** None of them is a form; each would be one but for what its name says. */
const BODIES: Readonly<Record<string, string>> = {
  'nested 4,500 deep': deep(4_500),
  'nested deep in a member of every form': `{"type":${deep(4_500)},"settings":${deep(17)},"region":${deep(17)},"url":${deep(17)},"start":${deep(17)},"nodes":[{"type":"tab","env":${deep(17)}}]}`,
  'of 4.5 MB': JSON.stringify({ nodes: [{ type: 'tab', info: long(4_300_000) }], region: long(200_000) }),
  'a list': '[1,2]',
  'with wrong types': '{"type":[],"settings":7,"region":{},"url":[],"start":{},"form":3,"nodes":"all"}',
  'with more members than a form has': JSON.stringify({
    type: 'mimecast-siem',
    settings: Object.fromEntries(Array.from({ length: 70_000 }, (_, index) => [`s${index}`, 1])),
    region: long(4_097),
    url: long(4_097),
    start: long(61),
    nodes: Array.from({ length: 10_001 }, () => ({ type: 'tab' })),
  }),
};

describe('A hostile request', () => {
  let harness: SiemHarness;
  let admin: Awaited<ReturnType<typeof listen>>;

  before(async () => {
    harness = await SiemHarness.start();
    admin = await listen(
      await harness.load([tab, harness.account(), siemNode({ every: 0 })], CLIENT, {}, [cluster, kri]),
    );
  });
  after(async () => {
    await admin.close();
    await harness.stop();
  });

  async function ask(method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${admin.url}/mimecast/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body }),
    });
    return { status: response.status, text: await response.text() };
  }

  for (const [method, path] of BODY_ROUTES) {
    for (const [what, body] of Object.entries(BODIES)) {
      it(`${method} ${path}, a body ${what}, is refused with a sentence`, async () => {
        const { status, text } = await ask(method, path, body);
        assert.equal(status, 400, text.slice(0, 200));
        assert.ok(z.object({ text: z.string().min(10) }).parse(JSON.parse(text)));
      });
    }
  }

  const PROTOTYPES = '{"__proto__":{"type":"mimecast-siem"},"constructor":{"prototype":{"polluted":true}}}';
  for (const [method, path] of BODY_ROUTES) {
    it(`${method} ${path}: names of prototypes are members like others`, async () => {
      const { status, text } = await ask(method, path, PROTOTYPES);
      assert.ok([200, 400].includes(status), `${status} ${text}`);
      assert.equal(Reflect.get({}, 'polluted'), undefined);
      assert.equal(Reflect.get({}, 'type'), undefined);
    });
  }

  for (const path of GETS) {
    it(`GET ${path} answers odd ids and queries`, async () => {
      for (const id of ['%00', '__proto__', 'constructor', long(3_000), '..%2f..', '%F0%9F%92%A9']) {
        const { status } = await ask(
          'GET',
          `${path.replace(/(account|siem)\//, `${id}/`)}?absent[]=a&absent[x]=b`,
        );
        assert.ok(status < 500, `${id.slice(0, 20)}: ${status}`);
      }
    });
  }

  it('names of nodes may be anything', async () => {
    const odd: unknown[] = [
      { toString: 1 },
      { type: 'subflow:1', env: [{ name: { toString: 1 }, value: 'account' }] },
      [[]],
      null,
    ];
    const nodes = odd.flatMap((one) => [
      { type: 'mimecast-audit', name: one, z: one, account: one, d: one },
      { type: 'mimecast-audit', name: one, z: one, account: 'account' },
      { type: 'subflow', id: one, env: [one, { name: one, value: 'account' }] },
    ]);
    const { status, text } = await ask('POST', 'account/account/doctor', JSON.stringify({ nodes }));
    assert.equal(status, 200, text);
  });

  it('ten thousand nodes with a name each take time in proportion', async () => {
    const usageOf = (count: number) => {
      const nodes = Array.from({ length: count }, (_, index) => ({
        type: 'mimecast-audit',
        name: `n${index}`,
        account: 'account',
      }));
      return () => findPermissionUsage(nodes, 'account');
    };
    assert.equal(await growthOf(usageOf, 5_000), undefined);
  });
});
