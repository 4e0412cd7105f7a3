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
import { Settling } from './settling';

export interface OutboxOptions {
  readonly mode: OutputMode;
  /** different ack nodes that have to answer each message */
  readonly acks: number;
  readonly ackTimeoutMs: number;
  readonly send: (message: RecordMessage) => void;
  readonly onStuck: (stuck: Stuck) => void;
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
}

const STUCK_AFTER = 5;
const BACK_OFF_CAP_MS = 60_000;

interface Out {
  readonly batch: Batch;
  readonly origin: Origin;
  readonly settling: Settling;
  readonly firstSentAt: number;
  /** epoch ms at which its unsettled messages are sent again, unless something happens before */
  dueAt: number;
  /** some of it was rejected: it waits for its back-off, whatever else arrives */
  rejected: boolean;
  stuckTold: boolean;
  readonly settled: () => void;
}

/**
 * The batches of one source that wait for an acknowledgement, in the order in which they were sent. Sinks take
 * messages in that order, so progress in a batch is a sign of life for all that were sent behind it: a slow
 * sink is no reason to send anything twice.
 */
export class Outbox implements AckReceiver {
  /** insertion order is sending order */
  private readonly out = new Map<string, Out>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly options: OutboxOptions) {}

  /**
   * Sends a batch; resolves when all of its messages are settled, however often that takes.
   * Rejects with the signal's reason when aborted: the batch is forgotten, its position has not moved.
   */
  async deliver(batch: Batch, origin: Origin, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const count = messageCount(this.options.mode, batch);
    const settled = new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.out.delete(batch.id);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const now = Date.now();
      this.out.set(batch.id, {
        batch,
        origin,
        settling: new Settling(count, this.options.acks),
        firstSentAt: now,
        dueAt: now + this.options.ackTimeoutMs,
        rejected: false,
        stuckTold: false,
        settled: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      });
    });
    // Awaited below; an abort while messages are still being sent must not count as unhandled.
    settled.catch(() => undefined);
    await this.sendAll(batch, origin, count, signal);
    this.schedule();
    await settled;
  }

  settle({ batch: id, which, attempt, verdict, by }: Settlement): boolean {
    const out = this.out.get(id);
    if (out === undefined) return false;
    if (verdict === 'acknowledge') {
      if (out.settling.acknowledge(which, attempt, by)) this.signOfLife(out);
    } else if (out.settling.reject(which, attempt) && !out.rejected) {
      out.rejected = true;
      out.dueAt = Date.now() + backOff(out.settling.attempt);
    }
    if (out.settling.unsettled().length === 0) {
      this.out.delete(id);
      out.settled();
    }
    this.schedule();
    return true;
  }

  /** Batches that are out. */
  get size(): number {
    return this.out.size;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.out.clear();
  }

  private async sendAll(batch: Batch, origin: Origin, count: number, signal: AbortSignal): Promise<void> {
    const { mode, send } = this.options;
    const pace = new Pace(0);
    for (let index = 0; index < count; index += 1) {
      send(messageAt(index, batch, mode, origin));
      await pace.after(batch.records.length / count, signal);
    }
  }

  /** For this batch and for all that were sent behind it. */
  private signOfLife(out: Out): void {
    const dueAt = Date.now() + this.options.ackTimeoutMs;
    let behind = false;
    for (const other of this.out.values()) {
      behind ||= other === out;
      if (behind && !other.rejected) other.dueAt = Math.max(other.dueAt, dueAt);
    }
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.closed || this.out.size === 0) return;
    const next = Math.min(...[...this.out.values()].map(({ dueAt }) => dueAt));
    this.timer = setTimeout(() => this.sendAgain(), Math.max(0, next - Date.now()));
  }

  private sendAgain(): void {
    const now = Date.now();
    for (const out of [...this.out.values()].filter(({ dueAt }) => dueAt <= now)) this.resend(out);
    this.schedule();
  }

  private resend(out: Out): void {
    const { mode, send, ackTimeoutMs } = this.options;
    const { batch, origin, settling } = out;
    const missing = settling.unsettled();
    if (settling.attempt >= STUCK_AFTER) this.tellStuck(out, missing);
    settling.nextAttempt();
    out.rejected = false;
    // It stands at the end of the line again.
    this.out.delete(batch.id);
    this.out.set(batch.id, out);
    out.dueAt = Date.now() + Math.max(ackTimeoutMs, backOff(settling.attempt));
    for (const index of missing)
      send(messageAt(index, { ...batch, attempt: settling.attempt }, mode, origin));
  }

  private tellStuck(out: Out, missing: readonly number[]): void {
    if (out.stuckTold) return;
    out.stuckTold = true;
    const { batch, settling, firstSentAt } = out;
    const { log, type } = batch.stream;
    this.options.onStuck({
      batch: batch.id,
      log,
      type,
      missing,
      attempts: settling.attempt,
      since: firstSentAt,
    });
  }
}

/** ms before a rejected batch is sent again: 1, 2, 4 … 60 s, half of it at random. */
function backOff(attempt: number): number {
  const most = Math.min(1000 * 2 ** (attempt - 1), BACK_OFF_CAP_MS);
  return most * (0.5 + Math.random() / 2);
}
