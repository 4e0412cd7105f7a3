/** `POST mimecast/kri/:id/run` and `POST mimecast/policy-check/:id/run`: the button *Run now* of the dialogs. */
import type { NodeAPI } from 'node-red';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { MimecastError } from '../../contracts/errors';
import { withTimeout } from '../../util/async';
import { findRunningNodes, type RunningNode } from '../assessment/assessment-registry';
import { isNodeId } from './node-id';
import { errorReply, type HttpReply, sendReply } from './reply';

/** ms; a run can take hours, and then the response says that it goes on */
const RESPONSE_TIMEOUT_MS = 15_000;

/** `elsewhere`: another replica works for the account. */
type RunState = 'done' | 'running' | 'elsewhere' | 'failed';

interface NodeRun {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly runId: string | null;
  /** why it failed */
  readonly text: string;
}

async function runNode(node: RunningNode, waitMs: number): Promise<NodeRun> {
  const { id, name } = node;
  const result = (state: RunState, text = ''): NodeRun => ({
    ...{ id, name, state, text },
    runId: node.currentRun()?.id ?? null,
  });
  // A second run of the same would only cost quota.
  if (node.currentRun()?.active === true) return result('running');
  const run = node.run();
  if (run === 'elsewhere') return result('elsewhere');
  try {
    const finished = await withTimeout(
      run.then(() => true),
      waitMs,
    );
    return result(finished === true ? 'done' : 'running');
  } catch (error) {
    return result('failed', error instanceof MimecastError ? error.message : adminMessages.jobFailed);
  }
}

interface RunRequest {
  readonly id: unknown;
  readonly kind: RunningNode['kind'];
  readonly waitMs: number;
  /**
   * The response when no such node runs. Browsers log every 404 to the console, and a node that is not deployed yet is
   * not an error there.
   */
  readonly absent: 'error' | 'empty';
}

async function handleRun({ id, kind, waitMs, absent }: RunRequest): Promise<HttpReply> {
  if (!isNodeId(id)) return errorReply(400, adminMessages.badRequest);
  const nodes = findRunningNodes(id, kind);
  if (nodes.length === 0 && absent === 'error') return errorReply(404, adminMessages.noSource);
  const runs = await Promise.all(nodes.map((node) => runNode(node, waitMs)));
  const states = new Set(runs.map(({ state }) => state));
  const status = states.has('failed') ? 503 : states.has('running') ? 202 : 200;
  return { status, body: { nodes: runs } };
}

/** Call it once for each kind, when the module is loaded: the route exists longer than any node. */
export function registerRunNow(
  RED: NodeAPI,
  kind: RunningNode['kind'],
  waitMs: number = RESPONSE_TIMEOUT_MS,
): void {
  RED.httpAdmin.post(
    `/mimecast/${kind}/:id/run`,
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      const absent = request.query['absent'] === 'empty' ? 'empty' : 'error';
      const handle = () => handleRun({ id: request.params['id'], kind, waitMs, absent });
      sendReply(response, handle, { text: adminMessages.jobFailed });
    },
  );
}
