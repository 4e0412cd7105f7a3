import type { CollectorEvents } from '../deps';

/** Rejection of a batch by the receiver. */
export interface Rejection {
  readonly type: string;
  /** reason from the receiver, sanitized and short */
  readonly reason: string;
  /** epoch ms of the first rejection of this batch */
  readonly since: number;
  /** reported by a sink, which has logged its error; it is not known yet whether the batch arrives another way */
  readonly reportedBySink: boolean;
}

/**
 * An outage of the receiver is logged as a warning once, repeated at debug level, and its end is logged once,
 * like an outage of Mimecast.
 */
export class RejectionReporter {
  readonly #events: Pick<CollectorEvents, 'warn' | 'log' | 'debug'>;

  /** epoch ms of the first rejection; undefined: the receiver accepts */
  #since: number | undefined;

  constructor(events: Pick<CollectorEvents, 'warn' | 'log' | 'debug'>) {
    this.#events = events;
  }

  reportRejected({ type, reason, reportedBySink }: Rejection): void {
    const text = `${type}: rejected by the receiver: ${reason}`;
    if (this.#since !== undefined || reportedBySink) {
      this.#events.debug(text);
      return;
    }
    this.#since = Date.now();
    this.#events.warn(`${text}; sent again until it is acknowledged`);
  }

  /**
   * Call it when no rejected batch is in flight and a batch was acknowledged.
   * @returns whether an outage of the receiver has ended
   */
  reportAccepted(): boolean {
    if (this.#since === undefined) return false;
    const seconds = Math.round((Date.now() - this.#since) / 1000);
    this.#since = undefined;
    this.#events.log(`the receiver accepts again, after ${seconds} s`);
    return true;
  }
}
