import { randomUUID } from 'node:crypto';
import type { Node, NodeAPI } from 'node-red';
import { selectedChecks } from '../../assessments/policy/checks';
import { type Baseline, EMPTY_BASELINE, parseBaseline } from '../../assessments/policy/stored/baseline';
import type { CheckpointStore } from '../../contracts/checkpoint-store';
import { MimecastError } from '../../contracts/errors';
import { policyCheckProperties } from '../../properties/node/assessments/policy-check';
import { UNIT_MS } from '../../util/time';
import type { Account } from '../account/account';
import { findAccount } from '../account/account-node';
import { CallOutages } from '../account/call-outages';
import { type PrefixedLog, prefixedError, prefixedLog } from '../account/prefixed-log';
import { translateProblem } from '../node-red/config-error';
import { failedStatus } from '../node-red/error-status';
import { onFlowsStarted } from '../node-red/flows-started';
import { NodeStatusThrottle } from '../node-red/node-status';
import { onClose } from '../node-red/on-close';
import { onInput } from '../node-red/on-input';
import { type Config, parseConfig } from '../node-red/parse-config';
import { subflowTemplateId } from '../node-red/subflow-template';
import { WatchedAssessment } from '../recording/watched-assessment';
import { storeProblem } from '../storage/checkpoint-stores';
import { registerRunningNode } from './assessment-registry';
import { AssessmentScheduler, type CurrentRun } from './assessment-scheduler';
import {
  type Assessment,
  type AssessmentOutput,
  type RunningAssessment,
  runAssessment,
} from './clustered-assessment';
import { type PolicySettings, runPolicyChecks } from './policy-run';
import { type PolicyState, policyStatus } from './policy-status';

/** Only connects the checks to Node-RED. The evaluation is in assessments/policy/. */
export function initPolicyCheckNode(RED: NodeAPI, node: Node, config: Config): void {
  const nodeStatus = new NodeStatusThrottle(node);
  const configResult = parseConfig(policyCheckProperties, config);
  const account = findAccount(RED, String(config['account'] ?? ''));
  const log = prefixedLog(node, account.label);
  const problem = configResult.ok
    ? (account.problem() ?? storeProblem(RED, configResult.settings.store))
    : configResult.error;
  const watched = new WatchedAssessment(RED, node, String(config['account'] ?? ''), {
    checks: configResult.ok ? selectedChecks(configResult.settings.checks).map(({ id }) => id) : [],
  });
  const runner =
    configResult.ok && problem === undefined
      ? createRunner(RED, node, nodeStatus, { account, watched }, configResult.settings)
      : undefined;
  const unregister =
    runner &&
    registerRunningNode({
      kind: 'policy-check',
      id: node.id,
      template: subflowTemplateId(node),
      name: node.name ?? '',
      accountNode: String(config['account'] ?? ''),
      account: account.label,
      demo: account.demo,
      view: () => readBaseline(runner),
      viewHere: () => runner.task?.view(),
      run: () => runner.task?.requestRun() ?? 'elsewhere',
      currentRun: () => runner.task?.currentRun(),
    });
  if (problem !== undefined) nodeStatus.set(failedStatus(problem));

  // Not in the constructor: the Catch nodes that must see an invalid configuration do not exist yet.
  const cancelStart = onFlowsStarted(RED, () => {
    if (problem !== undefined) log.error(problem);
    runner?.start();
  });
  onInput(
    node,
    () => (runner === undefined ? Promise.reject(problem) : runner.requestRun()),
    (error) => prefixedError(error, account.label),
  );
  onClose(node, () => {
    cancelStart();
    unregister?.();
    watched.close();
    const closed = runner?.close() ?? Promise.resolve();
    return closed.finally(() => nodeStatus.close());
  });
}

interface PolicyParts {
  readonly account: Account;
  readonly watched: WatchedAssessment;
}

function createRunner(
  RED: NodeAPI,
  node: Node,
  nodeStatus: NodeStatusThrottle,
  { account, watched }: PolicyParts,
  settings: PolicySettings,
): RunningAssessment<PolicyAssessment> {
  const { store } = settings;
  return runAssessment(
    { RED, node, nodeStatus, account, store, folder: 'baselines', log: 'finding' },
    (output) => createPolicyRunner(node, output, { account, watched }, settings),
  );
}

interface PolicyAssessment extends Assessment {
  currentRun(): CurrentRun | undefined;
  view(): Baseline;
}

/** What is stored, also when the node runs in another replica. */
async function readBaseline({ task, readSaved }: RunningAssessment<PolicyAssessment>): Promise<Baseline> {
  if (task !== undefined) return task.view();
  const text = await readSaved();
  return (text === undefined ? undefined : parseBaseline(text)) ?? EMPTY_BASELINE;
}

function createPolicyRunner(
  node: Node,
  { store, send, show: showStatus }: AssessmentOutput,
  { account, watched }: PolicyParts,
  settings: PolicySettings,
): PolicyAssessment {
  const log = prefixedLog(node, account.label);
  let baseline: Baseline | undefined;
  let state: PolicyState = { kind: 'waiting' };
  const show = (next: PolicyState): void => {
    state = next;
    if (next.kind !== 'waiting') showStatus(policyStatus(next, account.demo));
  };
  const outages: CallOutages = new CallOutages(log, () => {
    if (state.kind === 'running') show({ ...state, cause: outages.cause });
  });

  let currentRun: CurrentRun | undefined;
  const run = async (signal: AbortSignal): Promise<boolean> => {
    const runId = randomUUID();
    currentRun = { id: runId, active: true };
    show({ kind: 'running', cause: outages.cause });
    try {
      baseline = { ...(baseline ?? (await loadBaseline(store, log))), owed: true };
      // Saved first, because the run might be interrupted, and a restart must then repeat it.
      await store.write(JSON.stringify(baseline));
      const client = outages.watch(await account.client());
      const result = await runPolicyChecks(baseline, {
        runId,
        settings,
        client,
        label: account.label,
        credential: account.credential,
        context: { client, signal, stream: `policy-check:${node.id}` },
        finding: (message) => send([message, null]),
        policies: (message) => send([message, null]),
        summary: (message) => send([null, message]),
        save: (next) => store.write(JSON.stringify(next)),
      });
      baseline = result.baseline;
      watched.checked(result.findings, result.summary.startedAt);
      watched.called(result.summary.calls);
      show({ kind: 'done', summary: result.summary, cause: outages.cause });
      return result.summary.counts.error > 0;
    } catch (error) {
      if (!signal.aborted && error instanceof MimecastError) show({ kind: 'failed', error });
      throw error;
    } finally {
      currentRun = { id: runId, active: false };
    }
  };
  const scheduler = new AssessmentScheduler({
    timing: { everyMs: settings.every * UNIT_MS[settings.everyUnit], at: settings.at },
    loadState: async () => {
      baseline = await loadBaseline(store, log);
    },
    lastRunAt: () => baseline?.lastRun ?? null,
    pendingWork: () => (baseline?.owed === true ? 'all' : undefined),
    run,
    onError: (error) => log.error(error),
    // After a failure the status shows the time of the next attempt.
    onWaiting: (nextAt) => {
      if (state.kind === 'failed' || (state.kind === 'done' && state.cause !== undefined))
        show({ ...state, nextAt });
    },
  });
  return {
    start: () => scheduler.start(),
    requestRun: () => scheduler.requestRun(),
    close: () => scheduler.close(),
    currentRun: () => currentRun,
    view: () => baseline ?? EMPTY_BASELINE,
  };
}

/** @throws what the store throws */
async function loadBaseline(store: CheckpointStore, log: PrefixedLog): Promise<Baseline> {
  const text = await store.read((candidate) => parseBaseline(candidate) !== undefined);
  if (text === 'damaged') log.warn(translateProblem({ key: 'baselineDamaged', values: {} }));
  return (text === undefined || text === 'damaged' ? undefined : parseBaseline(text)) ?? EMPTY_BASELINE;
}
