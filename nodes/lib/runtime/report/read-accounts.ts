/** Collects what the nodes of accounts have stored. */
import type { NodeAPI } from 'node-red';
import { MimecastError } from '../../contracts/errors';
import type { AccountInput } from '../../report/model/types';
import { raceAbort } from '../../util/abort';
import { withTimeout } from '../../util/async';
import { isAccountNode } from '../account/account-node';
import { allRunningNodes, type Running } from '../assessment/assessment-registry';

/** In a cluster, results of other replicas are read from Redis. */
const READ_TIMEOUT_MS = 15_000;

/**
 * @param selected ids of account nodes; empty: all
 * @throws the signal's reason when aborted
 */
export async function readAccounts(
  RED: NodeAPI,
  selected: readonly string[],
  signal: AbortSignal,
): Promise<readonly AccountInput[]> {
  const running = allRunningNodes();
  const ids = selected.length > 0 ? selected : allAccountIds(RED, running);
  return Promise.all(
    [...new Set(ids)].map((id) =>
      readAccount(
        RED,
        id,
        running.filter(({ accountNode }) => accountNode === id),
        signal,
      ),
    ),
  );
}

/** Those of subflow instances are known by their nodes alone. */
function allAccountIds(RED: NodeAPI, running: readonly Running[]): readonly string[] {
  const ids: string[] = [];
  RED.nodes.eachNode(({ id, type }) => {
    if (type === 'mimecast-account' && isAccountNode(RED.nodes.getNode(id))) ids.push(id);
  });
  return [...ids, ...running.map(({ accountNode }) => accountNode)];
}

async function readAccount(
  RED: NodeAPI,
  id: string,
  nodes: readonly Running[],
  signal: AbortSignal,
): Promise<AccountInput> {
  const node = RED.nodes.getNode(id);
  if (!isAccountNode(node))
    return {
      name: id,
      demo: false,
      kris: [],
      policies: [],
      problems: ['the account node is missing or disabled'],
    };
  const problems: string[] = [];
  const read = async <V>(kind: string, name: string, view: () => Promise<V>): Promise<V | undefined> => {
    const what = [kind, name].filter((part) => part !== '').join(' ');
    signal.throwIfAborted();
    try {
      const found = await raceAbort(withTimeout(view(), READ_TIMEOUT_MS), signal);
      if (found === undefined) problems.push(`${what}: its results could not be read in time`);
      return found;
    } catch (error) {
      signal.throwIfAborted();
      problems.push(
        `${what}: ${error instanceof MimecastError ? error.message : 'its results could not be read'}`,
      );
      return undefined;
    }
  };
  const kris: AccountInput['kris'][number][] = [];
  const policies: AccountInput['policies'][number][] = [];
  for (const one of nodes) {
    if (one.kind === 'kri') {
      const history = await read('KRI node', one.name, one.view);
      if (history !== undefined) kris.push({ node: one.name, history });
    } else {
      const baseline = await read('policy check', one.name, one.view);
      if (baseline !== undefined) policies.push({ node: one.name, baseline });
    }
  }
  const { label, demo } = node.account;
  const problem = node.account.problem();
  if (problem !== undefined) problems.push(problem.message);
  return { name: label === '' ? id : label, demo, kris, policies, problems };
}
