import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import type { MimecastError } from '../api/errors';
import { MovingPositions } from '../shipping/moving-positions';
import { type PositionBackend, PositionFile } from '../shipping/position-file';
import { ContextPositions, storeKind, storeNamed, storeNames } from './context-positions';
import { configError, explain } from './explain';
import { userDirOf } from './user-dir';

/** The property `store` of a source: '' for a file of its own, or `context:` and the name of a context store. */

const CONTEXT = 'context:';

/** Why positions can't be kept there. */
export function storeProblem(RED: NodeAPI, store: string): MimecastError | undefined {
  const name = contextName(store);
  if (name === undefined || storeKind(RED, name) !== 'unknown') return undefined;
  return configError({ key: 'storeUnknown', values: { name } });
}

/**
 * Where a node keeps its positions; whatever the other places still have of it moves there.
 * @param folder in the user directory's `mimecast`; assessments have others (design 4.4)
 */
export function positionsOf(RED: NodeAPI, node: Node, store: string, folder = 'positions'): PositionBackend {
  const name = contextName(store);
  const file = new PositionFile(positionPath(RED, node.id, folder));
  const stores = storeNames(RED).map((one) => ({ name: one, place: new ContextPositions(node, one) }));
  if (name === undefined) {
    return new MovingPositions(
      file,
      stores.map(({ place }) => place),
    );
  }
  if (storeKind(RED, name) === 'volatile') node.warn(explain({ key: 'volatileStore', values: { name } }));
  const own = storeNamed(RED, name);
  const others = stores.filter((one) => one.name !== own).map(({ place }) => place);
  return new MovingPositions(new ContextPositions(node, own), [file, ...others]);
}

function contextName(store: string): string | undefined {
  return store.startsWith(CONTEXT) ? store.slice(CONTEXT.length) : undefined;
}

/** Ids of nodes in subflows are `<instance>-<node>`: plain names; anything else must not choose a path. */
function positionPath(RED: NodeAPI, id: string, folder: string): string {
  return join(userDirOf(RED), 'mimecast', folder, `${id.replace(/[^\w-]/g, '_')}.json`);
}
