import { given } from '../given';
import {
  type Batch,
  messageAt,
  messageCount,
  type Origin,
  type OutputMode,
  type RecordMessage,
} from './messages';
import { Pace } from './pace';
import type { AckReceiver, Settlement } from './registry';
import type { Rejection } from './rejections';
import { Settling } from './settling';

export interface OutboxOptions {
  readonly mode: OutputMode;
  /** different ack nodes that have to answer each message */
  readonly acks: number;
  readonly ackTimeoutMs: number;
  readonly send: (message: RecordMessage) => void;
  readonly onStuck: (stuck: Stuck) => void;
  /** a batch that was told as stuck has been settled after all */
  readonly onFreed: (stuck: Stuck) => void;
  /** for each attempt of a batch once: the receiver does not take it */
  readonly onRejected: (rejection: Rejection) => void;
  /** a batch has arrived */
  readonly onArrived: () => void;
  /** nobody has ever answered, or somebody did after all: see `silentSince` */
  readonly onSilence: () => void;
}

/** A batch that nobody acknowledges, however often it is sent. */
export interface Stuck {
  readonly batch: string;
  readonly log: string;
  readonly type: string;
  readonly missing: readonly number[];
  readonly attempts: number;
  /** epoch ms at which it was sent for the first time */
  readonly since: number;
  /** in the receiver's words, where it said why */
  readonly reason?: string | undefined;
}

const STUCK_AFTER_ATTEMPTS = 5;
const MAX_BACKOFF_MS = 60_000;
/** While its messages are being sent nothing is due. */
const NOT_DUE = Number.POSITIVE_INFINITY;

interface InFlightBatch {
  readonly batch: Batch;
  readonly context: Origin;
  readonly signal: AbortSignal;
  readonly acks: Settling;
  readonly firstSentAt: number;
  /** epoch ms at which its unsettled messages are sent again, unless something happens before */
  dueAt: number;
  /** some of this attempt was rejected: it waits for its back-off */
  rejected: boolean;
  stuck: Stuck | undefined;
  /** what was said of it last, and of which attempt */
  rejection: (Rejection & { readonly attempt: number }) | undefined;
  /** takes it out, and tells whoever waits */
  readonly finish: (failure?: { readonly error: unknown }) => void;
}

/**
 * The batches of one source that wait for an acknowledgement, in the order in which they were sent. Sinks take
 * messages in that order, so progress in a batch is a sign of life for all that were sent behind it: a slow
 * sink is no reason to send anything twice.
 */
export class Outbox implements AckReceiver {
  readonly #options: OutboxOptions;

  /**
   * In the order of sending; few, which AckDelivery sees to. Not a Map: V8 copies a Map that is filled and emptied all the
   * time into a new table again and again, and old tables hold newer ones, with megabytes of batches that have long arrived.
   */
  #batches: readonly InFlightBatch[] = [];
  /** Batches are sent one after the other, also those that are sent again. */
  #sendQueue: Promise<void> = Promise.resolve();
  #anyAckReceived = false;
  /** epoch ms at which the first batch was sent that had to be sent again without any answer */
  #unansweredSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = NOT_DUE;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /**
   * Sends a batch; resolves when all of its messages are settled, however often that takes.
   * Rejects with the signal's reason when aborted, or when it could not be sent: the batch is forgotten, its
   * position has not moved.
   */
  deliver(batch: Batch, context: Origin, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const onAbort = (): void => entry.finish({ error: signal.reason });
      const entry: InFlightBatch = {
        batch,
        context: context,
        signal,
        acks: new Settling(messageCount(this.#options.mode, batch), this.#options.acks),
        firstSentAt: Date.now(),
        dueAt: NOT_DUE,
        rejected: false,
        stuck: undefined,
        rejection: undefined,
        finish: (failure) => {
          this.#batches = this.#batches.filter((one) => one !== entry);
          signal.removeEventListener('abort', onAbort);
          if (this.#batches.length === 0) this.#stopTimer();
          if (failure === undefined) resolve();
          else reject(failure.error);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#batches = [...this.#batches, entry];
      this.#enqueueSend(entry).catch((error: unknown) => entry.finish({ error }));
    });
  }

  settle({ batch: id, which: scope, attempt, verdict: outcome, by: ackNodeId, reason }: Settlement): boolean {
    const entry = this.#find(id);
    if (entry === undefined) return false;
    this.#onAckReceived();
    if (outcome === 'acknowledge') {
      if (entry.acks.acknowledge(scope, attempt, ackNodeId)) this.#extendDeadlines(entry);
    } else if (entry.acks.reject(scope, attempt)) {
      entry.rejected = true;
      this.#recordRejection(entry, reason ?? 'no reason given', false);
      this.#setDeadline(entry, Date.now() + backoffMs(entry.acks.attempt));
      this.#extendDeadlines(entry);
    }
    if (entry.acks.allSettled) this.#complete(entry);
    return true;
  }

  note(id: string, reason: string): void {
    const entry = this.#find(id);
    if (entry !== undefined) this.#recordRejection(entry, reason, true);
  }

  /** While no ack node has answered anything, though there was time to: there may be none. Epoch ms. */
  get silentSince(): number | undefined {
    return this.#anyAckReceived || this.#batches.length === 0 ? undefined : this.#unansweredSince;
  }

  /** Batches that are out. */
  get size(): number {
    return this.#batches.length;
  }

  /** Those of one stream. */
  sizeOf(stream: Batch['stream']): number {
    return this.#batches.filter(({ batch }) => batch.stream === stream).length;
  }

  isStuck(stream: Batch['stream']): boolean {
    return this.#batches.some(({ batch, stuck }) => batch.stream === stream && stuck !== undefined);
  }

  /** The batch that has been stuck for longest. */
  get stuck(): Stuck | undefined {
    const all = this.#batches.flatMap(({ stuck }) => (stuck === undefined ? [] : [stuck]));
    return all.reduce<Stuck | undefined>(
      (oldest, stuck) => (oldest === undefined || stuck.since < oldest.since ? stuck : oldest),
      undefined,
    );
  }

  /** What was said last of a batch that is still out. */
  get rejected(): Rejection | undefined {
    return this.#batches.findLast(({ rejection }) => rejection !== undefined)?.rejection;
  }

  /** What is out is forgotten; whoever waits for it has to be told by their signal. */
  close(): void {
    this.#batches = [];
    this.#stopTimer();
  }

  #enqueueSend(entry: InFlightBatch): Promise<void> {
    const sent = this.#sendQueue.then(() => this.#sendPending(entry));
    this.#sendQueue = sent.catch(() => undefined);
    return sent;
  }

  async #sendPending(entry: InFlightBatch): Promise<void> {
    if (!this.#isInFlight(entry)) return;
    const { batch, context, acks, signal } = entry;
    const { mode, send, ackTimeoutMs } = this.#options;
    // It stands at the end of the line again.
    this.#batches = [...this.#batches.filter((one) => one !== entry), entry];
    const numbered = { ...batch, attempt: acks.attempt };
    const recordsPerMessage = batch.records.length / messageCount(mode, batch);
    const throttle = new Pace(0);
    for (const index of acks.unsettled()) {
      if (!this.#isInFlight(entry)) return;
      if (acks.isSettled(index)) continue;
      send(messageAt(index, numbered, mode, context));
      await throttle.after(recordsPerMessage, signal);
    }
    const wait = backoffMs(acks.attempt);
    entry.dueAt = Date.now() + (entry.rejected ? wait : Math.max(ackTimeoutMs, wait));
    this.#scheduleTimer(entry.dueAt);
  }

  #find(id: string): InFlightBatch | undefined {
    return this.#batches.find(({ batch }) => batch.id === id);
  }

  #isInFlight(entry: InFlightBatch): boolean {
    return this.#batches.includes(entry);
  }

  #complete(entry: InFlightBatch): void {
    const { stuck } = entry;
    entry.finish();
    if (stuck !== undefined) this.#options.onFreed(stuck);
    this.#options.onArrived();
  }

  /** A thousand messages of a batch are rejected for one reason: the first word is enough. */
  #recordRejection(entry: InFlightBatch, reason: string, reportedBySink: boolean): void {
    const { attempt } = entry.acks;
    const { rejection } = entry;
    const known = rejection?.attempt === attempt;
    if (known && (reportedBySink || !rejection.noted)) return;
    entry.rejection = {
      type: entry.batch.stream.type,
      // A sink of ours has said it in fewer words than its error has.
      reason: known ? rejection.reason : reason,
      since: rejection?.since ?? Date.now(),
      noted: reportedBySink,
      attempt,
    };
    this.#options.onRejected(entry.rejection);
  }

  /**
   * For this batch and for all that were sent behind it. One that was rejected waits for its back-off from its
   * last answer on: what is still being worked on should not be sent again for another's sake.
   */
  #extendDeadlines(entry: InFlightBatch): void {
    const now = Date.now();
    let behind = false;
    for (const other of this.#batches) {
      behind ||= other === entry;
      if (!behind) continue;
      const wait = other.rejected ? backoffMs(other.acks.attempt) : this.#options.ackTimeoutMs;
      if (other === entry || !other.rejected) this.#setDeadline(other, Math.max(other.dueAt, now + wait));
    }
  }

  #setDeadline(entry: InFlightBatch, at: number): void {
    if (entry.dueAt === NOT_DUE) return;
    entry.dueAt = at;
    this.#scheduleTimer(at);
  }

  /** The timer may go off too early, which costs little; it must not go off too late. */
  #scheduleTimer(at: number): void {
    if (at >= this.#timerAt || this.#batches.length === 0) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#redeliverDue(), Math.max(0, at - Date.now()));
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAt = NOT_DUE;
  }

  #redeliverDue(): void {
    this.#stopTimer();
    const now = Date.now();
    for (const entry of this.#batches.filter(({ dueAt }) => dueAt <= now)) this.#redeliver(entry);
    this.#scheduleTimer(Math.min(...this.#batches.map(({ dueAt }) => dueAt)));
  }

  #onAckReceived(): void {
    const wasSilent = this.silentSince !== undefined;
    this.#anyAckReceived = true;
    if (wasSilent) this.#options.onSilence();
  }

  #redeliver(entry: InFlightBatch): void {
    const { acks } = entry;
    if (!this.#anyAckReceived && this.#unansweredSince === undefined) {
      this.#unansweredSince = entry.firstSentAt;
      this.#options.onSilence();
    }
    if (acks.attempt >= STUCK_AFTER_ATTEMPTS) this.#reportStuck(entry);
    acks.nextAttempt();
    entry.rejected = false;
    entry.dueAt = NOT_DUE;
    this.#enqueueSend(entry).catch(() => {
      // Neither a flow nor a timer may be taken down by it; what was not sent is as good as not answered.
      entry.dueAt = Date.now() + backoffMs(acks.attempt);
      this.#scheduleTimer(entry.dueAt);
    });
  }

  #reportStuck(entry: InFlightBatch): void {
    const { batch, acks, firstSentAt, stuck: reported } = entry;
    const { log, type } = batch.stream;
    const missing = acks.unsettled();
    const reason = entry.rejection?.reason;
    entry.stuck = {
      ...{ batch: batch.id, log, type, missing, attempts: acks.attempt, since: firstSentAt },
      ...given({ reason }),
    };
    if (reported === undefined) this.#options.onStuck(entry.stuck);
  }
}

/** ms before a rejected batch is sent again: 1, 2, 4 … 60 s, half of it at random. */
function backoffMs(attempt: number): number {
  const maxMs = Math.min(1000 * 2 ** (attempt - 1), MAX_BACKOFF_MS);
  return maxMs * (0.5 + Math.random() / 2);
}
