import type { Node, NodeAPI } from 'node-red';
import { configError } from '../node-red/config-error';
import { resolveNetworkConfig } from '../node-red/network-config';
import { onClose } from '../node-red/on-close';
import type { Config } from '../node-red/parse-config';
import { type Account, type AccountDeps, createAccount } from './account';
import { parseAccountConfig } from './account-settings';
import { findMembership } from './cluster-share';

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

/** Has no side effects beyond a warning: Node-RED creates a config node even when no node uses it. */
export function initAccountNode(RED: NodeAPI, node: AccountNode, config: Config, deps: AccountDeps): void {
  // Not RED.nodes.getCredentials: `${NAME}` is replaced only here.
  const configResult = parseAccountConfig(config, { ...node.credentials });
  const { tls, proxy } = configResult.ok ? configResult.settings : { tls: '', proxy: '' };
  const account = createAccount(
    configResult,
    resolveNetworkConfig(RED, { tls, proxy }),
    deps,
    findMembership(RED, configResult.ok ? configResult.settings : undefined),
  );
  node.account = account;
  const problem = account.problem();
  if (problem !== undefined) node.warn(problem.message);
  onClose(node, () => account.close());
}
