import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Node, NodeAPI } from 'node-red';
import { LeaseManager } from '../../cluster/lease-manager';
import { RedisConnection } from '../../cluster/redis/redis-connection';
import { RedisLeaseStore } from '../../cluster/redis/redis-lease-store';
import type { MimecastError } from '../../contracts/errors';
import { configError, translateProblem } from '../node-red/config-error';
import { setHidden } from '../node-red/hidden-member';
import { resolveNetworkConfig } from '../node-red/network-config';
import { onClose } from '../node-red/on-close';
import type { Config } from '../node-red/parse-config';
import {
  type ClusterSettings,
  parseClusterConfig,
  plainRedisProblem,
  redisConnectionSettings,
} from './cluster-settings';

/** The parts of a cluster node with a valid configuration. */
export interface Cluster {
  readonly leaseManager: LeaseManager;
  readonly store: RedisLeaseStore;
}

/** Node-RED's own node object has no member `shared`. */
export interface ClusterNode extends Node {
  shared: ClusterResult;
  /** The deployed properties; the connection test compares with them. */
  deployed: Config;
}

type ClusterResult =
  | { readonly cluster: Cluster; readonly problem: undefined }
  | { readonly cluster: undefined; readonly problem: MimecastError };

/** Unique for this process and this instance of the node: leases of an earlier instance are not its own. */
function replicaName(): string {
  return `${hostname().replace(/\s+/g, '-').slice(0, 60)}-${randomBytes(3).toString('hex')}`;
}

/** Has no side effects: Node-RED creates a config node even when no node uses it. */
export function initClusterNode(RED: NodeAPI, node: ClusterNode, config: Config): void {
  // An address from a variable may contain a password.
  setHidden(node, 'deployed', config);
  const configResult = parseClusterConfig(config, { ...node.credentials });
  const network = configResult.ok
    ? resolveNetworkConfig(RED, { tls: configResult.settings.tls, proxy: '' })
    : undefined;
  if (!configResult.ok || network?.ok !== true) {
    const problem = configResult.ok
      ? configError(network?.ok === false ? network.problem : { key: 'tlsMissing', values: {} })
      : configResult.error;
    node.shared = { cluster: undefined, problem };
    node.warn(problem.message);
    return;
  }
  const { settings } = configResult;
  const plain = plainRedisProblem(settings);
  if (plain !== undefined) node.warn(translateProblem(plain));
  const connection = new RedisConnection(redisConnectionSettings(settings, network.network.tls));
  const cluster = createCluster(node, settings, connection);
  node.shared = { cluster, problem: undefined };
  onClose(node, () => cluster.leaseManager.close().finally(() => connection.close()));
}

function createCluster(
  node: Node,
  { prefix, leaseMs }: ClusterSettings,
  connection: RedisConnection,
): Cluster {
  const store = new RedisLeaseStore(connection, prefix, leaseMs);
  const leaseManager = new LeaseManager({
    replica: replicaName(),
    leaseMs,
    store,
    onOutage: (message) => {
      if (message !== undefined) node.warn(message);
      else node.log('Redis is reachable again');
    },
  });
  return { leaseManager, store };
}

function isClusterNode(node: Node | null | undefined): node is ClusterNode {
  return node?.type === 'mimecast-cluster' && 'shared' in node;
}

/** The cluster that an account refers to. */
export function findCluster(RED: NodeAPI, id: string): ClusterResult {
  const node = RED.nodes.getNode(id);
  if (isClusterNode(node)) return node.shared;
  return { cluster: undefined, problem: configError({ key: 'clusterMissing', values: {} }) };
}
