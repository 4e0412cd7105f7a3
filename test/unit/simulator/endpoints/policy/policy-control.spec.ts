/** The tenant's configuration, changed from outside: by options, and by the control endpoints of the program. */
import assert from 'node:assert/strict';
import { parseArguments } from '../../../../../nodes/lib/simulator/program/arguments';
import { createSimulator, PERMISSIONS, PRODUCTS } from '../../../../../nodes/lib/simulator/simulator';
import { parse, read, withTenant } from '../../support/tenant';

const GREYLISTING = '/policy-management/cloud-gateway/v1/greylisting/policies';
const ARCHIVE = '/api/archive/get-settings';
const OLD_URL_LOG = '/api/v2/ttp/url/get-logs';
const LAST_DAY = { data: [{ from: '2020-01-01T00:00:00+0000', to: '2020-01-02T00:00:00+0000' }] };
const post = (body?: unknown) => ({
  method: 'POST',
  ...(body !== undefined && { body: JSON.stringify(body) }),
});

describe('simulator: its configuration, changed from outside', () => {
  it('is edited kind by kind, and the audit log names the author', () =>
    withTenant({ control: true, logRates: 0 }, async (apiClient, { apiUrl, logs }) => {
      const url = `${apiUrl}/__simulator/policies`;
      const shown = parse(await read(`${url}?kind=greylisting`));
      assert.deepEqual(Object.keys(shown), ['greylisting']);
      assert.ok(Object.keys(parse(await read(url))).length > 10);
      const one = { description: 'Mine', enabled: false };
      const edited = await read(`${url}?kind=greylisting&by=ana%40corp.example`, post([one]));
      assert.deepEqual(parse(edited), { greylisting: [one] });
      const { text } = await apiClient.get(GREYLISTING);
      assert.match(text, /"description":"Mine","enabled":false/);
      const events = [...logs.lines('audit')];
      assert.equal(events.length, 1);
      assert.match(events[0] ?? '', /ana@corp\.example/);
    }));

  it('is edited in the account data, a part at a time', () =>
    withTenant({ control: true }, async (_, { apiUrl }) => {
      const url = `${apiUrl}/__simulator/account`;
      const before = parse(await read(url));
      const after = parse(await read(`${url}?by=ana`, post({ maxRetention: 30, packages: ['A [1]'] })));
      assert.deepEqual(after, { ...before, maxRetention: 30, packages: ['A [1]'] });
      assert.deepEqual(parse(await read(`${url}?by=ana`, post({ archive: false }))), {
        ...after,
        archive: false,
      });
    }));

  it('rejects invalid changes with a message', () =>
    withTenant({ control: true }, async (_, { apiUrl }) => {
      for (const [path, body] of [
        ['policies?kind=nope', []],
        ['policies', []],
        ['policies?kind=greylisting', {}],
        ['policies?kind=greylisting', ['text']],
        ['policies?kind=greylisting', undefined],
        ['account', []],
        ['account', { retention: 1 }],
        ['account', { archive: 'yes' }],
        ['account', { packages: [1] }],
      ] as const) {
        const response = await read(`${apiUrl}/__simulator/${path}`, post(body));
        assert.equal(response.status, 400, `${path} ${JSON.stringify(body)}`);
        assert.match(response.text, /must be|takes|There is no/);
      }
      assert.equal((await read(`${apiUrl}/__simulator/policies?kind=nope`)).status, 400);
    }));

  it('has the paths that the reference does not document while a switch is on', () =>
    withTenant({ control: true }, async (apiClient, { apiUrl }) => {
      const url = `${apiUrl}/__simulator/grants?unpublished`;
      const statuses = async (): Promise<number[]> => {
        const found = [];
        for (const path of [ARCHIVE, OLD_URL_LOG]) {
          found.push((await apiClient.get(path, post(path === ARCHIVE ? { data: [] } : LAST_DAY))).status);
        }
        return found;
      };
      assert.deepEqual(await statuses(), [404, 404]);
      await read(`${url}=on`, post());
      assert.deepEqual(await statuses(), [200, 200]);
      await read(`${url}=off`, post());
      assert.deepEqual(await statuses(), [404, 404]);
    }));

  it('hides account and identity with their product, and the account with its permission', () =>
    withTenant({}, async (apiClient, { grants }) => {
      const statuses = async (): Promise<number[]> => [
        (await apiClient.get('/api/account/get-account', post({ data: [] }))).status,
        (await apiClient.get('/identity/whoami')).status,
      ];
      assert.deepEqual(await statuses(), [200, 200]);
      grants.permissions = PERMISSIONS.filter((one) => one !== 'Account | Dashboard | Read');
      assert.deepEqual(await statuses(), [403, 200]);
      grants.products = PRODUCTS.filter((one) => one !== 'Account Management');
      assert.deepEqual(await statuses(), [404, 404]);
    }));

  it('begins with the options', () => {
    const given = [{ description: 'Mine' }];
    const { policies } = createSimulator({ policies: { greylisting: given }, account: { maxRetention: 7 } });
    assert.deepEqual(policies.list('greylisting'), given);
    assert.equal(policies.list('anti-spoofing').length, 1);
    assert.deepEqual([policies.accountInfo.maxRetention, policies.accountInfo.archive], [7, true]);
  });

  it('begins with the options of the program', () => {
    const words = ['--unpublished-paths', '--without', 'DMARC Analyzer;Account | Logs | Read'];
    const { grants } = parseArguments([...words, '--legacy-keys', 'a,b,c,ZA==']);
    assert.equal(grants?.unpublished, true);
    assert.deepEqual(
      grants?.products,
      PRODUCTS.filter((one) => one !== 'DMARC Analyzer'),
    );
    assert.deepEqual(
      grants?.permissions,
      PERMISSIONS.filter((one) => one !== 'Account | Logs | Read'),
    );
    assert.deepEqual(parseArguments(['--legacy-keys=a,b,c,ZA==']).legacyKeys, {
      appId: 'a',
      appKey: 'b',
      accessKey: 'c',
      secretKey: 'ZA==',
    });
    assert.throws(() => parseArguments(['--legacy-keys', 'a,b']), /takes four keys/);
    const single = parseArguments(['--products', 'Audit Events; Security Events']).grants;
    assert.deepEqual(single?.products, ['Audit Events', 'Security Events']);
    assert.equal(single?.permissions, undefined, 'the role has them all');
    assert.throws(() => parseArguments(['--products', 'nope']), /no product and no permission called nope/);
    assert.throws(
      () => parseArguments(['--products', 'Account | Logs | Read']),
      /takes products, no permissions/,
    );
    assert.throws(() => parseArguments(['--without', 'nope']), /no product and no permission called nope/);
  });
});
