import { MimecastError } from '../api/errors';
import { LeasedWork, type LeaseEvent } from '../cluster/leased-work';
import type { Membership, Tenure } from '../cluster/tenure';
import { Counters } from './counters';
import type { Job } from './jobs';
import type { PositionBackend } from './position-file';
import { Positions } from './positions';
import { type ReportMessage, reportMessage } from './reports';
import { Source } from './source';
import type { SourceOutlet, SourceParts, SourceSettings } from './source-parts';
import { type LeaseView, type SourceView, streamView } from './source-view';
import { Standings } from './standings';

export interface LeasedParts extends Omit<SourceParts, 'positions'> {
  readonly membership: Membership;
  readonly positionsIn: (tenure: Tenure) => PositionBackend;
  /** as they stand, whoever wrote them */
  readonly saved: () => Promise<string | undefined>;
  /** what this machine knows, before anybody has had the lease */
  readonly offer: (signal: AbortSignal) => Promise<void>;
  /** before it leaves for good, for the day on which the cluster is gone */
  readonly keepCopy: () => Promise<void>;
}

/** A source of an account that several Node-REDs could read: runs where the lease is, and elsewhere says where. */
export class LeasedSource {
  readonly #deps: LeasedParts;
  readonly #settings: SourceSettings;

  readonly #worker: LeasedWork<Source>;

  constructor(parts: LeasedParts, settings: SourceSettings) {
    this.#deps = parts;
    this.#settings = settings;

    this.#worker = new LeasedWork(
      parts.membership,
      (tenure) => this.#createCollector(tenure),
      (event) => this.#onLeaseEvent(event),
      parts.offer,
    );
  }

  start(): void {
    this.#deps.outlet.state({ kind: 'standby', holder: undefined, trouble: undefined });
    this.#worker.start();
  }

  /**
   * Whoever asks for a poll in a replica that stands by is content: the other one polls.
   * @throws MimecastError MIMECAST_CONFIG for anything else, with the name of the replica that can do it
   */
  async ask(job: Job): Promise<void> {
    const { work, holder } = this.#worker;
    if (work !== undefined) return work.ask(job);
    if (job.action === 'poll') return;
    const where = holder === undefined ? 'no replica holds its lease now' : `ask the replica ${holder}`;
    throw new MimecastError('MIMECAST_CONFIG', `this account is not read here: ${where}`);
  }

  view(): SourceView {
    const { work } = this.#worker;
    const lease = this.#leaseSnapshot();
    if (work !== undefined) return { ...work.view(), lease };
    return { id: this.#settings.id, paused: false, lastRun: null, streams: [], lease };
  }

  /** @throws MimecastError when the store can't be read */
  async look(): Promise<SourceView> {
    if (this.#worker.work !== undefined) return this.view();
    const positions = new Positions({
      read: () => this.#deps.saved(),
      write: () => Promise.reject(new Error('only looked at')),
    });
    await positions.peek();
    const { streams } = this.#deps;
    const standing = {
      positions,
      counters: new Counters(),
      standings: new Standings(streams),
      waiting: 0,
    };
    const { paused, lastRun } = positions.memory;
    return {
      ...this.view(),
      paused,
      lastRun: lastRun === null ? null : new Date(lastRun).toISOString(),
      streams: streams.map((stream) => streamView(stream, standing, Date.now())),
    };
  }

  close(): Promise<void> {
    return this.#worker.close(this.#deps.keepCopy);
  }

  #leaseSnapshot(): LeaseView {
    const { holder = null, token = null } = this.#worker;
    return { replica: this.#deps.membership.replica, holder, token };
  }

  #createCollector(tenure: Tenure): Source {
    const parts = this.#deps;
    const settings = this.#settings;
    return new Source(
      { ...parts, positions: parts.positionsIn(tenure), outlet: this.#fencedEvents(tenure) },
      settings,
    );
  }

  /** What leaves is looked at once more: a process that stood still for longer than the lease learns of it here. */
  #fencedEvents(tenure: Tenure): SourceOutlet {
    const { outlet } = this.#deps;
    return {
      ...outlet,
      records: (message) => {
        tenure.check();
        outlet.records(message);
      },
      report: (message) => outlet.report(stamped(message, tenure)),
      state: (state) => {
        // What ends has nothing more to say about how the node stands.
        if (this.#worker.isCurrent(tenure)) outlet.state(state);
      },
    };
  }

  #onLeaseEvent(event: LeaseEvent): void {
    const { outlet, streams } = this.#deps;
    if (event.kind === 'standby') {
      const { holder, trouble } = event;
      outlet.state({ kind: 'standby', holder: holder ?? undefined, trouble: trouble ?? undefined });
    } else if (event.kind === 'released') {
      outlet.state({ kind: 'standby', holder: undefined, trouble: undefined });
    }
    const log = streams[0]?.log ?? '';
    outlet.report(reportMessage({ log, type: '' }, event, Date.now()));
  }
}

function stamped(message: ReportMessage, { replica, token }: Tenure): ReportMessage {
  const { payload } = message;
  return payload.kind === 'poll' ? { ...message, payload: { ...payload, replica, token } } : message;
}
