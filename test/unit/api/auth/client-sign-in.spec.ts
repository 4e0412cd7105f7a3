import assert from 'node:assert/strict';
import { failureOf } from '../support/error-assertions';
import { fine, inSequence, status } from '../support/responders';
import { json } from '../support/servers';
import { callOptions, grant, REQUEST } from '../support/tenant';
import { useTenants } from '../support/tenants';

describe('The client', () => {
  const { tenant } = useTenants();

  describe('a 401', () => {
    const expired = status(401, { fail: [{ code: 'token_expired', message: 'Access Token Expired' }] });

    it('fetches a new token and retries once', async () => {
      const [client, { seen, signIns }] = await tenant({ answer: inSequence(expired, fine) });
      await client.call(REQUEST, callOptions());
      assert.equal(signIns.length, 2);
      assert.deepEqual(
        seen.map((one) => one.headers['authorization']),
        ['Bearer token-number-1', 'Bearer token-number-2'],
      );
    });

    it('on many streams at once fetches one new token', async () => {
      const [client, { signIns }] = await tenant({
        answer: (_attempt, request, response) =>
          request.headers.authorization === 'Bearer token-number-1' ? expired(response) : fine(response),
      });
      await Promise.all(
        ['a', 'b', 'c', 'd', 'e', 'f'].map((stream) => client.call(REQUEST, callOptions({ stream }))),
      );
      assert.equal(signIns.length, 2);
    });

    it('on every retry is retried later, without further token requests', async () => {
      const [client, { seen, signIns }] = await tenant({ answer: inSequence(expired) });
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.deepEqual(
        [error.code, error.transient, error.vendorCode],
        ['MIMECAST_AUTH', true, 'token_expired'],
      );
      assert.equal(signIns.length, 2);
      assert.equal(seen.length, 5);
    });

    it('is permanent when the sign-in is refused as well', async () => {
      const [client] = await tenant({
        answer: inSequence(expired),
        signIn: (attempt, _request, response) =>
          attempt === 1
            ? json(response, 200, grant('token-number-1'))
            : json(response, 401, { error: 'invalid_grant' }),
      });
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.deepEqual([error.reason, error.transient], ['revoked', false]);
    });
  });

  describe('signing in', () => {
    it('happens once for many streams', async () => {
      const [client, { signIns }] = await tenant();
      await Promise.all(['a', 'b', 'c'].map((stream) => client.call(REQUEST, callOptions({ stream }))));
      assert.equal(signIns.length, 1);
    });

    const refused: readonly (readonly [string, number, unknown, string, string, boolean])[] = [
      [
        'wrong secret',
        401,
        { fail: [{ code: 'InvalidClientIdentifier', message: 'x' }] },
        'MIMECAST_AUTH',
        'wrongSecret',
        false,
      ],
      [
        'a typo',
        400,
        { error: 'invalid_client', error_description: 'x' },
        'MIMECAST_AUTH',
        'wrongSecret',
        false,
      ],
      ['revoked application', 401, { error: 'invalid_grant' }, 'MIMECAST_AUTH', 'revoked', false],
      [
        'not allowed from here',
        403,
        { fail: [{ code: 'app_forbidden' }] },
        'MIMECAST_AUTH',
        'signInRefused',
        false,
      ],
      ['not Mimecast at all', 404, 'nothing here', 'MIMECAST_CONFIG', 'wrongHost', false],
      ['a host that knows no POST', 405, '', 'MIMECAST_CONFIG', 'wrongHost', false],
      [
        'refused within 200',
        200,
        { fail: [{ code: 'InvalidClientIdentifier' }] },
        'MIMECAST_AUTH',
        'wrongSecret',
        false,
      ],
      [
        'trouble within 200',
        200,
        { fail: [{ code: 'err_internal' }] },
        'MIMECAST_BAD_ANSWER',
        'noToken',
        true,
      ],
      ['no token', 200, { expires_in: 1799 }, 'MIMECAST_BAD_ANSWER', 'noToken', true],
      ['a page', 200, '<html>', 'MIMECAST_BAD_ANSWER', 'html', true],
      ['trouble', 503, '', 'MIMECAST_UNAVAILABLE', 'serverError', true],
    ];
    for (const [what, code, body, expected, reason, transient] of refused)
      it(`fails on ${what} with ${reason}, after ${transient ? 'four tries' : 'one try'}`, async () => {
        const [client, { seen, signIns }] = await tenant({
          signIn: (_attempt, _request, response) => json(response, code, body),
        });
        const error = await failureOf(client.call(REQUEST, callOptions()));
        assert.deepEqual([error.code, error.reason, error.transient], [expected, reason, transient]);
        assert.equal(signIns.length, transient ? 4 : 1);
        assert.equal(seen.length, 0);
      });

    it('is not repeated by each stream when it is refused', async () => {
      const [client, { signIns }] = await tenant({
        signIn: (_attempt, _request, response) => json(response, 401, {}),
      });
      for (const stream of ['a', 'b', 'c', 'd'])
        await failureOf(client.call(REQUEST, callOptions({ stream })));
      assert.equal(signIns.length, 1);
    });

    it('uses no API quota when it is refused', async () => {
      const [client, { seen }] = await tenant({
        signIn: (attempt, _request, response) =>
          attempt === 1 ? json(response, 401, {}) : json(response, 200, grant('token-number-x')),
      });
      for (let i = 0; i < 60; i += 1) await failureOf(client.call(REQUEST, callOptions()));
      const call = callOptions();
      assert.equal(call.throttled.length + seen.length, 0);
    });

    it('needs an id and a secret, except in the demo', async () => {
      const [client, { signIns }] = await tenant({}, { clientSecret: '' });
      assert.equal((await failureOf(client.call(REQUEST, callOptions()))).reason, 'credentialsMissing');
      assert.equal(signIns.length, 0);
      const [demo] = await tenant({}, { clientId: '', clientSecret: '', demo: true });
      assert.equal((await demo.call(REQUEST, callOptions())).status, 200);
    });

    it('waits when it is throttled, and notifies all waiting callers', async () => {
      const [client, { signIns }] = await tenant({
        signIn: (attempt, _request, response) =>
          attempt === 1 ? json(response, 429, 'slow down') : json(response, 200, grant('token-number-2')),
      });
      const options = callOptions();
      await client.call(REQUEST, options);
      assert.equal(signIns.length, 2);
      assert.deepEqual(
        options.throttled.map(({ group }) => group),
        ['token'],
      );
    });
  });
});
