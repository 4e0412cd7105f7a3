import { MimecastError } from '../contracts/errors';
import { LeasedWork, type LeaseEvent } from './leased-worker';
import type { Membership, Tenure } from '../contracts/lease';
import { Counters } from '../collector/status/counters';
import type { Job } from '../collector/poll/commands';
import type { PositionBackend } from '../collector/checkpoint/file-checkpoint-store';
import { Positions } from '../collector/checkpoint/checkpoint-manager';
import { type ReportMessage, reportMessage } from '../collector/reports/reports';
import type { CollectorHandle } from '../collector/collector-registry';
import { Source } from '../collector/collector';
import type { SharedDeps, SourceOutlet, SourceSettings } from '../collector/deps';
import { type LeaseView, type SourceView, streamView } from '../collector/status/snapshot';
import { Standings } from '../collector/status/stream-status';

export interface LeasedParts extends SharedDeps {
  readonly membership: Membership;
  readonly positionsIn: (lease: Tenure) => PositionBackend;
  /** the shared positions, whichever replica wrote them */
  readonly saved: () => Promise<string | undefined>;
  /** publishes the local positions while the account has never been leased */
  readonly offer: (signal: AbortSignal) => Promise<void>;
  /** copies the shared positions to this machine, in case the cluster is removed */
  readonly keepCopy: () => Promise<void>;
}

/**
 * A source of an account that several Node-RED processes share. It runs on the replica with the lease. On the
 * others it reports which replica that is.
 */
export class LeasedSource implements CollectorHandle {
  readonly #deps: LeasedParts;
  readonly #settings: SourceSettings;

  readonly #worker: LeasedWork<Source>;

  constructor(deps: LeasedParts, settings: SourceSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#worker = new LeasedWork(
      deps.membership,
      (lease) => this.#createCollector(lease),
      (event) => this.#onLeaseEvent(event),
      deps.offer,
    );
  }

  start(): void {
    this.#deps.outlet.state({ kind: 'standby', holder: undefined, trouble: undefined });
    this.#worker.start();
  }

  /**
   * A poll request on a standby replica resolves at once, because the active replica polls anyway.
   * @throws MimecastError MIMECAST_CONFIG for any other command, with the name of the replica that can run it
   */
  async ask(command: Job): Promise<void> {
    const { work: task, holder } = this.#worker;
    if (task !== undefined) return task.ask(command);
    if (command.action === 'poll') return;
    const location = holder === undefined ? 'no replica holds its lease now' : `ask the replica ${holder}`;
    throw new MimecastError('MIMECAST_CONFIG', `this account is not read here: ${location}`);
  }

  view(): SourceView {
    const { work: task } = this.#worker;
    const lease = this.#leaseSnapshot();
    if (task !== undefined) return { ...task.view(), lease };
    return { id: this.#settings.id, paused: false, lastRun: null, streams: [], lease };
  }

  /**
   * The shared state, whichever replica runs the source.
   * @throws MimecastError when the store can't be read
   */
  async look(): Promise<SourceView> {
    if (this.#worker.work !== undefined) return this.view();
    const checkpoints = new Positions({
      read: () => this.#deps.saved(),
      write: () => Promise.reject(new Error('read-only')),
    });
    await checkpoints.peek();
    const { streams } = this.#deps;
    const inputs = {
      checkpoints,
      counters: new Counters(),
      statuses: new Standings(streams),
      waiting: 0,
    };
    const { paused, lastRun } = checkpoints.memory;
    return {
      ...this.view(),
      paused,
      lastRun: lastRun === null ? null : new Date(lastRun).toISOString(),
      streams: streams.map((stream) => streamView(stream, inputs, Date.now())),
    };
  }

  close(): Promise<void> {
    return this.#worker.close(this.#deps.keepCopy);
  }

  #leaseSnapshot(): LeaseView {
    const { holder = null, token = null } = this.#worker;
    return { replica: this.#deps.membership.replica, holder, token };
  }

  #createCollector(lease: Tenure): Source {
    const deps = this.#deps;
    const settings = this.#settings;
    return new Source(
      { ...deps, positions: deps.positionsIn(lease), outlet: this.#fencedEvents(lease) },
      settings,
    );
  }

  /**
   * Checks the lease before each message: a process that was paused for longer than its lease detects it
   * here.
   */
  #fencedEvents(lease: Tenure): SourceOutlet {
    const { outlet: events } = this.#deps;
    return {
      ...events,
      records: (message) => {
        lease.check();
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
    const { outlet: events, streams } = this.#deps;
    if (event.kind === 'standby') {
      const { holder, trouble } = event;
      events.state({ kind: 'standby', holder: holder ?? undefined, trouble: trouble ?? undefined });
    } else if (event.kind === 'released') {
      events.state({ kind: 'standby', holder: undefined, trouble: undefined });
    }
    const log = streams[0]?.log ?? '';
    events.report(reportMessage({ log, type: '' }, event, Date.now()));
  }
}

function withLease(message: ReportMessage, { replica, token }: Tenure): ReportMessage {
  const { payload } = message;
  return payload.kind === 'poll' ? { ...message, payload: { ...payload, replica, token } } : message;
}
