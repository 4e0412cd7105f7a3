/** `GET mimecast/account/:id/categories`: the categories that the audit dialog lists. */
import type { NodeAPI } from 'node-red';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { MimecastError } from '../../contracts/errors';
import { type AuditCategory, readAuditCategories } from '../../streams/audit-categories';
import { findAccount, isAccountNode } from '../account/account-node';

/** ms; a person waits at the dialog */
const RESPONSE_TIMEOUT_MS = 30_000;
const NODE_ID = /^[\w.-]{1,100}$/;

type ResponseBody = { readonly categories: readonly AuditCategory[] } | { readonly text: string };

/** Uses deployed accounts only: nothing from the dialog is sent to Mimecast. */
export async function handleCategories(
  RED: NodeAPI,
  id: unknown,
): Promise<{ readonly status: number; readonly body: ResponseBody }> {
  if (typeof id !== 'string' || !NODE_ID.test(id)) return errorResponse(400, adminMessages.badRequest);
  if (!isAccountNode(RED.nodes.getNode(id))) return errorResponse(404, adminMessages.noAccount);
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
  try {
    const client = await findAccount(RED, id).client();
    return { status: 200, body: { categories: await readAuditCategories(client, signal) } };
  } catch (error) {
    if (error instanceof MimecastError) return errorResponse(503, error.message);
    return signal.aborted
      ? errorResponse(504, adminMessages.timeout)
      : errorResponse(500, adminMessages.askFailed);
  }
}

const errorResponse = (status: number, text: string): { status: number; body: ResponseBody } => ({
  status,
  body: { text },
});

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerAuditCategories(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/mimecast/account/:id/categories',
    RED.auth.needsPermission('mimecast.read'),
    (request, response) => {
      handleCategories(RED, request.params['id']).then(
        ({ status, body }) => response.status(status).json(body),
        () => response.status(500).json({ text: adminMessages.askFailed }),
      );
    },
  );
}
