/** Canaries: text that the server reflects must not appear in an error. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { ApiClient } from '../../../../nodes/lib/contracts/api-client';
import { assertRedacted, failureOf, fullTextOf } from '../support/error-assertions';
import { json } from '../support/servers';
import { CLIENT_ID, CLIENT_SECRET, callOptions, grant, REQUEST } from '../support/tenant';
import { useTenants } from '../support/tenants';

const TOKEN = 'canaryToken-77aa';
const ALL = [CLIENT_ID, CLIENT_SECRET, TOKEN];
const ECHO = `id=${CLIENT_ID} secret=${CLIENT_SECRET} ${encodeURIComponent(CLIENT_SECRET)} token ${TOKEN}`;

describe('Secrets in errors', () => {
  const { tenant } = useTenants();

  async function client(
    signIn: (response: ServerResponse, body: string) => void,
    reply: (response: ServerResponse) => void,
  ): Promise<ApiClient> {
    const [made] = await tenant(
      {
        signIn: (_attempt, _request, response, body) => signIn(response, body),
        answer: (_attempt, _request, response) => reply(response),
      },
      { tries: 1 },
    );
    return made;
  }
  const granted = (response: ServerResponse): void => json(response, 200, grant(TOKEN));
  const ask = async (made: ApiClient) => failureOf(made.call(REQUEST, callOptions()));

  it('the search finds a planted secret', () => {
    const hidden = new Error('outer', {
      cause: Object.assign(new Error('inner'), { request: { headers: [CLIENT_SECRET] } }),
    });
    assert(fullTextOf(hidden).includes(CLIENT_SECRET));
    assert.throws(() => assertRedacted(hidden, ALL), assert.AssertionError);
  });

  const echoes: Readonly<Record<string, (form: string) => unknown>> = {
    'in its description': () => ({ error: 'invalid_client', error_description: ECHO }),
    'in its code': () => ({ error: CLIENT_SECRET }),
    'in the middle of its code': () => ({ fail: [{ code: `bad ${CLIENT_ID}` }] }),
    'in a field name': () => ({ errors: [{ code: 'x', message: ECHO, field: CLIENT_SECRET }] }),
    'as it was sent': (form) => form,
    'half of it': () => ({ error: 'invalid_client', error_description: CLIENT_SECRET.slice(0, 12) }),
  };
  for (const [where, body] of Object.entries(echoes))
    for (const status of [400, 401, 403, 404, 500, 200])
      it(`the sign-in response ${status} with the credentials ${where}`, async () => {
        const made = await client(
          (response, form) => json(response, status, body(form), { 'x-request-id': CLIENT_SECRET }),
          granted,
        );
        assertRedacted(await ask(made), [...ALL, CLIENT_SECRET.slice(0, 12)]);
      });

  for (const status of [400, 401, 403, 404, 429, 500, 200])
    it(`a call response ${status} with credentials and token`, async () => {
      const body = {
        error: { code: ECHO, message: `${ECHO} https://s3.example/f?X-Amz-Signature=canarySignature` },
      };
      const made = await client(granted, (response) =>
        json(response, status, body, { 'x-request-id': TOKEN }),
      );
      const error = await ask(made);
      assertRedacted(error, [...ALL, 'canarySignature']);
    });

  it('a replaced token is still hidden', async () => {
    let issued = 0;
    const made = await client(
      (response) => {
        issued += 1;
        json(response, 200, grant(`${TOKEN}-${issued}`));
      },
      (response) =>
        json(response, 401, { fail: [{ code: 'token_expired', message: `was ${TOKEN}-1, is ${TOKEN}-2` }] }),
    );
    const error = await ask(made);
    assert.equal(issued, 2);
    assert.match(error.message, /was \*\*\*, is \*\*\*/);
  });
});
