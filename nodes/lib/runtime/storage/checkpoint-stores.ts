import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import {
  type LeasedCheckpointDeps,
  LeasedCheckpointStore,
  saveLocalCopy,
  writeThrough,
} from '../../cluster/leased-checkpoint-store';
import { publishLocalState } from '../../cluster/seed-state';
import { FileCheckpointStore } from '../../collector/checkpoint/file-checkpoint-store';
import {
  MigratingCheckpointStore,
  mergeNewest,
  takeFirst,
} from '../../collector/checkpoint/migrating-checkpoint-store';
import type { CheckpointStore } from '../../contracts/checkpoint-store';
import type { MimecastError } from '../../contracts/errors';
import type { HeldLease } from '../../contracts/lease';
import type { ClusterShare } from '../account/cluster-share';
import { configError, translateProblem } from '../node-red/config-error';
import { findUserDir } from '../node-red/user-dir';
import { ContextCheckpointStore, resolveStoreName, storeKind, storeNames } from './context-checkpoint-store';

/**
 * In the property `store` of a source: '' is a separate file for the node, `context:` and a name is a context
 * store.
 */
const CONTEXT_PREFIX = 'context:';

/** Why the store can't be used for positions. */
export function storeProblem(RED: NodeAPI, store: string): MimecastError | undefined {
  const name = contextStoreName(store);
  if (name === undefined || storeKind(RED, name) !== 'unknown') return undefined;
  return configError({ key: 'storeUnknown', values: { name } });
}

/** Kinds of saved state; each has its own folder in `mimecast` below the user directory. */
export type StateFolder = 'positions' | 'history' | 'baselines' | 'overview' | 'overview-days';

/**
 * The checkpoint store of a node. State that is found in another store moves to it, also the local copy that
 * remains when an account leaves a cluster.
 */
export function createCheckpointStore(
  RED: NodeAPI,
  node: Node,
  store: string,
  folder: StateFolder = 'positions',
): CheckpointStore {
  const name = contextStoreName(store);
  const merge = folder === 'positions' ? mergeNewest : takeFirst;
  const file = new FileCheckpointStore(statePath(RED, node.id, folder));
  const copy = localCopy(RED, node, folder);
  const stores = contextStores(RED, node);
  if (name === undefined)
    return new MigratingCheckpointStore(
      file,
      [copy, ...stores.map(({ contextStore }) => contextStore)],
      merge,
    );
  if (storeKind(RED, name) === 'volatile')
    node.warn(translateProblem({ key: 'volatileStore', values: { name } }));
  const ownName = resolveStoreName(RED, name);
  const others = stores.filter((one) => one.name !== ownName).map(({ contextStore }) => contextStore);
  return new MigratingCheckpointStore(
    new ContextCheckpointStore(node, ownName),
    [copy, file, ...others],
    merge,
  );
}

/** The same, always in a file. */
export function createStateFile(RED: NodeAPI, node: Node, folder: StateFolder): CheckpointStore {
  const file = new FileCheckpointStore(statePath(RED, node.id, folder));
  return new MigratingCheckpointStore(file, [localCopy(RED, node, folder)], takeFirst);
}

export interface SharedCheckpointStore {
  /** The store for the time of a lease. Earlier local state moves to it. */
  forLease(lease: HeldLease): CheckpointStore;
  /** The saved state, whichever replica wrote it. */
  readSaved(): Promise<string | undefined>;
  /** See cluster/seed-state.ts. */
  publishLocalState(signal: AbortSignal): Promise<void>;
  /** See cluster/leased-checkpoint-store.ts. */
  saveLocalCopy(): Promise<void>;
}

/** The same for a node whose account is shared by a cluster. */
export function createSharedStore(
  RED: NodeAPI,
  node: Node,
  share: ClusterShare,
  folder: StateFolder = 'positions',
): SharedCheckpointStore {
  const { account, store } = share;
  const path = `${folder}/${sanitizeId(node.id)}`;
  const deps: LeasedCheckpointDeps = { store, account, key: path, localCopy: localCopy(RED, node, folder) };
  const file = new FileCheckpointStore(statePath(RED, node.id, folder));
  const others = [file, ...contextStores(RED, node).map((one) => one.contextStore)];
  const merge = folder === 'positions' ? mergeNewest : takeFirst;
  return {
    forLease: (lease) => {
      const leased = new LeasedCheckpointStore(deps, lease);
      return writeThrough(leased, new MigratingCheckpointStore(leased, others, merge));
    },
    readSaved: () => store.read(account, path),
    publishLocalState: (signal) => publishLocalState(deps, [...others, deps.localCopy], merge, signal),
    saveLocalCopy: () => saveLocalCopy(deps),
  };
}

function localCopy(RED: NodeAPI, node: Node, folder: StateFolder): FileCheckpointStore {
  return new FileCheckpointStore(statePath(RED, `${node.id}.cluster`, folder));
}

function contextStores(
  RED: NodeAPI,
  node: Node,
): readonly { readonly name: string; readonly contextStore: ContextCheckpointStore }[] {
  return storeNames(RED).map((name) => ({ name, contextStore: new ContextCheckpointStore(node, name) }));
}

function contextStoreName(store: string): string | undefined {
  return store.startsWith(CONTEXT_PREFIX) ? store.slice(CONTEXT_PREFIX.length) : undefined;
}

/**
 * Ids of nodes in subflows are `<instance>-<node>`. Other characters are replaced, so that an id can't choose
 * a path.
 */
function statePath(RED: NodeAPI, id: string, folder: string): string {
  return join(findUserDir(RED), 'mimecast', folder, `${sanitizeId(id)}.json`);
}

function sanitizeId(id: string): string {
  return id.replace(/[^\w-]/g, '_');
}
