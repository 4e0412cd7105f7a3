import type { Batch } from './messages';

/** Sends batches and decides when their positions may be saved. Implementations: `sent` and `ack`. */
export interface DeliveryMode {
  /**
   * Sends a batch. `save` stores the position after it. Resolves when the next page may be read: this wait is
   * the backpressure. A batch without records only gets its position saved.
   * @throws the error of an earlier `save`: nothing may be sent while positions can't be saved
   */
  send(batch: Batch, save: () => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Resolves when the positions of all sent batches are saved. */
  flush(): Promise<void>;
}
