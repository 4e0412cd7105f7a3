/** `POST mimecast/account/:id/test`: tests credentials before they are deployed. */
import type { NodeAPI } from 'node-red';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import type { ConnectionResult } from '../../api/connection-test';
import type { ApiClient } from '../../contracts/api-client';
import type { ErrorCode } from '../../contracts/error-codes';
import { withTimeout } from '../../util/async';
import type { AccountDeps } from '../account/account';
import { accountForm, withDraftAccount } from './account-draft';
import { isNodeId } from './node-id';
import { type HttpReply, sendReply } from './reply';

/** ms; a person waits at the dialog */
const TEST_TIMEOUT_MS = 30_000;

export interface ConnectionTestDeps extends AccountDeps {
  testConnection(client: ApiClient, region: string): Promise<ConnectionResult>;
}

const failure = (text: string, code: ErrorCode = 'MIMECAST_CONFIG'): ConnectionResult => ({
  ok: false,
  level: 'red',
  text,
  code,
});

/** @returns HTTP status and a body without secrets; never rejects */
async function handleConnectionTest(
  RED: NodeAPI,
  { id, body }: { readonly id: unknown; readonly body: unknown },
  deps: ConnectionTestDeps,
): Promise<HttpReply<ConnectionResult>> {
  const form = accountForm.safeParse(body);
  if (!form.success || !isNodeId(id)) return { status: 400, body: failure(adminMessages.badRequest) };
  const outcome = await withDraftAccount(
    RED,
    { id, form: form.data, deps },
    (account, region) =>
      withTimeout(
        account.client().then((client) => deps.testConnection(client, region)),
        TEST_TIMEOUT_MS,
      ),
    (result = failure(adminMessages.timeout, 'MIMECAST_UNAVAILABLE'), redactor) => ({
      ...result,
      text: redactor.redact(result.text),
    }),
  );
  return { status: 200, body: outcome.ok ? outcome.value : failure(outcome.text, outcome.code) };
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerAccountTest(RED: NodeAPI, deps: ConnectionTestDeps): void {
  RED.httpAdmin.post(
    '/mimecast/account/:id/test',
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      const reply = handleConnectionTest(RED, { id: request.params['id'], body: request.body }, deps);
      sendReply(response, reply, failure(adminMessages.failed));
    },
  );
}
