import type { Node, NodeAPI } from 'node-red';
import { MimecastError } from '../api/errors';
import { type Baseline, EMPTY_BASELINE, readBaseline } from '../assess/policy/baseline';
import { policyCheckProperties } from '../properties/policy-check';
import type { PositionBackend } from '../shipping/position-file';
import { type Account, findAccount } from './account-node';
import { AssessmentLoop } from './assessment-loop';
import { CallTrouble } from './call-trouble';
import { explain } from './explain';
import { onFlowsStarted } from './flows-started';
import { type NamedLog, namedError, namedLog } from './named-log';
import { type PolicySettings, runPolicyChecks } from './policy-run';
import { type PolicyState, policyStatus } from './policy-status';
import { storeProblem } from './position-store';
import { type Config, readConfig } from './read-config';
import { type Assessment, type AssessmentDesk, runAssessment } from './shared-assessment';
import { failedStatus } from './sink-node';
import { StatusLine } from './status-line';

const UNIT_MS = { seconds: 1000, minutes: 60_000, hours: 3_600_000 } as const;

/** Thin on purpose: the evaluation is in assess/policy. */
export function attachPolicyCheck(RED: NodeAPI, node: Node, config: Config): void {
  const line = new StatusLine(node);
  const reading = readConfig(policyCheckProperties, config);
  const account = findAccount(RED, String(config['account'] ?? ''));
  const log = namedLog(node, account.label);
  const problem = reading.ok
    ? (account.problem() ?? storeProblem(RED, reading.settings.store))
    : reading.error;
  const checker =
    reading.ok && problem === undefined ? checkerOf(RED, node, line, account, reading.settings) : undefined;
  if (problem !== undefined) line.show(failedStatus(problem));

  // Not in the constructor: the Catch nodes that must see an invalid configuration do not exist yet.
  const forget = onFlowsStarted(RED, () => {
    if (problem !== undefined) log.error(problem);
    checker?.start();
  });
  node.on('input', (_message, _send, done) => {
    const asked = checker === undefined ? Promise.reject(problem) : checker.ask();
    asked.then(
      () => done(),
      (error: unknown) => done(namedError(error, account.label)),
    );
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    forget();
    const closed = checker?.close() ?? Promise.resolve();
    closed
      .finally(() => line.close())
      .then(
        () => done(),
        () => done(),
      );
  });
}

function checkerOf(
  RED: NodeAPI,
  node: Node,
  line: StatusLine,
  account: Account,
  settings: PolicySettings,
): Assessment {
  const { store } = settings;
  return runAssessment({ RED, node, line, account, store, folder: 'baselines', log: 'finding' }, (desk) =>
    createChecker(node, desk, account, settings),
  );
}

function createChecker(
  node: Node,
  { backend, send, show: showStatus }: AssessmentDesk,
  account: Account,
  settings: PolicySettings,
): Assessment {
  const log = namedLog(node, account.label);
  let baseline: Baseline | undefined;
  let state: PolicyState = { kind: 'waiting' };
  const show = (next: PolicyState): void => {
    state = next;
    if (next.kind !== 'waiting') showStatus(policyStatus(next, account.demo));
  };
  const trouble: CallTrouble = new CallTrouble(log, () => {
    if (state.kind === 'running') show({ ...state, cause: trouble.cause });
  });

  const run = async (signal: AbortSignal): Promise<boolean> => {
    show({ kind: 'running', cause: trouble.cause });
    try {
      baseline = { ...(baseline ?? (await load(backend, log))), owed: true };
      // Saved first: the run may not end, and a restart must repeat it.
      await backend.write(JSON.stringify(baseline));
      const client = trouble.watching(await account.client());
      const done = await runPolicyChecks(baseline, {
        settings,
        client,
        label: account.label,
        credential: account.credential,
        context: { client, signal, stream: `policy-check:${node.id}` },
        finding: (message) => send([message, null]),
        summary: (message) => send([null, message]),
        save: (next) => backend.write(JSON.stringify(next)),
      });
      baseline = done.baseline;
      show({ kind: 'done', summary: done.summary, cause: trouble.cause });
      return done.summary.counts.error > 0;
    } catch (error) {
      if (!signal.aborted && error instanceof MimecastError) show({ kind: 'failed', error });
      throw error;
    }
  };
  const loop = new AssessmentLoop({
    timing: { everyMs: settings.every * UNIT_MS[settings.everyUnit], at: settings.at },
    prepare: async () => {
      baseline = await load(backend, log);
    },
    lastRun: () => baseline?.lastRun ?? null,
    owed: () => (baseline?.owed === true ? 'all' : undefined),
    run,
    failed: (error) => log.error(error),
    // After a failure the status shows the time of the next attempt.
    resting: (nextAt) => {
      if (state.kind === 'failed' || (state.kind === 'done' && state.cause !== undefined))
        show({ ...state, nextAt });
    },
  });
  return {
    start: () => loop.start(),
    ask: () => loop.ask(),
    close: () => loop.close(),
  };
}

/** @throws what the store throws */
async function load(backend: PositionBackend, log: NamedLog): Promise<Baseline> {
  const text = await backend.read((candidate) => readBaseline(candidate) !== undefined);
  if (text === 'damaged') log.warn(explain({ key: 'baselineDamaged', values: {} }));
  return (text === undefined || text === 'damaged' ? undefined : readBaseline(text)) ?? EMPTY_BASELINE;
}
