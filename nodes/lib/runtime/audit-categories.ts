/** `GET mimecast/account/:id/categories`: the categories that the audit dialog lists. */
import type { NodeAPI } from 'node-red';
import { admin as sentences } from '../../locales/en-US/shared.json';
import { MimecastError } from '../api/errors';
import { type AuditCategory, readAuditCategories } from '../streams/audit-categories';
import { findAccount, isAccountNode } from './account-node';

/** ms; a person waits at the dialog */
const ANSWER_TIMEOUT = 30_000;
const NODE_ID = /^[\w.-]{1,100}$/;

type Body = { readonly categories: readonly AuditCategory[] } | { readonly text: string };

/** Uses deployed accounts only: nothing from the dialog is sent to Mimecast. */
export async function answerCategories(
  RED: NodeAPI,
  id: unknown,
): Promise<{ readonly status: number; readonly body: Body }> {
  if (typeof id !== 'string' || !NODE_ID.test(id)) return refused(400, sentences.badRequest);
  if (!isAccountNode(RED.nodes.getNode(id))) return refused(404, sentences.noAccount);
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT);
  try {
    const client = await findAccount(RED, id).client();
    return { status: 200, body: { categories: await readAuditCategories(client, signal) } };
  } catch (error) {
    if (error instanceof MimecastError) return refused(503, error.message);
    return signal.aborted ? refused(504, sentences.timeout) : refused(500, sentences.askFailed);
  }
}

const refused = (status: number, text: string): { status: number; body: Body } => ({
  status,
  body: { text },
});

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerAuditCategories(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/mimecast/account/:id/categories',
    RED.auth.needsPermission('mimecast.read'),
    (request, response) => {
      answerCategories(RED, request.params['id']).then(
        ({ status, body }) => response.status(status).json(body),
        () => response.status(500).json({ text: sentences.askFailed }),
      );
    },
  );
}
