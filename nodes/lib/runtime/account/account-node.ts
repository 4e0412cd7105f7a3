import type { Node, NodeAPI } from 'node-red';
import type { ClientStats } from '../../api/client';
import type { ApiClient } from '../../contracts/api-client';
import type { MimecastError } from '../../contracts/errors';
import type { ClusterShare } from '../cluster/account-membership';
import { configError } from '../node-red/config-error';

/** The account behind a `mimecast-account` node, as other nodes use it. */
export interface Account {
  /** The name of the node, or its region. Replaces Mimecast's account code where that is unknown. */
  readonly label: string;
  /** True for the region `demo`, a simulated tenant. */
  readonly demo: boolean;
  /** Origin of the API; undefined for `demo` and while the configuration is invalid. */
  readonly origin: string | undefined;
  /**
   * Fingerprint of the secret, to notice that it changed; '' for `demo` and while the configuration is
   * invalid.
   */
  readonly credential: string;
  /**
   * Set when the account belongs to a cluster: its work then runs in one replica at a time. undefined: this
   * Node-RED reads alone.
   */
  readonly share: ClusterShare | undefined;
  /** Why the account can't work as configured (MIMECAST_CONFIG). Nodes must not poll while this is set. */
  problem(): MimecastError | undefined;
  /**
   * The single client of this account, created at the first call.
   * @throws MimecastError MIMECAST_CONFIG when the configuration is invalid or the node is closed
   */
  client(): Promise<ApiClient>;
  /**
   * Statistics of the client, for diagnostics; undefined before the first call of `client()`. Does not create
   * a client.
   */
  stats(): Promise<ClientStats | undefined>;
}

/** Node-RED's own node object has no member `account`. */
export interface AccountNode extends Node {
  account: Account;
}

export function isAccountNode(node: Node | null | undefined): node is AccountNode {
  return node?.type === 'mimecast-account' && 'account' in node;
}

/** Replaces a missing or disabled account node, so that callers need no special case. */
function noAccount(): Account {
  const error = configError({ key: 'accountMissing', values: {} });
  return {
    label: '',
    demo: false,
    origin: undefined,
    credential: '',
    share: undefined,
    problem: () => error,
    client: () => Promise.reject(error),
    stats: () => Promise.resolve(undefined),
  };
}

/** The account that a node refers to. Call it in the constructor: Node-RED creates config nodes first. */
export function findAccount(RED: NodeAPI, id: string): Account {
  const node = RED.nodes.getNode(id);
  return isAccountNode(node) ? node.account : noAccount();
}
