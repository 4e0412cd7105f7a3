/** `POST mimecast/account/:id/test`: tests credentials before they are deployed. */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import type { ConnectionResult } from '../../api/connection-test';
import { summaryText } from '../../assessments/permissions/permission-summary';
import type { ApiClient } from '../../contracts/api-client';
import type { ErrorCode } from '../../contracts/error-codes';
import { withTimeout } from '../../util/async';
import type { Account, AccountDeps } from '../account/account';
import { accountForm, withDraftAccount } from './account-draft';
import { readForm } from './form';
import { isNodeId } from './node-id';
import { type CheckRequest, checkAccount, lacksText } from './permissions';
import { deployedNodes, findPermissionUsage } from './permissions-in-use';
import { type HttpReply, sendReply } from './reply';

/** ms; a person waits at the dialog */
const TEST_TIMEOUT_MS = 30_000;
/** ms; the check itself ends within 65 s */
const CHECK_TIMEOUT_MS = 80_000;

export interface ConnectionTestDeps extends AccountDeps {
  testConnection(client: ApiClient, region: string): Promise<ConnectionResult>;
}

const failure = (text: string, code: ErrorCode = 'MIMECAST_CONFIG'): ConnectionResult => ({
  ok: false,
  level: 'red',
  text,
  code,
});

/** Our own dialog asks for the permissions separately, with the nodes of the editor. */
const requestSchema = accountForm.extend({ signInOnly: z.boolean().default(false) });

/** @returns HTTP status and a body without secrets; never rejects */
async function handleConnectionTest(
  RED: NodeAPI,
  { id, body }: { readonly id: unknown; readonly body: unknown },
  deps: ConnectionTestDeps,
): Promise<HttpReply<ConnectionResult>> {
  const parsed = readForm(requestSchema, body);
  if (parsed === undefined || !isNodeId(id)) return { status: 400, body: failure(adminMessages.badRequest) };
  const { signInOnly, ...form } = parsed;
  const nodes = signInOnly ? [] : deployedNodes(RED);
  const outcome = await withDraftAccount(
    RED,
    { id, form, deps },
    async (account, region) => {
      const signedIn = await withTimeout(
        account.client().then((client) => deps.testConnection(client, region)),
        TEST_TIMEOUT_MS,
      );
      if (signedIn === undefined || signedIn.level === 'red' || signInOnly) return signedIn;
      // Without nodes, an account that can be read is proof enough.
      if (signedIn.ok && findPermissionUsage(nodes, id).needs.length === 0) return signedIn;
      return withPermissions(signedIn, account, { id, all: false, nodes, isDraft: true });
    },
    (result = failure(adminMessages.timeout, 'MIMECAST_UNAVAILABLE'), redactor) => ({
      ...result,
      text: redactor.redact(result.text),
    }),
  );
  return { status: 200, body: outcome.ok ? outcome.value : failure(outcome.text, outcome.code) };
}

/** The result has one line: the names in it must leave room for the facts. */
const MAX_NAMES = 3;

/** A sign-in proves no permission: what the nodes use decides, and the account itself is a note. */
async function withPermissions(
  { facts = [], note }: ConnectionResult,
  account: Account,
  request: CheckRequest,
): Promise<ConnectionResult> {
  const { verdict, lacks } = await checkAccount(account, request, AbortSignal.timeout(CHECK_TIMEOUT_MS));
  const ok = verdict.level === 'green' || verdict.level === 'info';
  const parts = [summaryText(verdict), lacksText(lacks, MAX_NAMES), ...facts, note ?? ''];
  return {
    ok,
    level: verdict.level === 'info' ? 'green' : verdict.level,
    text: parts.filter((part) => part !== '').join(' · '),
    ...(!ok && { code: verdict.key.endsWith('hecked') ? 'MIMECAST_UNAVAILABLE' : 'MIMECAST_FORBIDDEN' }),
    facts,
    ...(note !== undefined && { note }),
  };
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerAccountTest(RED: NodeAPI, deps: ConnectionTestDeps): void {
  RED.httpAdmin.post(
    '/mimecast/account/:id/test',
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      const { params, body } = request;
      const handle = () => handleConnectionTest(RED, { id: params['id'], body }, deps);
      sendReply(response, handle, failure(adminMessages.failed));
    },
  );
}
