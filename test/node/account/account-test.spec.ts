import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { registerAccountTest } from '../../../nodes/lib/runtime/admin/account-test';
import { accountNode, CLIENT, helper, listen, loadFlow } from '../support/account-helper';
import { type FakeMimecast, startFakeMimecast } from '../support/fake-mimecast';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly level: unknown;
  readonly whole: string;
}

describe('The connection test', () => {
  let mimecast: FakeMimecast;
  let elsewhere: FakeMimecast;
  let admin: { url: string; close(): Promise<void> };

  before(async () => {
    await helper.startServer();
    mimecast = await startFakeMimecast({ id: CLIENT.clientId, secret: CLIENT.clientSecret });
    elsewhere = await startFakeMimecast({ id: CLIENT.clientId, secret: CLIENT.clientSecret });
  });
  after(async () => {
    await mimecast.stop();
    await elsewhere.stop();
    await helper.stopServer();
  });
  beforeEach(async () => {
    mimecast.readable = true;
    for (const fake of [mimecast, elsewhere]) fake.requests.length = fake.forms.length = 0;
    const RED = await loadFlow([deployed()], { account: CLIENT });
    admin = await listen(RED);
  });
  afterEach(async () => {
    await admin.close();
    await helper.unload();
  });

  const deployed = () => accountNode({ region: 'custom', baseUrl: mimecast.origin });
  const form = (changes: Readonly<Record<string, unknown>> = {}) => ({
    region: 'custom',
    baseUrl: mimecast.origin,
    timeout: '5',
    tls: '',
    proxy: '',
    ...CLIENT,
    ...changes,
  });
  const STORED = { clientSecret: '__PWRD__', has_clientSecret: true };

  async function press(body: unknown, id = 'account'): Promise<Answer> {
    const response = await fetch(`${admin.url}/mimecast/account/${id}/test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const whole = await response.text();
    const result: unknown = JSON.parse(whole);
    assert.ok(typeof result === 'object' && result !== null && 'text' in result && 'level' in result);
    return { status: response.status, text: String(result.text), level: result.level, whole };
  }

  it('is green for typed values before the first deploy', async () => {
    const { status, level, text } = await press(form(), 'not-yet-deployed');
    assert.equal(status, 200);
    assert.equal(level, 'green');
    assert.match(
      text,
      /^Connection successful · C0A0 Example Ltd · custom · \d+ ms · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
    );
  });

  it('is not green when nothing can be read', async () => {
    mimecast.readable = false;
    const { level, text } = await press(form());
    assert.equal(level, 'red');
    assert.match(
      text,
      /^Signed in, but this application can't read any data: .* · C0A0 · custom · \d+ ms · /,
    );
    assert.match(text, /The application has no permission for: /);
  });

  it('is red for a wrong secret, and hides the secret', async () => {
    const { level, text, whole } = await press(form({ clientSecret: 'canary-wrong-secret-55' }));
    assert.equal(level, 'red');
    assert.match(text, /client id and secret/);
    assert.doesNotMatch(whole, /canary/);
  });

  for (const [what, untouched] of [
    ['shown as dots', STORED],
    ['left empty', { clientSecret: '', has_clientSecret: true }],
  ] as const) {
    it(`uses the stored secret when the field was not changed (${what})`, async () => {
      assert.equal((await press(form(untouched))).level, 'green');
    });
  }

  it('asks for the secret when none is stored', async () => {
    const { level, text } = await press(form(STORED), 'not-yet-deployed');
    assert.equal(level, 'red');
    assert.match(text, /no stored secret/);
    assert.deepEqual(mimecast.requests, []);
  });

  it('sends the stored secret to the deployed host only', async () => {
    const { level, text } = await press(form({ ...STORED, baseUrl: elsewhere.origin }));
    assert.equal(level, 'red');
    assert.match(text, /type the client id and secret again/);
    assert.deepEqual(elsewhere.requests, []);
    assert.equal((await press(form({ baseUrl: elsewhere.origin }))).level, 'green');
  });

  describe('with environment variables', () => {
    beforeEach(() => {
      process.env['MIMECAST_TEST_SECRET'] = CLIENT.clientSecret;
    });
    afterEach(() => {
      delete process.env['MIMECAST_TEST_SECRET'];
    });

    it('resolves them', async () => {
      assert.equal((await press(form({ clientSecret: '${MIMECAST_TEST_SECRET}' }))).level, 'green');
    });

    it('names a variable that is not set', async () => {
      const { text } = await press(form({ clientSecret: '${MIMECAST_TEST_NOTHING}' }));
      assert.match(text, /MIMECAST_TEST_NOTHING is not set/);
    });

    it('does not send them to another host', async () => {
      for (const name of ['clientId', 'clientSecret']) {
        const { level } = await press(
          form({ [name]: '${MIMECAST_TEST_SECRET}', baseUrl: elsewhere.origin }),
          'not-yet-deployed',
        );
        assert.equal(level, 'red', name);
      }
      assert.deepEqual(elsewhere.requests, []);
    });

    it('does not reveal them in a validation error', async () => {
      process.env['MIMECAST_TEST_SECRET'] = `https://canary.${'long'.repeat(40)}.example/path`;
      for (const name of ['region', 'baseUrl', 'timeout', 'tls', 'proxy']) {
        const { whole, level } = await press(form({ [name]: '${MIMECAST_TEST_SECRET}' }));
        assert.equal(level, 'red', name);
        assert.doesNotMatch(whole, /canary|long/, name);
      }
    });
  });

  it('reports that the TLS or proxy node is not deployed yet', async () => {
    for (const name of ['tls', 'proxy']) {
      const { level, text } = await press(form({ [name]: 'made-a-minute-ago' }));
      assert.equal(level, 'red');
      assert.match(text, /not deployed yet/);
    }
    assert.deepEqual(mimecast.requests, []);
  });

  it('also tests the simulated tenant', async () => {
    const { level, text } = await press({ region: 'demo' }, 'not-yet-deployed');
    assert.equal(level, 'green');
    assert.match(text, /· demo ·/);
  });

  it('reports invalid fields', async () => {
    const { level, text } = await press(form({ baseUrl: 'https://gateway.example/v2' }));
    assert.equal(level, 'red');
    assert.match(text, /no path/);
  });

  it('rejects values that no dialog sends', async () => {
    for (const body of [[], { region: 5 }, form({ clientSecret: 'x'.repeat(5000) })]) {
      assert.equal((await press(body)).status, 400);
    }
    assert.equal((await press(form(), encodeURIComponent('../settings'))).status, 400);
    assert.deepEqual(mimecast.requests, []);
  });

  it('requires permission to write Mimecast settings', async () => {
    const permissions: string[] = [];
    await admin.close();
    await helper.unload();
    const RED = await loadFlow([deployed()], { account: CLIENT }, [
      (real: NodeAPI) => {
        const guarded: NodeAPI = Object.create(real, {
          auth: {
            value: {
              needsPermission: (permission: string): ReturnType<NodeAPI['auth']['needsPermission']> => {
                permissions.push(permission);
                return (_request, response) => {
                  response.status(401).json({ level: 'red', text: 'who are you?' });
                };
              },
            },
          },
          httpAdmin: {
            value: {
              post: (path: string, ...handlers: Parameters<NodeAPI['httpAdmin']['post']>[1][]) =>
                real.httpAdmin.post(`/guarded${path}`, ...handlers),
            },
          },
        });
        registerAccountTest(guarded, {
          createClient: () => assert.fail('nobody was allowed in'),
          startDemo: () => assert.fail('nobody was allowed in'),
          testConnection: () => assert.fail('nobody was allowed in'),
        });
      },
    ]);
    admin = await listen(RED);
    const response = await fetch(`${admin.url}/guarded/mimecast/account/account/test`, { method: 'POST' });
    assert.equal(response.status, 401);
    assert.deepEqual(permissions, ['mimecast.write']);
  });
});
