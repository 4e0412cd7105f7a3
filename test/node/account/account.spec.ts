import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { MimecastError } from '../../../nodes/lib/contracts/errors';
import { findAccount } from '../../../nodes/lib/runtime/account/account-node';
import { accountNode, accountOf, CLIENT, type FlowNode, helper, loadFlow } from '../support/account-helper';
import { type FakeMimecast, startFakeMimecast } from '../support/fake-mimecast';

const options = () => ({ signal: AbortSignal.timeout(60_000), stream: 'test' });

describe('The account node', () => {
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => helper.unload());

  const problemOf = async (flow: FlowNode, credentials: object = CLIENT): Promise<MimecastError> => {
    await loadFlow([flow], { account: credentials });
    const problem = accountOf('account').problem();
    assert.ok(problem instanceof MimecastError);
    assert.equal(problem.code, 'MIMECAST_CONFIG');
    await assert.rejects(accountOf('account').client(), problem);
    return problem;
  };

  it('is ready with a region and credentials', async () => {
    await loadFlow([accountNode({ region: 'uk', name: 'Production' })], { account: CLIENT });
    const account = accountOf('account');
    assert.equal(account.problem(), undefined);
    assert.equal(account.origin, 'https://uk-api.services.mimecast.com');
    assert.equal(account.label, 'Production');
    assert.equal(account.demo, false);
  });

  it('uses its region as label without a name', async () => {
    await loadFlow([accountNode()], { account: CLIENT });
    assert.equal(accountOf('account').label, 'global');
  });

  describe('reports the problem instead of throwing', () => {
    const cases: readonly [string, Record<string, unknown>, object, RegExp][] = [
      ['a missing secret', {}, { clientId: 'abc' }, /client secret is missing/],
      ['a missing client id', {}, { clientSecret: 'abc' }, /client id is missing/],
      ['no credentials at all', {}, {}, /client id is missing/],
      [
        'a secret of invisible characters',
        {},
        { clientId: 'abc', clientSecret: ' \u200b\ufeff' },
        /client secret/,
      ],
      [
        'an unknown region',
        { region: 'mars' },
        CLIENT,
        /^region: mars is not one of global, us, uk, demo, custom, eu, /,
      ],
      ['no base URL', { region: 'custom' }, CLIENT, /needs a base URL/],
      [
        'http',
        { region: 'custom', baseUrl: 'http://api.example' },
        CLIENT,
        /api\.example must be reached over https/,
      ],
      ['a path', { region: 'custom', baseUrl: 'https://api.example/v2' }, CLIENT, /no path/],
      ['a time-out of nothing', { timeout: '0' }, CLIENT, /^timeout: 0 is too small/],
      ['a TLS node that is gone', { tls: 'nowhere' }, CLIENT, /TLS configuration is missing/],
      ['a proxy node that is gone', { proxy: 'nowhere' }, CLIENT, /proxy configuration is missing/],
    ];
    for (const [what, properties, credentials, sentence] of cases) {
      it(what, async () => {
        assert.match((await problemOf(accountNode(properties), credentials)).message, sentence);
        assert.equal(accountOf('account').origin, undefined);
      });
    }
  });

  it('ignores a base URL that its region does not use', async () => {
    await loadFlow([accountNode({ region: 'us', baseUrl: 'http://left.over' })], { account: CLIENT });
    assert.equal(accountOf('account').problem(), undefined);
  });

  describe('with environment variables', () => {
    const NAMES = ['MIMECAST_TEST_REGION', 'MIMECAST_TEST_SECRET'];
    afterEach(() => {
      for (const name of NAMES) delete process.env[name];
    });

    it('resolves them in properties and credentials', async () => {
      process.env['MIMECAST_TEST_REGION'] = 'us';
      process.env['MIMECAST_TEST_SECRET'] = CLIENT.clientSecret;
      await loadFlow([accountNode({ region: '${MIMECAST_TEST_REGION}' })], {
        account: { clientId: 'abc', clientSecret: '${MIMECAST_TEST_SECRET}' },
      });
      assert.equal(accountOf('account').problem(), undefined);
      assert.equal(accountOf('account').origin, 'https://us-api.services.mimecast.com');
    });

    it('names the variable that is not set', async () => {
      const problem = await problemOf(accountNode(), {
        clientId: 'abc',
        clientSecret: '${MIMECAST_TEST_SECRET}',
      });
      assert.match(problem.message, /MIMECAST_TEST_SECRET is not set/);
    });
  });

  describe('and its client', () => {
    let mimecast: FakeMimecast;
    before(async () => {
      mimecast = await startFakeMimecast({ id: CLIENT.clientId, secret: CLIENT.clientSecret });
    });
    after(() => mimecast.stop());
    const here = () => accountNode({ region: 'custom', baseUrl: mimecast.origin });

    it('sends nothing until it is used', async () => {
      await loadFlow([here()], { account: CLIENT });
      assert.deepEqual(mimecast.requests, []);
    });

    it('is shared by all users, with one token', async () => {
      const RED: NodeAPI = await loadFlow([here()], { account: CLIENT });
      const [one, other] = await Promise.all([
        findAccount(RED, 'account').client(),
        findAccount(RED, 'account').client(),
      ]);
      assert.equal(one, other);
      const identities = await Promise.all([one.identity(options()), other.identity(options())]);
      assert.deepEqual(identities[0], { code: 'C0A0', name: 'Example Ltd' });
      assert.equal(mimecast.requests.filter((request) => request.endsWith('/oauth/token')).length, 1);
    });

    it('ends with the node', async () => {
      await loadFlow([here()], { account: CLIENT });
      const account = accountOf('account');
      const client = await account.client();
      await helper.clearFlows();
      await assert.rejects(client.identity(options()));
      await assert.rejects(account.client(), /closed or deployed again/);
    });
  });

  it('starts its own simulated tenant in the region demo', async () => {
    await loadFlow([accountNode({ region: 'demo' })]);
    const account = accountOf('account');
    assert.equal(account.demo, true);
    assert.equal(account.problem(), undefined);
    const client = await account.client();
    assert.equal(client.demo, true);
    assert.match((await client.identity(options())).code, /^C/);
    const { origin } = client;
    await helper.clearFlows();
    await assert.rejects(fetch(origin), 'the tenant goes with the node');
  });

  it('is missing for references to a node that does not exist', async () => {
    const RED = await loadFlow([accountNode()], { account: CLIENT });
    const account = findAccount(RED, 'somewhere-else');
    assert.match(account.problem()?.message ?? '', /account node is missing or disabled/);
    await assert.rejects(account.client(), { code: 'MIMECAST_CONFIG' });
  });
});
