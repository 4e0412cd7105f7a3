import type { Node, NodeAPI } from 'node-red';
import { configError, translateProblem } from '../node-red/config-error';
import { resolveNetworkConfig } from '../node-red/network-config';
import { onClose } from '../node-red/on-close';
import type { Config } from '../node-red/parse-config';
import { findUserDir } from '../node-red/user-dir';
import { type Account, type AccountDeps, createAccount, doubtfulHost } from './account';
import { type AccountSettings, parseAccountConfig } from './account-settings';
import { findMembership } from './cluster-share';
import { registerScrapeToken } from './scrape-tokens';
import { workingHostsIn } from './working-hosts';

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
  const credentials: Readonly<Record<string, unknown>> = { ...node.credentials };
  const configResult = parseAccountConfig(config, credentials);
  const { tls, proxy } = configResult.ok ? configResult.settings : { tls: '', proxy: '' };
  const account = createAccount(
    configResult,
    resolveNetworkConfig(RED, { tls, proxy }),
    rememberingHosts(RED, deps, node),
    findMembership(RED, configResult.ok ? configResult.settings : undefined),
  );
  node.account = account;
  const problem = account.problem();
  if (problem !== undefined) node.warn(problem.message);
  const scraper = registerScrapeToken(node.id, credentials['scrapeToken']);
  // The metrics stay behind the permission, and the account works.
  if (scraper.problem !== undefined) node.warn(translateProblem(scraper.problem));
  let closed = false;
  if (problem === undefined && configResult.ok)
    warnOfHost(RED, configResult.settings, (text) => {
      if (!closed) node.warn(text);
    });
  onClose(node, () => {
    closed = true;
    scraper.remove();
    return account.close();
  });
}

/** Warns of a host of API 1.0, unless it has worked before. It is tried in any case. */
function warnOfHost(RED: NodeAPI, settings: AccountSettings, warn: (text: string) => void): void {
  const warning = doubtfulHost(settings);
  if (warning === undefined || settings.origin === undefined) return;
  const text = translateProblem(warning);
  workingHostsIn(findUserDir(RED))
    .has(new URL(settings.origin).hostname)
    .then((works) => {
      if (!works) warn(text);
    })
    .catch(() => warn(text));
}

/** The dependencies of an account that remembers hosts of API 1.0 that work. */
export function rememberingHosts(
  RED: NodeAPI,
  deps: AccountDeps,
  log: Pick<Node, 'log' | 'debug'>,
): AccountDeps {
  return {
    ...deps,
    onHostWorks: (host) => {
      workingHostsIn(findUserDir(RED))
        .remember(host)
        .then(() => log.log(`${host} works with this OAuth 2 application: it is not warned of any more`))
        .catch((error: unknown) => log.debug(error instanceof Error ? error.message : String(error)));
    },
  };
}
