/** `GET mimecast/account/:id/categories`: the categories that the audit dialog lists. */
import type { NodeAPI } from 'node-red';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { MimecastError } from '../../contracts/errors';
import { type AuditCategory, readAuditCategories } from '../../streams/audit-categories';
import { findAccount, isAccountNode } from '../account/account-node';
import { isNodeId } from './node-id';
import { errorReply, type HttpReply, sendReply } from './reply';

/** ms; a person waits at the dialog */
const RESPONSE_TIMEOUT_MS = 30_000;

type ResponseBody = { readonly categories: readonly AuditCategory[] } | { readonly text: string };

/** Uses deployed accounts only: nothing from the dialog is sent to Mimecast. */
async function handleCategories(RED: NodeAPI, id: unknown): Promise<HttpReply<ResponseBody>> {
  if (!isNodeId(id)) return errorReply(400, adminMessages.badRequest);
  if (!isAccountNode(RED.nodes.getNode(id))) return errorReply(404, adminMessages.noAccount);
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
  try {
    const client = await findAccount(RED, id).client();
    return { status: 200, body: { categories: await readAuditCategories(client, signal) } };
  } catch (error) {
    if (error instanceof MimecastError) return errorReply(503, error.message);
    return signal.aborted ? errorReply(504, adminMessages.timeout) : errorReply(500, adminMessages.askFailed);
  }
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerAuditCategories(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/mimecast/account/:id/categories',
    RED.auth.needsPermission('mimecast.read'),
    (request, response) => {
      const { id } = request.params;
      sendReply(response, () => handleCategories(RED, id), { text: adminMessages.askFailed });
    },
  );
}
