/**
 * `GET mimecast/kri/:id/history`: runs and values for the dialog. The id of a node in a subflow template
 * returns all its instances.
 */
import type { NodeAPI } from 'node-red';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import type { KriRunner } from '../assessment/kri-runner';

const NODE_ID = /^[\w.-]{1,200}$/;

/** A running indicator node and access to its history. */
export interface RunningKri {
  /** run-time id of its node */
  readonly id: string;
  /** in a subflow: id of the node in the template, shared by all instances */
  readonly template: string | undefined;
  /** of the node; may be empty */
  readonly name: string;
  readonly view: () => Promise<ReturnType<KriRunner['view']>>;
}

/** Process-wide, by run-time id, in the order in which they were started. */
const runningNodes = new Map<string, RunningKri>();

/** @returns removes the entry, unless a newer one has replaced it */
export function registerRunningKri(node: RunningKri): () => void {
  runningNodes.set(node.id, node);
  return () => {
    if (runningNodes.get(node.id) === node) runningNodes.delete(node.id);
  };
}

async function historyOf({ id, name, view }: RunningKri): Promise<object> {
  const { lastRun, runs, indicators } = await view();
  // The hourly counts are internal.
  const valuesBySlug = Object.entries(indicators).map(([slug, one]) => [slug, one.values] as const);
  return { id, name, lastRun, runs, values: Object.fromEntries(valuesBySlug) };
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerKriHistory(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/mimecast/kri/:id/history',
    RED.auth.needsPermission('mimecast.read'),
    (request, response) => {
      const id: unknown = request.params['id'];
      if (typeof id !== 'string' || !NODE_ID.test(id)) {
        response.status(400).json({ text: adminMessages.badRequest });
        return;
      }
      const nodes = [...runningNodes.values()].filter((one) => one.id === id || one.template === id);
      if (nodes.length === 0) {
        response.status(404).json({ text: adminMessages.noSource });
        return;
      }
      Promise.all(nodes.map(historyOf)).then(
        (histories) => response.json({ nodes: histories }),
        () => response.status(503).json({ text: adminMessages.jobFailed }),
      );
    },
  );
}
