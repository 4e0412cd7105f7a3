import type { Node, NodeAPI } from 'node-red';
import type { ClientStanding } from '../api/client';
import type { MimecastError } from '../api/errors';
import type { ApiClient } from '../api/types';
import { configError } from './explain';
import type { Share } from './sharing';

/** What a `mimecast-account` node is for the nodes that refer to it. */
export interface Account {
  /** Its name, else its region: stands for the account where Mimecast's code is not known. */
  readonly label: string;
  /** The region `demo`: a simulated tenant. */
  readonly demo: boolean;
  /** Where tokens go; undefined for `demo` and while there is a problem. */
  readonly origin: string | undefined;
  /** Tells one secret from another without telling either; '' for `demo` and while there is a problem. */
  readonly credential: string;
  /** In a cluster: what runs for it, runs in one replica at a time; undefined: it is read by this Node-RED alone. */
  readonly share: Share | undefined;
  /** Why it can't work as it is configured (MIMECAST_CONFIG). Nobody should poll then. */
  problem(): MimecastError | undefined;
  /**
   * The one client of this account, made at the first call.
   * @throws MimecastError MIMECAST_CONFIG when there is a problem or the node is closed
   */
  client(): Promise<ApiClient>;
  /** How its client stands, for diagnostics; undefined while nobody has asked for it. Makes none. */
  standing(): Promise<ClientStanding | undefined>;
}

/** `account` is no name that Node-RED's node object owns. */
export interface AccountNode extends Node {
  account: Account;
}

export function isAccountNode(node: Node | null | undefined): node is AccountNode {
  return node?.type === 'mimecast-account' && 'account' in node;
}

/** Stands in for an account node that is missing or disabled, so that asking is the same everywhere. */
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
    standing: () => Promise.resolve(undefined),
  };
}

/** The account that a node refers to. Call it in the constructor: config nodes exist by then. */
export function findAccount(RED: NodeAPI, id: string): Account {
  const node = RED.nodes.getNode(id);
  return isAccountNode(node) ? node.account : noAccount();
}
