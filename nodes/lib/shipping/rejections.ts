import type { SourceOutlet } from './source-parts';

/** What a receiver said of a batch that it does not take. */
export interface Rejection {
  readonly type: string;
  /** the receiver's own words, cleaned and short (rejection-words.ts) */
  readonly reason: string;
  /** epoch ms at which this batch was rejected for the first time */
  readonly since: number;
  /** by a sink, whose error the log has already; whether the batch arrives by another way nobody has said */
  readonly noted: boolean;
}

/** An outage of the receiver warns once, repeats quietly, and tells its end once, as those of Mimecast do. */
export class Rejections {
  readonly #events: Pick<SourceOutlet, 'warn' | 'log' | 'debug'>;

  /** epoch ms; undefined: it takes what it gets */
  #since: number | undefined;

  constructor(events: Pick<SourceOutlet, 'warn' | 'log' | 'debug'>) {
    this.#events = events;
  }

  rejected({ type, reason, noted: reportedBySink }: Rejection): void {
    const text = `${type}: rejected by the receiver: ${reason}`;
    if (this.#since !== undefined || reportedBySink) {
      this.#events.debug(text);
      return;
    }
    this.#since = Date.now();
    this.#events.warn(`${text}; sent again until it is acknowledged`);
  }

  /**
   * Nothing that was rejected is out any more, and something has been acknowledged.
   * @returns whether that is news
   */
  accepted(): boolean {
    if (this.#since === undefined) return false;
    const seconds = Math.round((Date.now() - this.#since) / 1000);
    this.#since = undefined;
    this.#events.log(`the receiver accepts again, after ${seconds} s`);
    return true;
  }
}
