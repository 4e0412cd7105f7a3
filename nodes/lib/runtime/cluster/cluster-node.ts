import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Node, NodeAPI } from 'node-red';
import type { MimecastError } from '../../contracts/errors';
import { Keeper } from '../../cluster/lease-manager';
import { RedisLink } from '../../cluster/redis/redis-connection';
import { RedisStore } from '../../cluster/redis/redis-lease-store';
import { type ClusterSettings, linkSettings, readCluster } from './cluster-settings';
import { configError } from '../node-red/config-error';
import { findNetwork } from '../node-red/network-config';
import type { Config } from '../node-red/parse-config';

/** The parts of a cluster node with a valid configuration. */
export interface Cluster {
  readonly keeper: Keeper;
  readonly store: RedisStore;
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
export function attachCluster(RED: NodeAPI, node: ClusterNode, config: Config): void {
  node.deployed = config;
  const configResult = readCluster(config, { ...node.credentials });
  const network = configResult.ok
    ? findNetwork(RED, { tls: configResult.settings.tls, proxy: '' })
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
  const link = new RedisLink(linkSettings(settings, network.network.tls));
  const cluster = createCluster(node, settings, link);
  node.shared = { cluster, problem: undefined };
  node.on('close', (_removed: boolean, done: () => void) => {
    cluster.keeper
      .close()
      .finally(() => link.close())
      .then(
        () => done(),
        () => done(),
      );
  });
}

function createCluster(node: Node, { prefix, leaseMs }: ClusterSettings, link: RedisLink): Cluster {
  const store = new RedisStore(link, prefix, leaseMs);
  const keeper = new Keeper({
    replica: replicaName(),
    leaseMs,
    store,
    outage: (message) => {
      if (message !== undefined) node.warn(message);
      else node.log('Redis is reachable again');
    },
  });
  return { keeper, store };
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
