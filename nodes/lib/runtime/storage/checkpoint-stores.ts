import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import type { MimecastError } from '../../contracts/errors';
import { keepCopy, LeasedPlace, type LeasedPlaceParts, movedAtOnce } from '../../cluster/leased-checkpoint-store';
import { offer } from '../../cluster/seed-state';
import type { Tenure } from '../../contracts/lease';
import { firstText, MovingPositions, newestPositions } from '../../collector/checkpoint/migrating-checkpoint-store';
import { type PositionBackend, PositionFile } from '../../collector/checkpoint/file-checkpoint-store';
import { ContextPositions, storeKind, storeNamed, storeNames } from './context-checkpoint-store';
import { configError, explain } from '../node-red/config-error';
import type { Share } from '../cluster/account-membership';
import { userDirOf } from '../node-red/user-dir';

/**
 * The property `store` of a source: '' for a file of its own, or `context:` and the name of a context store.
 */

const CONTEXT_PREFIX = 'context:';

/** Why the store can't be used for positions. */
export function storeProblem(RED: NodeAPI, store: string): MimecastError | undefined {
  const name = contextStoreName(store);
  if (name === undefined || storeKind(RED, name) !== 'unknown') return undefined;
  return configError({ key: 'storeUnknown', values: { name } });
}

/** Kinds of saved state; each has its own folder in `mimecast` below the user directory. */
export type Folder = 'positions' | 'history' | 'baselines';

/**
 * The checkpoint store of a node. State that is found in another store moves to it, also the local copy that
 * remains when an account leaves a cluster.
 */
export function positionsOf(
  RED: NodeAPI,
  node: Node,
  store: string,
  folder: Folder = 'positions',
): PositionBackend {
  const name = contextStoreName(store);
  const merge = folder === 'positions' ? newestPositions : firstText;
  const file = new PositionFile(statePath(RED, node.id, folder));
  const copy = localCopy(RED, node, folder);
  const stores = contextStores(RED, node);
  if (name === undefined)
    return new MovingPositions(file, [copy, ...stores.map(({ contextStore }) => contextStore)], merge);
  if (storeKind(RED, name) === 'volatile') node.warn(explain({ key: 'volatileStore', values: { name } }));
  const ownName = storeNamed(RED, name);
  const others = stores.filter((one) => one.name !== ownName).map(({ contextStore }) => contextStore);
  return new MovingPositions(new ContextPositions(node, ownName), [copy, file, ...others], merge);
}

export interface SharedPlace {
  /** The store for the time of a lease. Earlier local state moves to it. */
  in(lease: Tenure): PositionBackend;
  /** The saved state, whichever replica wrote it. */
  saved(): Promise<string | undefined>;
  /** See cluster/offer.ts. */
  offer(signal: AbortSignal): Promise<void>;
  /** See cluster/leased-place.ts. */
  keepCopy(): Promise<void>;
}

/** The same for a node whose account is shared by a cluster. */
export function sharedPlace(
  RED: NodeAPI,
  node: Node,
  share: Share,
  folder: Folder = 'positions',
): SharedPlace {
  const { account, store } = share;
  const path = `${folder}/${sanitizeId(node.id)}`;
  const parts: LeasedPlaceParts = { store, account, place: path, copy: localCopy(RED, node, folder) };
  const file = new PositionFile(statePath(RED, node.id, folder));
  const others = [file, ...contextStores(RED, node).map((one) => one.contextStore)];
  const merge = folder === 'positions' ? newestPositions : firstText;
  return {
    in: (lease) => {
      const leased = new LeasedPlace(parts, lease);
      return movedAtOnce(leased, new MovingPositions(leased, others, merge));
    },
    saved: () => store.read(account, path),
    offer: (signal) => offer(parts, [...others, parts.copy], merge, signal),
    keepCopy: () => keepCopy(parts),
  };
}

function localCopy(RED: NodeAPI, node: Node, folder: Folder): PositionFile {
  return new PositionFile(statePath(RED, `${node.id}.cluster`, folder));
}

function contextStores(
  RED: NodeAPI,
  node: Node,
): readonly { readonly name: string; readonly contextStore: ContextPositions }[] {
  return storeNames(RED).map((name) => ({ name, contextStore: new ContextPositions(node, name) }));
}

function contextStoreName(store: string): string | undefined {
  return store.startsWith(CONTEXT_PREFIX) ? store.slice(CONTEXT_PREFIX.length) : undefined;
}

/**
 * Ids of nodes in subflows are `<instance>-<node>`. Other characters are replaced, so that an id can't choose
 * a path.
 */
function statePath(RED: NodeAPI, id: string, folder: string): string {
  return join(userDirOf(RED), 'mimecast', folder, `${sanitizeId(id)}.json`);
}

function sanitizeId(id: string): string {
  return id.replace(/[^\w-]/g, '_');
}
