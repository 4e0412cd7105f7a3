import { backoffMs } from '../../util/backoff';
import { MINUTE_MS, SECOND_MS } from '../../util/time';
import type { AckMessage } from './ack-message';
import type { AckReceiver, DeliveredMessage } from './ack-registry';
import { type AckScope, AckTracker } from './ack-tracker';
import { InFlightBatch, NOT_DUE, type StuckBatch } from './in-flight-batch';
import {
  type Batch,
  type BatchRef,
  countMessages,
  createMessage,
  type MessageContext,
  type OutputMode,
  type RecordMessage,
} from './messages';
import type { Rejection } from './rejections';
import { RateThrottle } from './throttle';

export interface InFlightBatchesOptions {
  readonly mode: OutputMode;
  /** number of different ack nodes that must acknowledge each message */
  readonly acks: number;
  readonly ackTimeoutMs: number;
  readonly send: (message: RecordMessage) => void;
  readonly onStuck: (stuck: StuckBatch) => void;
  /** a batch that was reported as stuck is complete after all */
  readonly onUnstuck: (stuck: StuckBatch) => void;
  /** once per attempt of a batch: the receiver rejects it */
  readonly onRejected: (rejection: Rejection) => void;
  /** a batch is complete */
  readonly onComplete: () => void;
  /** `unansweredSince` has changed */
  readonly onUnansweredChange: () => void;
}

const STUCK_AFTER_ATTEMPTS = 5;
const MAX_BACKOFF_MS = MINUTE_MS;
/**
 * The unacknowledged batches of one source, in send order. Sinks process messages in that order, so progress
 * in one batch extends the deadlines of this batch and all later ones: a slow sink alone must not cause
 * duplicates.
 */
export class InFlightBatches implements AckReceiver {
  readonly #options: InFlightBatchesOptions;

  /**
   * In send order. The list is short, because AckDelivery limits it. It is not a Map: V8 copies a Map that is
   * filled and emptied continuously into new tables. The old tables reference the newer ones and keep
   * megabytes of completed batches alive.
   */
  #batches: readonly InFlightBatch[] = [];
  /** Serializes sending, including redelivery. */
  #sendQueue: Promise<void> = Promise.resolve();
  #anyAckReceived = false;
  /**
   * epoch ms of the first delivery of the first batch that was redelivered before any acknowledgement arrived
   */
  #unansweredSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = NOT_DUE;

  constructor(options: InFlightBatchesOptions) {
    this.#options = options;
  }

  /**
   * Sends a batch. Resolves when all of its messages are acknowledged, after any number of attempts. Rejects
   * with the signal's reason when aborted, or when sending failed: the batch is dropped, and its position has
   * not moved.
   */
  deliver(batch: Batch, context: MessageContext, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const onAbort = (): void => entry.finish({ error: signal.reason });
      const acks = new AckTracker(countMessages(this.#options.mode, batch), this.#options.acks);
      const entry = new InFlightBatch(batch, context, signal, acks, (failure) => {
        this.#batches = this.#batches.filter((one) => one !== entry);
        signal.removeEventListener('abort', onAbort);
        if (this.#batches.length === 0) this.#stopTimer();
        if (failure === undefined) resolve();
        else reject(failure.error);
      });
      signal.addEventListener('abort', onAbort, { once: true });
      this.#batches = [...this.#batches, entry];
      this.#enqueueSend(entry).catch((error: unknown) => entry.finish({ error }));
    });
  }

  handleAck({ batch: id, scope, attempt, outcome, ackNodeId, reason, records }: AckMessage): boolean {
    const entry = this.#find(id);
    if (entry === undefined) return false;
    this.#onAckReceived();
    if (outcome === 'acknowledge' && records !== undefined && this.#options.mode !== 'event') {
      this.#exclude(entry, scope, attempt, records);
    } else if (outcome === 'acknowledge') {
      if (entry.acks.acknowledge(scope, attempt, ackNodeId)) this.#extendDeadlines(entry);
    } else if (entry.acks.reject(scope, attempt)) {
      entry.rejected = true;
      this.#recordRejection(entry, reason ?? 'no reason given', false);
      this.#setDeadline(entry, Date.now() + redeliveryDelay(entry.fruitlessAttempts));
      this.#extendDeadlines(entry);
    }
    if (entry.acks.isComplete) this.#complete(entry);
    return true;
  }

  deliveredMessage({ id, index, attempt }: BatchRef): DeliveredMessage | undefined {
    const entry = this.#find(id);
    const { mode, acks } = this.#options;
    if (entry === undefined || attempt !== entry.acks.attempt) return undefined;
    return mode === 'event' ? entry.delivered([index], false) : entry.delivered(entry.sent, acks === 1);
  }

  noteFailure(id: string, reason: string): void {
    const entry = this.#find(id);
    if (entry !== undefined) this.#recordRejection(entry, reason, true);
  }

  /**
   * Epoch ms since when acknowledgements are overdue and none has ever arrived: the flow may have no ack
   * node. Otherwise undefined.
   */
  get unansweredSince(): number | undefined {
    return this.#anyAckReceived || this.#batches.length === 0 ? undefined : this.#unansweredSince;
  }

  /** Number of batches in flight. */
  get size(): number {
    return this.#batches.length;
  }

  /** Number of batches in flight of one stream. */
  sizeOf(stream: Batch['stream']): number {
    return this.#batches.filter(({ batch }) => batch.stream === stream).length;
  }

  isStuck(stream: Batch['stream']): boolean {
    return this.#batches.some(({ batch, stuck }) => batch.stream === stream && stuck !== undefined);
  }

  /** The stuck batch with the earliest first delivery. */
  get stuck(): StuckBatch | undefined {
    const all = this.#batches.flatMap(({ stuck }) => (stuck === undefined ? [] : [stuck]));
    return all.reduce<StuckBatch | undefined>(
      (oldest, stuck) => (oldest === undefined || stuck.since < oldest.since ? stuck : oldest),
      undefined,
    );
  }

  /** The last rejection of a batch in flight. */
  get rejected(): Rejection | undefined {
    return this.#batches.findLast(({ rejection }) => rejection !== undefined)?.rejection;
  }

  /** Drops all batches. Their promises settle only through their abort signals. */
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
    const { context, acks, signal } = entry;
    const { mode, send, ackTimeoutMs } = this.#options;
    // A redelivered batch moves to the end of the send order.
    this.#batches = [...this.#batches.filter((one) => one !== entry), entry];
    const batch = entry.prepare();
    const recordsPerMessage = batch.records.length / countMessages(mode, batch);
    const throttle = new RateThrottle(0);
    for (const index of acks.pendingIndexes()) {
      if (!this.#isInFlight(entry)) return;
      if (acks.isAcknowledged(index)) continue;
      send(createMessage(index, batch, mode, context));
      await throttle.afterSending(recordsPerMessage, signal);
    }
    const wait = redeliveryDelay(entry.fruitlessAttempts);
    entry.dueAt = Date.now() + (entry.rejected ? wait : Math.max(ackTimeoutMs, wait));
    this.#scheduleTimer(entry.dueAt);
  }

  #find(id: string): InFlightBatch | undefined {
    return this.#batches.find(({ batch }) => batch.id === id);
  }

  #isInFlight(entry: InFlightBatch): boolean {
    return this.#batches.includes(entry);
  }

  /** The other records of the message did not arrive with it: they are sent again at once. */
  #exclude(entry: InFlightBatch, scope: AckScope, attempt: number, records: readonly number[]): void {
    entry.exclude(records);
    if (entry.isEmpty) this.#complete(entry);
    else if (entry.acks.reject(scope, attempt)) {
      entry.rejected = true;
      this.#setDeadline(entry, Date.now());
    }
  }

  #complete(entry: InFlightBatch): void {
    const { stuck } = entry;
    entry.finish();
    if (stuck !== undefined) this.#options.onUnstuck(stuck);
    this.#options.onComplete();
  }

  #recordRejection(entry: InFlightBatch, reason: string, reportedBySink: boolean): void {
    const rejection = entry.recordRejection(reason, reportedBySink);
    if (rejection !== undefined) this.#options.onRejected(rejection);
  }

  /**
   * Extends the deadlines of this batch and all later ones. A batch with a rejection waits for its back-off
   * from its own last acknowledgement on: progress elsewhere does not postpone its redelivery.
   */
  #extendDeadlines(entry: InFlightBatch): void {
    const now = Date.now();
    let isLater = false;
    for (const other of this.#batches) {
      isLater ||= other === entry;
      if (!isLater) continue;
      const wait = other.rejected ? redeliveryDelay(other.fruitlessAttempts) : this.#options.ackTimeoutMs;
      if (other === entry || !other.rejected) this.#setDeadline(other, Math.max(other.dueAt, now + wait));
    }
  }

  #setDeadline(entry: InFlightBatch, at: number): void {
    if (entry.dueAt === NOT_DUE) return;
    entry.dueAt = at;
    this.#scheduleTimer(at);
  }

  /** The timer may fire too early, which is cheap, but never too late. */
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
    const wasUnanswered = this.unansweredSince !== undefined;
    this.#anyAckReceived = true;
    if (wasUnanswered) this.#options.onUnansweredChange();
  }

  #redeliver(entry: InFlightBatch): void {
    const { acks } = entry;
    if (!this.#anyAckReceived && this.#unansweredSince === undefined) {
      this.#unansweredSince = entry.firstSentAt;
      this.#options.onUnansweredChange();
    }
    const stuck = entry.fruitlessAttempts >= STUCK_AFTER_ATTEMPTS ? entry.recordStuck() : undefined;
    if (stuck !== undefined) this.#options.onStuck(stuck);
    acks.nextAttempt();
    entry.rejected = false;
    entry.dueAt = NOT_DUE;
    this.#enqueueSend(entry).catch(() => {
      // A send error must not crash the timer. Unsent messages count as unanswered.
      entry.dueAt = Date.now() + redeliveryDelay(entry.fruitlessAttempts);
      this.#scheduleTimer(entry.dueAt);
    });
  }
}

/** ms before a rejected batch is redelivered: 1, 2, 4 … 60 s with equal jitter. */
const redeliveryDelay = (attempt: number): number =>
  backoffMs(attempt, { base: SECOND_MS, cap: MAX_BACKOFF_MS, jitter: 'equal' });
