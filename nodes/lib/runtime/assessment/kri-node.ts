import type { Node, NodeAPI } from 'node-red';
import { EMPTY_HISTORY, parseHistory, type Run } from '../../assessments/kri/history';
import { factsOf } from '../../assessments/kri/indicators';
import type { KriRecord } from '../../assessments/kri/types';
import type { KriFacts } from '../../overview/model/types';
import { kriProperties } from '../../properties/node/assessments/kri';
import type { Settings } from '../../properties/property-types';
import { showValue } from '../../properties/show-value';
import { UNIT_MS } from '../../util/time';
import type { Account } from '../account/account';
import { findAccount } from '../account/account-node';
import { prefixedError, prefixedLog } from '../account/prefixed-log';
import { configError } from '../node-red/config-error';
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
import { type AssessmentOutput, type RunningAssessment, runAssessment } from './clustered-assessment';
import { type KriEvents, KriRunner } from './kri-runner';
import { kriStatus } from './kri-status';

const RUN_ACTIONS = ['run', 'poll'];

type KriSettings = Settings<typeof kriProperties>;

/** Measures the selected indicators on a schedule, and when a message arrives. */
export function initKriNode(RED: NodeAPI, node: Node, config: Config): void {
  const nodeStatus = new NodeStatusThrottle(node);
  const configResult = parseConfig(kriProperties, config);
  const account = findAccount(RED, String(config['account'] ?? ''));
  const log = prefixedLog(node, account.label);
  const problem = configResult.ok
    ? (account.problem() ?? storeProblem(RED, configResult.settings.store))
    : configResult.error;
  const watched = new WatchedAssessment(RED, node, String(config['account'] ?? ''), {
    indicators: configResult.ok ? selectedIndicators(configResult.settings) : [],
  });
  const runner =
    configResult.ok && problem === undefined
      ? createRunner(RED, node, nodeStatus, { account, watched }, configResult.settings)
      : undefined;
  const unregister =
    runner &&
    registerRunningNode({
      kind: 'kri',
      id: node.id,
      template: subflowTemplateId(node),
      name: node.name ?? '',
      accountNode: String(config['account'] ?? ''),
      account: account.label,
      demo: account.demo,
      view: () => readHistory(runner),
      viewHere: () => runner.task?.view(),
      run: () => runner.task?.requestRun() ?? 'elsewhere',
      currentRun: () => runner.task?.currentRun(),
    });

  // Not in the constructor: the Catch nodes that must see an invalid configuration do not exist yet.
  const cancelStart = onFlowsStarted(RED, () => {
    if (problem !== undefined) {
      nodeStatus.set(failedStatus(problem));
      log.error(problem);
      return;
    }
    if (configResult.ok && configResult.settings.indicators.length === 0) log.warn(NO_INDICATORS_MESSAGE);
    runner?.start();
  });

  const handleMessage = async (message: object): Promise<void> => {
    const action: unknown = Reflect.get(message, 'action');
    if (runner === undefined) throw problem;
    if (action !== undefined && !RUN_ACTIONS.some((known) => known === action)) {
      throw configError({
        key: 'action',
        values: { value: showValue(action), choices: RUN_ACTIONS.join(', ') },
      });
    }
    await runner.requestRun();
  };
  onInput(node, handleMessage, (error) => prefixedError(error, account.label));
  onClose(node, () => {
    cancelStart();
    unregister?.();
    watched.close();
    const closed = runner?.close() ?? Promise.resolve();
    return closed.finally(() => nodeStatus.close());
  });
}

const NO_INDICATORS_MESSAGE =
  'no indicator is ticked, so nothing is measured: open the node and tick those that you want, for example mimecast_malware_delivered_24h';

const selectedIndicators = ({ indicators, thresholds, definition }: KriSettings): KriFacts['indicators'] =>
  indicators.map((slug) => ({ slug, thresholds: thresholds[slug] ?? factsOf(slug, definition).thresholds }));

interface KriParts {
  readonly account: Account;
  readonly watched: WatchedAssessment;
}

function createRunner(
  RED: NodeAPI,
  node: Node,
  nodeStatus: NodeStatusThrottle,
  { account, watched }: KriParts,
  settings: KriSettings,
): RunningAssessment<KriRunner> {
  const { every, everyUnit, at, indicators, thresholds, definition, unlicensed, overrides, store } = settings;
  return runAssessment({ RED, node, nodeStatus, account, store, folder: 'history', log: 'kri' }, (output) => {
    return new KriRunner(
      { indicators, thresholds, definition, unlicensed, overrides },
      { everyMs: every * UNIT_MS[everyUnit], at },
      {
        id: node.id,
        client: () => account.client(),
        store: output.store,
        events: createEvents(node, output, { account, watched }),
      },
    );
  });
}

/** The history, also when the node runs in another replica. */
async function readHistory({
  task,
  readSaved,
}: RunningAssessment<KriRunner>): Promise<ReturnType<KriRunner['view']>> {
  if (task !== undefined) return task.view();
  const text = await readSaved();
  return (text === undefined ? undefined : parseHistory(text)) ?? EMPTY_HISTORY;
}

function createEvents(
  node: Node,
  { send, show }: AssessmentOutput,
  { account, watched }: KriParts,
): KriEvents {
  return {
    ...prefixedLog(node, account.label),
    record: (record, code) => {
      watched.measured(record, code);
      send([recordMessage(record, code || account.label, account.demo), null]);
    },
    summary: (run, records) => {
      watched.called(run.calls);
      send([null, summaryMessage(run, records)]);
    },
    state: (state) => show(kriStatus(state, account.demo)),
  };
}

function recordMessage(record: KriRecord, account: string, demo: boolean) {
  const { slug, asOf, runId } = record;
  const metadata = { account, log: 'kri', type: slug, id: `${runId}/${slug}`, collectedAt: asOf };
  return {
    topic: slug,
    payload: record,
    mimecast: demo ? { ...metadata, demo } : metadata,
  };
}

/** null when the application may read what the indicators need */
function withoutPermissionText(records: readonly KriRecord[]): string | null {
  const slugs = records.filter(({ state }) => state === 'no_permission').map(({ slug }) => slug);
  if (slugs.length === 0) return null;
  return `the application has no permission for ${slugs.length} of ${records.length} indicators (${slugs.join(', ')}): check its products and its role; new applications have none`;
}

function summaryMessage(run: Run, records: readonly KriRecord[]) {
  const count = (rag: KriRecord['rag']): number => records.filter((record) => record.rag === rag).length;
  const rag = { green: count('green'), amber: count('amber'), red: count('red'), unknown: count('unknown') };
  const at = new Date(Date.parse(run.startedAt) + run.durationMs).toISOString();
  const warning = records.length === 0 ? NO_INDICATORS_MESSAGE : withoutPermissionText(records);
  return {
    topic: 'mimecast/report',
    payload: { kind: 'summary', log: 'kri', type: 'run', at, ...run, rag, warning },
  };
}
