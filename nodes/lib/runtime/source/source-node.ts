import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { MimecastError } from '../../contracts/errors';
import type { Settings } from '../../properties/property-types';
import type { sourceProperties } from '../../properties/source';
import { LeasedSource } from '../../cluster/clustered-collector';
import { type RunningSource, registerRunning } from '../../collector/collector-registry';
import { Source } from '../../collector/collector';
import type { SharedDeps, SourceOutlet, SourceSettings } from '../../collector/deps';
import { type Account, findAccount } from '../account/account-node';
import { onFlowsStarted } from '../node-red/flows-started';
import { namedError, namedLog } from '../account/named-log';
import { positionsOf, sharedPlace, storeProblem } from '../storage/checkpoint-stores';
import { type Config, readConfig } from '../node-red/parse-config';
import { readJob } from './parse-command';
import { sourceStatus } from './source-status';
import { rememberType, type SourceTable, type SourceType } from './source-type-registry';
import { StatusLine } from '../node-red/node-status';
import { templateOf } from '../node-red/subflow-template';

/** What distinguishes the types of sources: a name, properties, and streams. */
export interface SourceDefinition<Table extends SourceTable> extends SourceType<Table> {
  /** hint when all streams have been empty for a day; undefined: that is normal */
  readonly quietHint?: (settings: Settings<Table>) => string | undefined;
}

const UNIT_MS = { seconds: 1000, minutes: 60_000, hours: 3_600_000 } as const;
const MAX_JITTER_MS = 2000;

export function registerSource<Table extends SourceTable>(
  RED: NodeAPI,
  definition: SourceDefinition<Table>,
): void {
  rememberType(definition);
  RED.nodes.registerType(definition.type, function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    initSourceNode(RED, this, config, definition);
  });
}

/** Thin on purpose: this connects the source in shipping/ to Node-RED. */
function initSourceNode<Table extends SourceTable>(
  RED: NodeAPI,
  node: Node,
  config: Config,
  definition: SourceDefinition<Table>,
): void {
  const { settings, problem, account } = parseSourceConfig(RED, config, definition);
  const nodeStatus = new StatusLine(node);
  const events = createEvents(node, nodeStatus, account);
  const source = settings && account && createSource(RED, node, settings, account, definition, events);

  const unregister =
    source && settings && account && registerRunning(toRunningSource(node, settings, account, source));

  const showError = (error: MimecastError): void => {
    events.state({
      kind: 'failed',
      failure: { code: error.code, message: error.message, retryAt: undefined, transient: false },
    });
  };
  // Not in the constructor: the Catch nodes that must see an invalid configuration do not exist yet.
  const cancelStart = onFlowsStarted(RED, () => {
    source?.start();
    if (problem === undefined) return;
    showError(problem);
    events.error(problem);
  });

  const handleMessage = async (message: NodeMessageInFlow): Promise<void> => {
    if (problem !== undefined || source === undefined) throw problem;
    const parsed = readJob(message, Date.now());
    if (!parsed.ok) {
      showError(parsed.error);
      throw parsed.error;
    }
    await source.ask(parsed.command);
  };
  node.on('input', (message, _send, done) => {
    handleMessage(message).then(
      () => done(),
      (error: unknown) => done(namedError(error, account?.label ?? '')),
    );
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    cancelStart();
    unregister?.();
    const closed = source?.close() ?? Promise.resolve();
    closed
      .finally(() => nodeStatus.close())
      .then(
        () => done(),
        () => done(),
      );
  });
}

function toRunningSource(
  node: Node,
  { delivery }: Settings<typeof sourceProperties>,
  account: Account,
  source: RunningSource['source'],
): RunningSource {
  const { id, type, name = '' } = node;
  return { id, template: templateOf(node), name, account: account.label, type, delivery, source };
}

function parseSourceConfig<Table extends SourceTable>(
  RED: NodeAPI,
  config: Config,
  { properties }: SourceDefinition<Table>,
): { settings?: Settings<Table>; problem?: MimecastError; account?: Account } {
  const parsed = readConfig(properties, config);
  if (!parsed.ok) return { problem: parsed.error };
  const { settings } = parsed;
  const account = findAccount(RED, String(config['account'] ?? ''));
  const problem = account.problem() ?? storeProblem(RED, String(config['store'] ?? ''));
  return problem === undefined ? { settings, account } : { problem, account };
}

function createSource<Table extends SourceTable>(
  RED: NodeAPI,
  node: Node,
  settings: Settings<Table>,
  account: Account,
  definition: SourceDefinition<Table>,
  events: SourceOutlet,
): Source | LeasedSource {
  const common: Settings<typeof sourceProperties> = settings;
  const everyMs = common.every * UNIT_MS[common.everyUnit];
  const parts: SharedDeps = {
    streams: definition.streams(settings),
    client: () => account.client(),
    accountName: account.label,
    outlet: events,
  };
  const sourceSettings: SourceSettings = {
    id: node.id,
    output: common.output,
    chunk: common.chunk,
    chunkBytes: common.chunkBytes,
    lookbackMs: common.lookback * UNIT_MS.hours,
    delivery: common.delivery,
    maxRate: common.maxRate,
    inFlight: common.inFlight,
    acks: common.acks,
    ackTimeoutMs: common.ackTimeout * UNIT_MS.seconds,
    everyMs,
    firstDelayMs: Math.random() * Math.min(MAX_JITTER_MS, everyMs),
    quietHint: definition.quietHint?.(settings),
  };
  const { share } = account;
  if (share === undefined)
    return new Source({ ...parts, positions: positionsOf(RED, node, common.store) }, sourceSettings);
  const sharedStore = sharedPlace(RED, node, share);
  return new LeasedSource(
    {
      ...parts,
      membership: share.membership,
      positionsIn: (lease) => sharedStore.in(lease),
      saved: () => sharedStore.saved(),
      offer: (signal) => sharedStore.offer(signal),
      keepCopy: () => sharedStore.keepCopy(),
    },
    sourceSettings,
  );
}

function createEvents(node: Node, nodeStatus: StatusLine, account: Account | undefined): SourceOutlet {
  const { label = '', demo = false } = account ?? {};
  return {
    ...namedLog(node, label),
    records: (message) => node.send([message, null]),
    report: (message) => node.send([null, message]),
    state: (state) => nodeStatus.show(sourceStatus(state, demo)),
  };
}
