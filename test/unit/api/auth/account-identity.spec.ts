import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { testConnection } from '../../../../nodes/lib/api/connection-test';
import type { ApiClient } from '../../../../nodes/lib/contracts/api-client';
import { closeAfterEach } from '../support/close-after-each';
import { failureOf } from '../support/error-assertions';
import { json, serveSockets } from '../support/servers';
import { callOptions, clientOf, serveTenant, type Tenant } from '../support/tenant';
import { withoutJitter } from '../support/without-jitter';

type Reply = readonly [status: number, body: unknown];

const who: Reply = [200, { version: 1, type: 'x', 'account-codes': ['C0A0'], 'home-account': 'C0A0' }];
const account: Reply = [
  200,
  { data: [{ accountCode: 'C0A0', accountName: 'Example Ltd', passphrase: 'canary-passphrase' }], fail: [] },
];
const forbidden: Reply = [403, { fail: [{ code: 'app_forbidden', message: 'Forbidden' }] }];
const missing: Reply = [404, 'no such path'];
const nonsense: Reply = [200, { data: 'none' }];

describe('The account identity', () => {
  withoutJitter();
  const close = closeAfterEach();

  async function tenant(
    replies: { who: Reply; account: Reply },
    signIn?: (response: ServerResponse) => void,
  ): Promise<[ApiClient, Tenant]> {
    const served = await serveTenant({
      answer: (_attempt, request, response) => {
        const [status, body] = request.url === '/identity/whoami' ? replies.who : replies.account;
        json(response, status, body);
      },
      ...(signIn === undefined ? {} : { signIn: (_attempt, _request, response) => signIn(response) }),
    });
    const client = clientOf(served.server.origin, { tries: 1 });
    close(client, served.server);
    return [client, served];
  }

  const cases: readonly (readonly [string, Reply, Reply, string, string])[] = [
    ['comes from both responses', who, account, 'C0A0', 'Example Ltd'],
    ['comes from who-am-I alone', who, forbidden, 'C0A0', ''],
    ['who-am-I does not exist', missing, account, 'C0A0', 'Example Ltd'],
    [
      'the home account is an object',
      [200, { 'home-account': { code: 'C1', name: 'x' } }],
      forbidden,
      'C1',
      '',
    ],
    ['there is one account code only', [200, { 'account-codes': ['C2'] }], forbidden, 'C2', ''],
    [
      'a partner sees many accounts',
      [200, { 'account-codes': ['C2', 'C3'] }],
      account,
      'C0A0',
      'Example Ltd',
    ],
    ['is empty without both', forbidden, forbidden, '', ''],
    ['is empty for invalid responses', [200, '[]'], nonsense, '', ''],
    ['has no name if the account has none', who, [200, { data: [{ accountName: null }] }], 'C0A0', ''],
  ];
  for (const [what, whoReply, accountReply, code, name] of cases)
    it(what, async () => {
      const [client] = await tenant({ who: whoReply, account: accountReply });
      assert.deepEqual(await client.identity(callOptions()), { code, name });
    });

  it('is fetched once for many concurrent callers', async () => {
    const [client, { seen }] = await tenant({ who, account });
    await Promise.all([client.identity(callOptions()), client.identity(callOptions())]);
    await client.identity(callOptions());
    assert.deepEqual(
      seen.map((one) => `${one.method} ${one.url} ${one.body}`),
      ['GET /identity/whoami ', 'POST /api/account/get-account {"data":[]}'],
    );
  });

  it('is fetched again after a temporary failure', async () => {
    const replies = { who: [503, {}] as Reply, account };
    const [client] = await tenant(replies);
    assert.equal((await failureOf(client.identity(callOptions()))).transient, true);
    replies.who = who;
    assert.equal((await client.identity(callOptions())).code, 'C0A0');
  });

  it('is still fetched for the other callers when one gives up', async () => {
    const [client] = await tenant({ who, account });
    const leaving = new AbortController();
    const left = client.identity(callOptions({ signal: leaving.signal }));
    const stays = client.identity(callOptions());
    leaving.abort(new Error('enough'));
    await assert.rejects(left, /enough/);
    assert.equal((await stays).code, 'C0A0');
  });

  describe('The connection test', () => {
    it('returns exactly this result on success', async () => {
      const [client] = await tenant({ who, account });
      const wallClock = (): number => Date.now() - new Date().getTimezoneOffset() * 60_000;
      const before = Math.floor(wallClock() / 1000) * 1000;
      const { ok, level, text } = await testConnection(client, 'global');
      assert.deepEqual([ok, level], [true, 'green']);
      assert.match(
        text,
        /^Connection successful · C0A0 Example Ltd · global · \d+ ms · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
      );
      const [day = '', time = ''] = text.slice(-19).split(' ');
      // As wall clocks show it: in the night when summer time ends, one text names two moments.
      const shown = Date.parse(`${day}T${time}Z`);
      assert.ok(shown >= before && shown <= wallClock(), 'it is the local time of the server');
    });

    it('omits unknown members', async () => {
      const [client] = await tenant({ who: forbidden, account: nonsense });
      assert.match((await testConnection(client, 'uk')).text, /^Connection successful · uk · \d+ ms · /);
    });

    for (const [what, whoReply, reported] of [
      ['and who-am-I works', who, /^Signed in · C0A0 · global · .* · account name can't be read$/],
      ['and who-am-I is forbidden too', forbidden, /^Signed in · global · .* · account code and name can't/],
    ] as const)
      it(`is yellow when reading the account is forbidden ${what}`, async () => {
        const [client] = await tenant({ who: whoReply, account: forbidden });
        const result = await testConnection(client, 'global');
        assert.deepEqual([result.ok, result.level, result.code], [false, 'yellow', 'MIMECAST_FORBIDDEN']);
        assert.match(result.text, reported);
      });

    const red: readonly (readonly [string, Reply, string, RegExp])[] = [
      [
        'wrong secret',
        [401, { error: 'invalid_client' }],
        'MIMECAST_AUTH',
        /does not accept this client id and secret: copy both again/,
      ],
      [
        'revoked application',
        [401, { error: 'invalid_grant' }],
        'MIMECAST_AUTH',
        /was revoked.*: enable it there/,
      ],
      [
        'wrong host',
        [404, ''],
        'MIMECAST_CONFIG',
        /127\.0\.0\.1:\d+ does not offer the sign-in.*: choose the region/,
      ],
      ['a portal', [200, '<html>'], 'MIMECAST_BAD_ANSWER', /sent a web page.*: look for a proxy/],
      ['a full bucket', [429, ''], 'MIMECAST_RATE_LIMITED', /quota of the application is used up/],
    ];
    for (const [what, [status, body], code, text] of red)
      it(`is red and names the remedy: ${what}`, async () => {
        const [client, { signIns }] = await tenant({ who, account }, (response) =>
          json(response, status, body),
        );
        const result = await testConnection(client, 'global');
        assert.deepEqual([result.ok, result.level, result.code], [false, 'red', code]);
        assert.match(result.text, text);
        assert.equal(signIns.length, 1, 'it answers at once');
      });

    it('is red when nothing listens', async () => {
      const server = await serveSockets(() => undefined);
      await server.close();
      const client = clientOf(server.origin, { tries: 1 });
      close(client);
      assert.match(
        (await testConnection(client, 'custom')).text,
        /refuses the connection: check host and port/,
      );
    });

    it('ends when its signal is aborted', async () => {
      const [client] = await tenant({ who, account });
      await assert.rejects(
        testConnection(client, 'global', AbortSignal.abort(new Error('enough'))),
        /enough/,
      );
    });
  });
});
