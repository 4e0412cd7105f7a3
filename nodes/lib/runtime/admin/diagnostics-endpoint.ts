/** `GET mimecast/account/:id/diagnostics`: data that the account dialog copies for a support ticket. */
import type { NodeAPI } from 'node-red';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { isAccountNode } from '../account/account-node';
import { buildDiagnostics } from './diagnostics';

const NODE_ID = /^[\w.-]{1,100}$/;

/** Works for deployed accounts only. Makes no API calls. */
export async function handleDiagnostics(
  RED: NodeAPI,
  id: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  if (typeof id !== 'string' || !NODE_ID.test(id))
    return { status: 400, body: { text: adminMessages.badRequest } };
  const node = RED.nodes.getNode(id);
  if (!isAccountNode(node)) return { status: 404, body: { text: adminMessages.noAccount } };
  return { status: 200, body: await buildDiagnostics(RED, node) };
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerDiagnostics(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/mimecast/account/:id/diagnostics',
    RED.auth.needsPermission('mimecast.read'),
    (request, response) => {
      handleDiagnostics(RED, request.params['id']).then(
        ({ status, body }) => response.status(status).json(body),
        () => response.status(500).json({ text: adminMessages.jobFailed }),
      );
    },
  );
}
