import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { createErrorFactory } from '../../../../nodes/lib/api/response/error-factory';
import { createRedactor } from '../../../../nodes/lib/util/redaction/redactor';
import { failureOf } from '../support/error-assertions';
import { inSequence, status } from '../support/responders';
import { CLIENT_SECRET, callOptions, REQUEST } from '../support/tenant';
import { useTenants } from '../support/tenants';

const TOKEN = 'token-number-1';
const CONTROL = '\u001b[31m\u0000\u202e\r\n';
const MEGABYTE = 'x'.repeat(1_000_000);

const hostile: readonly (readonly [string, string])[] = [
  ['the secret', CLIENT_SECRET],
  ['the secret in a URL in a URL', encodeURIComponent(encodeURIComponent(CLIENT_SECRET))],
  ['the token', `got ${TOKEN}`],
  ['control characters', `err${CONTROL}one`],
  ['a megabyte', MEGABYTE],
];

describe('Texts of the API beside data', () => {
  const { tenant } = useTenants();

  for (const [what, text] of hostile)
    for (const entry of [
      { code: text, message: text, field: text },
      { errors: [{ code: text, message: text, field: text }] },
      text,
    ])
      it(`${what} in ${typeof entry === 'string' ? 'a text' : Object.keys(entry)[0]} is redacted, cleaned and cut`, async () => {
        const [client] = await tenant({
          answer: inSequence(status(200, { data: [{ a: 1 }], fail: [entry] })),
        });
        const { failures } = await client.call(REQUEST, callOptions());
        const shown = failures.flatMap(({ code, message, field }) => [code, message, field ?? '']);
        assert.equal(failures.length, 1);
        for (const one of shown) {
          assert(one.length <= 301, String(one.length));
          assert.doesNotMatch(one, /[\p{Cc}\p{Cf}]/u);
          assert(
            !/canary|token-number/i.test(decodeURIComponent(decodeURIComponent(one.replaceAll('%…', '')))),
            one,
          );
        }
        assert.match(failures[0]?.code ?? '', /^[\w .:-]{0,80}$/);
      });

  it('are at most twenty', async () => {
    const fail = Array.from({ length: 5000 }, (_, index) => ({ code: `err_${index}` }));
    const [client] = await tenant({ answer: inSequence(status(200, { data: [{ a: 1 }], fail })) });
    const { failures } = await client.call(REQUEST, callOptions());
    assert.deepEqual([failures.length, failures[0]?.code], [20, 'err_0']);
  });

  it('keep a sentence that stands where a code is expected', async () => {
    const errors = ['This, "really", is a sentence'];
    const [client] = await tenant({ answer: inSequence(status(200, { data: [{ a: 1 }], errors })) });
    const { failures } = await client.call(REQUEST, callOptions());
    assert.deepEqual(failures, [{ code: '', message: errors[0], retryable: false }]);
  });

  it('name the account without secrets, on one line, cut', async () => {
    const accountName = `${TOKEN} ${CONTROL}${MEGABYTE}`;
    const answer = { data: [{ accountCode: `C1${CONTROL}`, accountName }] };
    const [client] = await tenant({ answer: inSequence(status(200, answer), status(200, answer)) });
    const { code, name } = await client.identity(callOptions());
    assert.equal(code, 'C1 [31m');
    assert.match(name, /^\*\*\* \[31m x+…$/);
    assert(name.length <= 201);
  });
});

describe('Errors about a host and a path that the other side chose', () => {
  it('have no secrets', async () => {
    const fail = createErrorFactory(createRedactor(['known-secret']));
    const error = fail('linkRedirects', {
      host: 'known-secret.example',
      endpoint: `/a/${encodeURIComponent('known-secret')}${'x'.repeat(1000)}`,
    });
    assert(!inspect(error).includes('known-secret'));
    assert((error.endpoint ?? '').length <= 301);
    assert.equal((await failureOf(Promise.reject(error))).reason, 'linkRedirects');
  });
});
