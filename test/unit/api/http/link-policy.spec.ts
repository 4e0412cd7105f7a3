import assert from 'node:assert/strict';
import type { LookupAddress, lookup } from 'node:dns';
import { MockAgent } from 'undici';
import { download } from '../../../../nodes/lib/api/http/download';
import { createTransport } from '../../../../nodes/lib/api/http/http-transport';
import { createLinkPolicy, REFUSED_ADDRESS } from '../../../../nodes/lib/api/http/link-policy';
import { createErrorFactory } from '../../../../nodes/lib/api/response/error-factory';
import { createRedactor } from '../../../../nodes/lib/util/redaction/redactor';
import { failureOf } from '../support/error-assertions';
import { serveHttp } from '../support/servers';
import { clientOf } from '../support/tenant';

const PUBLIC = 'https://api.services.mimecast.com';
const never = { signal: new AbortController().signal };

const REFUSED = [
  'http://127.0.0.1:1880/flows',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b::808:808]/',
  'https://[2002:7f00:1::]/',
  'https://[64:ff9b:1::7f00:1]/',
  'https://[::ffff:0:127.0.0.1]/',
  'https://[100::1]/',
  'https://0.0.0.0/',
  'https://[::]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[fe80::1]/',
  'https://[fd00:ec2::254]/',
  'https://10.0.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://[fc00::1]/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://localhost/',
  'https://LOCALHOST./',
  'https://a.localhost/',
  'https://printer.local/',
  'https://metadata.google.internal/',
  'https://intranet/',
  'https://nas.home.arpa/',
  'https://host.localdomain../',
  'https://admin.cluster.svc/',
  'https://db.consul/',
  'https://files.test/',
  'https://me:pw@storage.example/f',
  'http://storage.example/f',
  'ftp://storage.example/f',
  'file:///etc/passwd',
  `https://storage.example/${'x'.repeat(9000)}`,
  '',
];
const FOLLOWED = [
  'https://bucket.s3.eu-west-1.amazonaws.com/a.gz?X-Amz-Signature=1',
  'https://storage.example:8443/a',
  'https://8.8.8.8/a',
  'https://[2600::1]/a',
  'https://localhost.example/a',
];

const ONE_TRY = { signals: [], tries: 1, wait: async (): Promise<undefined> => undefined, silenceMs: 1000 };

describe('Links to files', () => {
  const policy = createLinkPolicy({ origin: PUBLIC, verified: true });
  for (const link of REFUSED)
    it(`are not followed: ${link.slice(0, 60) || 'an empty one'}`, () =>
      assert.equal(policy.check(link), undefined));
  for (const link of FOLLOWED)
    it(`are followed: ${link}`, () => assert.equal(policy.check(link)?.href, link));

  it('may lead to this machine only where the API is there too', () => {
    const local = createLinkPolicy({ origin: 'http://127.0.0.1:1881', verified: true });
    const links = [
      'http://127.0.0.1:5/a',
      'http://localhost:5/a',
      'https://[::1]/a',
      'https://10.0.0.1/a',
      'http://a.example/',
    ];
    assert.deepEqual(
      links.map((link) => local.check(link) !== undefined),
      [true, true, true, false, false],
    );
  });

  it('may lead to the host that the account names, over https', () => {
    const own = createLinkPolicy({ origin: 'https://gateway.corp', verified: true });
    assert.equal(own.check('https://gateway.corp:9443/a')?.port, '9443');
    assert.equal(own.check('http://gateway.corp/a'), undefined);
    assert.equal(own.check('https://other.corp/a'), undefined);
  });

  it('may lead to the hosts that the user allows, over https', () => {
    const hosts = ['files.corp', '10.0.0.1', '[fd00::1]'];
    const own = createLinkPolicy({ origin: PUBLIC, verified: true, hosts });
    const links = ['files.corp/a', 'FILES.corp:8443/a', '10.0.0.1/a', '[fd00::1]/a'];
    assert.deepEqual(
      links.map((link) => [own.check(`https://${link}`) !== undefined, own.check(`http://${link}`)]),
      links.map(() => [true, undefined]),
    );
    assert.deepEqual(
      ['https://a.files.corp/', 'https://other.corp/', 'https://10.0.0.2/'].map((link) => own.check(link)),
      [undefined, undefined, undefined],
    );
  });

  it('send nothing to this machine for an account of Mimecast', async () => {
    let requests = 0;
    const server = await serveHttp((_request, response) => {
      requests += 1;
      response.end('inner');
    });
    const client = clientOf(PUBLIC);
    try {
      const error = await failureOf(client.download(`${server.origin}/f.gz`, never));
      assert.deepEqual([error.reason, requests], ['linkRefused', 0]);
    } finally {
      await client.close();
      await server.close();
    }
  });

  for (const location of [
    'http://127.0.0.1:1880/',
    'https://169.254.169.254/',
    'https://intranet/',
    '//10.0.0.1/',
  ])
    it(`are not followed to ${location} by a redirect, at any hop`, async () => {
      const agent = new MockAgent();
      agent.disableNetConnect();
      const storage = agent.get('https://storage.example');
      storage.intercept({ path: '/1' }).reply(302, '', { headers: { location: '/2' } });
      storage.intercept({ path: '/2' }).reply(302, '', { headers: { location } });
      const fail = createErrorFactory(createRedactor());
      const context = { dispatcher: agent, policy, fail, ...ONE_TRY };
      assert.equal((await failureOf(download('https://storage.example/1', context))).reason, 'linkRedirects');
      agent.assertNoPendingInterceptors();
      await agent.close();
    });
});

describe('The names of links', () => {
  const resolving = (...addresses: string[]): typeof lookup => {
    const found: LookupAddress[] = addresses.map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    const answer = (_name: string, _options: object, callback: (error: null, all: LookupAddress[]) => void) =>
      callback(null, found);
    return answer as unknown as typeof lookup;
  };
  const resolve = (addresses: string[], verified = true, origin = PUBLIC, all = true): Promise<unknown> =>
    new Promise((done) => {
      createLinkPolicy({ origin, verified }, resolving(...addresses)).lookup(
        'storage.example',
        { all },
        (error, found) => done(error === null ? found : 'code' in error ? error.code : error),
      );
    });
  for (const address of [
    '127.0.0.1',
    '169.254.169.254',
    '::1',
    'fe80::1',
    '0.0.0.0',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '64:ff9b:1::a9fe:a9fe',
    '::ffff:0:7f00:1',
    '::ffff:0:a9fe:a9fe',
  ])
    it(`must not resolve to ${address}`, async () =>
      assert.deepEqual(
        [await resolve([address]), await resolve(['8.8.8.8', address])],
        [REFUSED_ADDRESS, REFUSED_ADDRESS],
      ));

  it('are checked when a connection is made', async () => {
    const fail = createErrorFactory(createRedactor());
    const policy = createLinkPolicy({ origin: PUBLIC, verified: true }, resolving('127.0.0.1'));
    const transport = createTransport(
      { host: 'api.example', timeoutMs: 1000, lookup: policy.lookup },
      createRedactor(),
      fail,
    );
    const context = { dispatcher: transport.downloads, policy, fail, ...ONE_TRY };
    const error = await failureOf(download('https://storage.example/1', context));
    await transport.destroy();
    assert.deepEqual([error.reason, error.transient], ['linkRefused', false]);
  });

  it('may resolve to a private address only where certificates are verified', async () => {
    for (const address of ['10.0.0.1', 'fc00::1']) {
      assert.equal(await resolve([address], false), REFUSED_ADDRESS);
      assert.deepEqual(await resolve([address], true, PUBLIC, false), address);
    }
  });

  it('may resolve to any address where the user allows the host, and to no other for the others', async () => {
    const policy = createLinkPolicy(
      { origin: PUBLIC, verified: false, hosts: ['files.corp'] },
      resolving('10.0.0.1'),
    );
    const resolved = (name: string): Promise<unknown> =>
      new Promise((done) => {
        policy.lookup(name, {}, (error, found) => done(error === null ? found : Object(error).code));
      });
    assert.deepEqual(
      [await resolved('files.corp'), await resolved('storage.example')],
      ['10.0.0.1', REFUSED_ADDRESS],
    );
  });

  it('may resolve to public addresses, and to this machine where the API is there', async () => {
    assert.equal(await resolve(['8.8.8.8'], true, PUBLIC, false), '8.8.8.8');
    assert.equal(await resolve(['64:ff9b::808:808'], true, PUBLIC, false), '64:ff9b::808:808');
    assert.equal(await resolve(['127.0.0.1'], true, 'http://localhost:1', false), '127.0.0.1');
  });
});
