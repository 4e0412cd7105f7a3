import { CheckpointManager } from '../collector/checkpoint/checkpoint-manager';
import { Collector } from '../collector/collector';
import type { CollectorHandle } from '../collector/collector-registry';
import type { CollectorEvents, CollectorSettings, SharedDeps } from '../collector/deps';
import type { Command } from '../collector/poll/commands';
import { createReport, type ReportMessage } from '../collector/reports/reports';
import { type CollectorSnapshot, type LeaseSnapshot, takeSnapshot } from '../collector/status/snapshot';
import { type StreamProgress, StreamStatuses } from '../collector/status/stream-status';
import type { CheckpointStore } from '../contracts/checkpoint-store';
import { MimecastError } from '../contracts/errors';
import type { ClusterMembership, HeldLease, LeaseEvent } from '../contracts/lease';
import { LeasedWorker } from './leased-worker';

export interface ClusteredCollectorDeps extends SharedDeps {
  readonly membership: ClusterMembership;
  readonly createStore: (lease: HeldLease) => CheckpointStore;
  /** the shared positions, whichever replica wrote them */
  readonly readSaved: () => Promise<string | undefined>;
  /** publishes the local positions while the account has never been leased */
  readonly publishLocalState: (signal: AbortSignal) => Promise<void>;
  /** copies the shared positions to this machine, in case the cluster is removed */
  readonly saveLocalCopy: () => Promise<void>;
}

/**
 * A source of an account that several processes share. It runs on the replica with the lease. On the
 * others it reports which replica that is.
 */
export class ClusteredCollector implements CollectorHandle {
  readonly #deps: ClusteredCollectorDeps;
  readonly #settings: CollectorSettings;

  readonly #worker: LeasedWorker<Collector>;

  constructor(deps: ClusteredCollectorDeps, settings: CollectorSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#worker = new LeasedWorker(
      deps.membership,
      (lease) => this.#createCollector(lease),
      (event) => this.#onLeaseEvent(event),
      deps.publishLocalState,
    );
  }

  start(): void {
    this.#deps.events.state({ kind: 'standby', holder: undefined, trouble: undefined });
    this.#worker.start();
  }

  /**
   * A poll request on a standby replica resolves at once, because the active replica polls anyway.
   * @throws MimecastError MIMECAST_CONFIG for any other command, with the name of the replica that can run it
   */
  async request(command: Command): Promise<void> {
    const { task, holder } = this.#worker;
    if (task !== undefined) return task.request(command);
    if (command.action === 'poll') return;
    const location = holder === undefined ? 'no replica holds its lease now' : `ask the replica ${holder}`;
    throw new MimecastError('MIMECAST_CONFIG', `this account is not read here: ${location}`);
  }

  view(): CollectorSnapshot {
    const { task } = this.#worker;
    const lease = this.#leaseSnapshot();
    if (task !== undefined) return { ...task.view(), lease };
    return { id: this.#settings.id, paused: false, lastRun: null, streams: [], lease };
  }

  /** Of what runs here. */
  progress(): readonly StreamProgress[] {
    return this.#worker.task?.progress() ?? [];
  }

  /**
   * The shared state, whichever replica runs the source.
   * @throws MimecastError when the store can't be read
   */
  async viewShared(): Promise<CollectorSnapshot> {
    if (this.#worker.task !== undefined) return this.view();
    const checkpoints = new CheckpointManager({
      read: () => this.#deps.readSaved(),
      write: () => Promise.reject(new Error('read-only')),
    });
    await checkpoints.loadReadOnly();
    const { streams } = this.#deps;
    const statuses = new StreamStatuses(streams);
    const snapshot = takeSnapshot(this.#settings.id, streams, { checkpoints, statuses, waiting: () => 0 });
    return { ...snapshot, lease: this.#leaseSnapshot() };
  }

  close(): Promise<void> {
    return this.#worker.close(this.#deps.saveLocalCopy);
  }

  #leaseSnapshot(): LeaseSnapshot {
    const { holder = null, token = null } = this.#worker;
    return { replica: this.#deps.membership.replica, holder, token };
  }

  #createCollector(lease: HeldLease): Collector {
    const deps = this.#deps;
    const settings = this.#settings;
    return new Collector(
      { ...deps, store: deps.createStore(lease), events: this.#fencedEvents(lease) },
      settings,
    );
  }

  /**
   * Checks the lease before each message: a process that was paused for longer than its lease detects it
   * here.
   */
  #fencedEvents(lease: HeldLease): CollectorEvents {
    const { events } = this.#deps;
    return {
      ...events,
      records: (message) => {
        lease.assertHeld();
        events.records(message);
      },
      report: (message) => events.report(withLease(message, lease)),
      state: (state) => {
        // A collector that is closing must not change the status.
        if (this.#worker.isCurrent(lease)) events.state(state);
      },
    };
  }

  #onLeaseEvent(event: LeaseEvent): void {
    const { events, streams } = this.#deps;
    if (event.kind === 'standby') {
      const { holder, trouble } = event;
      events.state({ kind: 'standby', holder: holder ?? undefined, trouble: trouble ?? undefined });
    } else if (event.kind === 'released') {
      events.state({ kind: 'standby', holder: undefined, trouble: undefined });
    }
    const log = streams[0]?.log ?? '';
    events.report(createReport({ log, type: '' }, event, Date.now()));
  }
}

function withLease(message: ReportMessage, { replica, token }: HeldLease): ReportMessage {
  const { payload } = message;
  return payload.kind === 'poll' ? { ...message, payload: { ...payload, replica, token } } : message;
}
