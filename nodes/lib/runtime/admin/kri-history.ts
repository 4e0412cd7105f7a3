/**
 * `GET mimecast/kri/:id/history`: runs and values for the dialog. The id of a node in a subflow template
 * returns all its instances.
 */
import type { NodeAPI } from 'node-red';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { findRunningKris, type RunningKri } from '../assessment/assessment-registry';
import { isNodeId } from './node-id';
import { errorReply, type HttpReply, sendReply } from './reply';

async function historyOf({ id, name, view }: RunningKri): Promise<object> {
  const { lastRun, runs, indicators, removed = [] } = await view();
  // The hourly counts are internal.
  const valuesBySlug = Object.entries(indicators).map(([slug, one]) => [slug, one.values] as const);
  return { id, name, lastRun, runs, removed, values: Object.fromEntries(valuesBySlug) };
}

async function handleHistory(id: unknown): Promise<HttpReply> {
  if (!isNodeId(id)) return errorReply(400, adminMessages.badRequest);
  const nodes = findRunningKris(id);
  if (nodes.length === 0) return errorReply(404, adminMessages.noSource);
  try {
    return { status: 200, body: { nodes: await Promise.all(nodes.map(historyOf)) } };
  } catch {
    return errorReply(503, adminMessages.jobFailed);
  }
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerKriHistory(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/mimecast/kri/:id/history',
    RED.auth.needsPermission('mimecast.read'),
    (request, response) => {
      const { id } = request.params;
      sendReply(response, () => handleHistory(id), { text: adminMessages.jobFailed });
    },
  );
}
