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

const STUCK_AFTER = 5;
const BACK_OFF_CAP_MS = 60_000;
/** While its messages are being sent nothing is due. */
const SENDING = Number.POSITIVE_INFINITY;

interface Out {
  readonly batch: Batch;
  readonly origin: Origin;
  readonly signal: AbortSignal;
  readonly settling: Settling;
  readonly firstSentAt: number;
  /** epoch ms at which its unsettled messages are sent again, unless something happens before */
  dueAt: number;
  /** some of this attempt was rejected: it waits for its back-off */
  rejected: boolean;
  stuck: Stuck | undefined;
  /** what was said of it last, and of which attempt */
  rejection: (Rejection & { readonly attempt: number }) | undefined;
  /** takes it out, and tells whoever waits */
  readonly end: (failure?: { readonly error: unknown }) => void;
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
  #batches: readonly Out[] = [];
  /** Batches are sent one after the other, also those that are sent again. */
  #sendQueue: Promise<void> = Promise.resolve();
  #anyAckReceived = false;
  /** epoch ms at which the first batch was sent that had to be sent again without any answer */
  #unansweredSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = SENDING;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /**
   * Sends a batch; resolves when all of its messages are settled, however often that takes.
   * Rejects with the signal's reason when aborted, or when it could not be sent: the batch is forgotten, its
   * position has not moved.
   */
  deliver(batch: Batch, origin: Origin, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const onAbort = (): void => out.end({ error: signal.reason });
      const out: Out = {
        batch,
        origin,
        signal,
        settling: new Settling(messageCount(this.#options.mode, batch), this.#options.acks),
        firstSentAt: Date.now(),
        dueAt: SENDING,
        rejected: false,
        stuck: undefined,
        rejection: undefined,
        end: (failure) => {
          this.#batches = this.#batches.filter((one) => one !== out);
          signal.removeEventListener('abort', onAbort);
          if (this.#batches.length === 0) this.#stopTimer();
          if (failure === undefined) resolve();
          else reject(failure.error);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#batches = [...this.#batches, out];
      this.#enqueueSend(out).catch((error: unknown) => out.end({ error }));
    });
  }

  settle({ batch: id, which, attempt, verdict, by, reason }: Settlement): boolean {
    const out = this.#find(id);
    if (out === undefined) return false;
    this.#onAckReceived();
    if (verdict === 'acknowledge') {
      if (out.settling.acknowledge(which, attempt, by)) this.#extendDeadlines(out);
    } else if (out.settling.reject(which, attempt)) {
      out.rejected = true;
      this.#recordRejection(out, reason ?? 'no reason given', false);
      this.#setDeadline(out, Date.now() + backOff(out.settling.attempt));
      this.#extendDeadlines(out);
    }
    if (out.settling.allSettled) this.#complete(out);
    return true;
  }

  note(id: string, reason: string): void {
    const out = this.#find(id);
    if (out !== undefined) this.#recordRejection(out, reason, true);
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

  #enqueueSend(out: Out): Promise<void> {
    const sent = this.#sendQueue.then(() => this.#sendPending(out));
    this.#sendQueue = sent.catch(() => undefined);
    return sent;
  }

  async #sendPending(out: Out): Promise<void> {
    if (!this.#isInFlight(out)) return;
    const { batch, origin, settling, signal } = out;
    const { mode, send, ackTimeoutMs } = this.#options;
    // It stands at the end of the line again.
    this.#batches = [...this.#batches.filter((one) => one !== out), out];
    const marked = { ...batch, attempt: settling.attempt };
    const recordsPerMessage = batch.records.length / messageCount(mode, batch);
    const pace = new Pace(0);
    for (const index of settling.unsettled()) {
      if (!this.#isInFlight(out)) return;
      if (settling.isSettled(index)) continue;
      send(messageAt(index, marked, mode, origin));
      await pace.after(recordsPerMessage, signal);
    }
    const wait = backOff(settling.attempt);
    out.dueAt = Date.now() + (out.rejected ? wait : Math.max(ackTimeoutMs, wait));
    this.#scheduleTimer(out.dueAt);
  }

  #find(id: string): Out | undefined {
    return this.#batches.find(({ batch }) => batch.id === id);
  }

  #isInFlight(out: Out): boolean {
    return this.#batches.includes(out);
  }

  #complete(out: Out): void {
    const { stuck } = out;
    out.end();
    if (stuck !== undefined) this.#options.onFreed(stuck);
    this.#options.onArrived();
  }

  /** A thousand messages of a batch are rejected for one reason: the first word is enough. */
  #recordRejection(out: Out, reason: string, noted: boolean): void {
    const { attempt } = out.settling;
    const { rejection } = out;
    const known = rejection?.attempt === attempt;
    if (known && (noted || !rejection.noted)) return;
    out.rejection = {
      type: out.batch.stream.type,
      // A sink of ours has said it in fewer words than its error has.
      reason: known ? rejection.reason : reason,
      since: rejection?.since ?? Date.now(),
      noted,
      attempt,
    };
    this.#options.onRejected(out.rejection);
  }

  /**
   * For this batch and for all that were sent behind it. One that was rejected waits for its back-off from its
   * last answer on: what is still being worked on should not be sent again for another's sake.
   */
  #extendDeadlines(out: Out): void {
    const now = Date.now();
    let behind = false;
    for (const other of this.#batches) {
      behind ||= other === out;
      if (!behind) continue;
      const wait = other.rejected ? backOff(other.settling.attempt) : this.#options.ackTimeoutMs;
      if (other === out || !other.rejected) this.#setDeadline(other, Math.max(other.dueAt, now + wait));
    }
  }

  #setDeadline(out: Out, at: number): void {
    if (out.dueAt === SENDING) return;
    out.dueAt = at;
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
    this.#timerAt = SENDING;
  }

  #redeliverDue(): void {
    this.#stopTimer();
    const now = Date.now();
    for (const out of this.#batches.filter(({ dueAt }) => dueAt <= now)) this.#redeliver(out);
    this.#scheduleTimer(Math.min(...this.#batches.map(({ dueAt }) => dueAt)));
  }

  #onAckReceived(): void {
    const wasSilent = this.silentSince !== undefined;
    this.#anyAckReceived = true;
    if (wasSilent) this.#options.onSilence();
  }

  #redeliver(out: Out): void {
    const { settling } = out;
    if (!this.#anyAckReceived && this.#unansweredSince === undefined) {
      this.#unansweredSince = out.firstSentAt;
      this.#options.onSilence();
    }
    if (settling.attempt >= STUCK_AFTER) this.#reportStuck(out);
    settling.nextAttempt();
    out.rejected = false;
    out.dueAt = SENDING;
    this.#enqueueSend(out).catch(() => {
      // Neither a flow nor a timer may be taken down by it; what was not sent is as good as not answered.
      out.dueAt = Date.now() + backOff(settling.attempt);
      this.#scheduleTimer(out.dueAt);
    });
  }

  #reportStuck(out: Out): void {
    const { batch, settling, firstSentAt, stuck: told } = out;
    const { log, type } = batch.stream;
    const missing = settling.unsettled();
    const reason = out.rejection?.reason;
    out.stuck = {
      ...{ batch: batch.id, log, type, missing, attempts: settling.attempt, since: firstSentAt },
      ...given({ reason }),
    };
    if (told === undefined) this.#options.onStuck(out.stuck);
  }
}

/** ms before a rejected batch is sent again: 1, 2, 4 … 60 s, half of it at random. */
function backOff(attempt: number): number {
  const most = Math.min(1000 * 2 ** (attempt - 1), BACK_OFF_CAP_MS);
  return most * (0.5 + Math.random() / 2);
}
