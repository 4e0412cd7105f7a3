/** `GET mimecast/kri/:id/history`: what the dialog shows of runs and values. */
import type { NodeAPI } from 'node-red';
import { admin as sentences } from '../../locales/en-US/shared.json';
import type { KriLife } from './kri-life';

const NODE_ID = /^[\w.-]{1,200}$/;

type View = () => Promise<ReturnType<KriLife['view']>>;

/** By the run-time id of the node. */
const lives = new Map<string, View>();

/** @returns takes it out again, unless a newer one has taken its place */
export function registerLife(id: string, view: View): () => void {
  lives.set(id, view);
  return () => {
    if (lives.get(id) === view) lives.delete(id);
  };
}

/** Once, when the module is loaded: the route outlives every node. */
export function registerKriAdmin(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/mimecast/kri/:id/history',
    RED.auth.needsPermission('mimecast.read'),
    (request, response) => {
      const id: unknown = request.params['id'];
      if (typeof id !== 'string' || !NODE_ID.test(id)) {
        response.status(400).json({ text: sentences.badRequest });
        return;
      }
      const view = lives.get(id);
      if (view === undefined) {
        response.status(404).json({ text: sentences.noSource });
        return;
      }
      view().then(
        ({ lastRun, runs, indicators }) => {
          // The hours that were counted are nobody's business but the node's.
          const values = Object.entries(indicators).map(([slug, one]) => [slug, one.values] as const);
          response.json({ lastRun, runs, values: Object.fromEntries(values) });
        },
        () => response.status(503).json({ text: sentences.jobFailed }),
      );
    },
  );
}
