/** Which messages of one batch have been answered, and how (issue B): no timers, no sending. */

/** One message of a batch, or all of them (behind a Join, or in page mode). */
export type Which = number | 'all';

interface MessageState {
  /** ack node → attempt that it acknowledged */
  readonly acks: Map<string, number>;
  /** the attempt that was rejected last; its acknowledgements do not count */
  rejected: number;
}

/**
 * An acknowledgement counts for any attempt, since the data has arrived. A rejection counts for the current
 * attempt alone, since later ones may be well, and beats the acknowledgements of that attempt.
 */
export class Settling {
  private readonly messages: readonly MessageState[];
  private current = 1;

  /**
   * @param count messages in the batch
   * @param acks how many different ack nodes have to answer each
   */
  constructor(
    count: number,
    private readonly acks: number,
  ) {
    this.messages = Array.from({ length: count }, () => ({ acks: new Map(), rejected: 0 }));
  }

  get attempt(): number {
    return this.current;
  }

  /** The messages that are sent again are of a new attempt. */
  nextAttempt(): void {
    this.current += 1;
  }

  /** @returns whether anything is settled that was not before */
  acknowledge(which: Which, attempt: number, by: string): boolean {
    const before = this.unsettled().length;
    for (const message of this.chosen(which)) {
      if (attempt !== message.rejected) message.acks.set(by, attempt);
    }
    return this.unsettled().length < before;
  }

  /** @returns whether it counted: a rejection of an earlier attempt does not */
  reject(which: Which, attempt: number): boolean {
    if (attempt !== this.current) return false;
    for (const message of this.chosen(which)) {
      message.rejected = attempt;
      for (const [by, acknowledged] of message.acks) if (acknowledged === attempt) message.acks.delete(by);
    }
    return true;
  }

  /** Indexes that have to be sent again if nothing more comes. */
  unsettled(): readonly number[] {
    return this.messages.flatMap(({ acks }, index) => (acks.size < this.acks ? [index] : []));
  }

  private chosen(which: Which): readonly MessageState[] {
    if (which === 'all') return this.messages;
    const message = this.messages[which];
    return message === undefined ? [] : [message];
  }
}
