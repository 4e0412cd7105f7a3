import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { ClusteredCollector } from '../../cluster/clustered-collector';
import { Collector } from '../../collector/collector';
import { type RegisteredCollector, registerCollector } from '../../collector/collector-registry';
import type { CollectorEvents, CollectorSettings, SharedDeps } from '../../collector/deps';
import type { MimecastError } from '../../contracts/errors';
import type { Stream } from '../../contracts/stream';
import type { Settings } from '../../properties/property-types';
import type { sourceProperties } from '../../properties/source';
import { UNIT_MS } from '../../util/time';
import type { Account } from '../account/account';
import { findAccount } from '../account/account-node';
import { prefixedError, prefixedLog } from '../account/prefixed-log';
import { onFlowsStarted } from '../node-red/flows-started';
import { NodeStatusThrottle } from '../node-red/node-status';
import { onClose } from '../node-red/on-close';
import { onInput } from '../node-red/on-input';
import { type Config, parseConfig } from '../node-red/parse-config';
import { registerNode } from '../node-red/register-node';
import { sendReport } from '../node-red/send-report';
import { subflowTemplateId } from '../node-red/subflow-template';
import { WatchedSource } from '../recording/watched-source';
import { createCheckpointStore, createSharedStore, storeProblem } from '../storage/checkpoint-stores';
import { parseCommand } from './parse-command';
import { sourceStatus } from './source-status';
import { registerSourceType, type SourcePropertyTable, type SourceType } from './source-type-registry';

/** What distinguishes the types of sources: a name, properties, and streams. */
export interface SourceDefinition<Table extends SourcePropertyTable> extends SourceType<Table> {
  /** hint when all streams have been empty for a day; undefined: that is normal */
  readonly inactivityHint?: (settings: Settings<Table>) => string | undefined;
}

const MAX_JITTER_MS = 2000;

export function registerSourceNode<Table extends SourcePropertyTable>(
  RED: NodeAPI,
  definition: SourceDefinition<Table>,
): void {
  registerSourceType(definition);
  registerNode(RED, definition.type, (_RED, node, config) => initSourceNode(RED, node, config, definition));
}

/** Only connects the collector to Node-RED. The polling is in collector/. */
function initSourceNode<Table extends SourcePropertyTable>(
  RED: NodeAPI,
  node: Node,
  config: Config,
  definition: SourceDefinition<Table>,
): void {
  const { settings, problem, account } = parseSourceConfig(RED, config, definition);
  const nodeStatus = new NodeStatusThrottle(node);
  const streams = settings === undefined || problem !== undefined ? [] : definition.streams(settings);
  const watched = new WatchedSource(RED, node, {
    account: String(config['account'] ?? ''),
    everyMs: settings === undefined ? 0 : pollInterval(settings),
    streams,
    problem,
  });
  const events = createEvents(node, nodeStatus, watched, account);
  const source =
    settings && account && createSource(RED, node, settings, account, { streams, definition, events });
  if (source !== undefined) watched.attach(source);

  const unregister =
    source && settings && account && registerCollector(toRunningSource(node, settings, account, source));

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
    const parsed = parseCommand(message, Date.now());
    if (!parsed.ok) {
      showError(parsed.error);
      throw parsed.error;
    }
    await source.request(parsed.command);
  };
  onInput(node, handleMessage, (error) => prefixedError(error, account?.label ?? ''));
  onClose(node, () => {
    cancelStart();
    unregister?.();
    watched.close();
    const closed = source?.close() ?? Promise.resolve();
    return closed.finally(() => nodeStatus.close());
  });
}

function toRunningSource(
  node: Node,
  { delivery, account: accountNode }: Settings<typeof sourceProperties>,
  account: Account,
  source: RegisteredCollector['collector'],
): RegisteredCollector {
  const { id, type, name = '' } = node;
  return {
    id,
    template: subflowTemplateId(node),
    name,
    account: account.label,
    accountNode,
    type,
    delivery,
    collector: source,
  };
}

function parseSourceConfig<Table extends SourcePropertyTable>(
  RED: NodeAPI,
  config: Config,
  { properties }: SourceDefinition<Table>,
): { settings?: Settings<Table>; problem?: MimecastError; account?: Account } {
  const parsed = parseConfig(properties, config);
  if (!parsed.ok) return { problem: parsed.error };
  const { settings } = parsed;
  const account = findAccount(RED, String(config['account'] ?? ''));
  const problem = account.problem() ?? storeProblem(RED, String(config['store'] ?? ''));
  return problem === undefined ? { settings, account } : { problem, account };
}

const pollInterval = ({ every, everyUnit }: Settings<typeof sourceProperties>): number =>
  every * UNIT_MS[everyUnit];

interface SourceParts<Table extends SourcePropertyTable> {
  readonly streams: readonly Stream[];
  readonly definition: SourceDefinition<Table>;
  readonly events: CollectorEvents;
}

function createSource<Table extends SourcePropertyTable>(
  RED: NodeAPI,
  node: Node,
  settings: Settings<Table>,
  account: Account,
  { streams, definition, events }: SourceParts<Table>,
): Collector | ClusteredCollector {
  const common: Settings<typeof sourceProperties> = settings;
  const everyMs = pollInterval(common);
  const deps: SharedDeps = {
    streams,
    client: () => account.client(),
    accountName: account.label,
    events,
  };
  const collectorSettings: CollectorSettings = {
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
    inactivityHint: definition.inactivityHint?.(settings),
  };
  const { share } = account;
  if (share === undefined)
    return new Collector(
      { ...deps, store: createCheckpointStore(RED, node, common.store) },
      collectorSettings,
    );
  const sharedStore = createSharedStore(RED, node, share);
  return new ClusteredCollector(
    {
      ...deps,
      membership: share.membership,
      createStore: (lease) => sharedStore.forLease(lease),
      readSaved: () => sharedStore.readSaved(),
      publishLocalState: (signal) => sharedStore.publishLocalState(signal),
      saveLocalCopy: () => sharedStore.saveLocalCopy(),
    },
    collectorSettings,
  );
}

function createEvents(
  node: Node,
  nodeStatus: NodeStatusThrottle,
  watched: WatchedSource,
  account: Account | undefined,
): CollectorEvents {
  const { label = '', demo = false } = account ?? {};
  return {
    ...prefixedLog(node, label),
    records: (message) => node.send([message, null]),
    report: (message) => {
      watched.report(message.payload);
      sendReport(node, message);
    },
    state: (state) => {
      watched.state(state);
      nodeStatus.set(sourceStatus(state, demo));
    },
  };
}
