import type { AckMessage } from './ack-message';
import type { BatchRef } from './messages';

/** A record of a message that is in flight. */
export interface DeliveredRecord {
  /** counted in the batch */
  readonly index: number;
  readonly id: string;
  /** a copy, which the flow may modify */
  readonly value: unknown;
  /** one line */
  readonly text: string;
}

export interface DeliveredMessage {
  /** in the order in which the message has them; created one by one, since few are needed */
  readonly count: number;
  record(position: number): DeliveredRecord | undefined;
  /** An acknowledgement can be for some of the records. With several ack nodes the others would miss them. */
  readonly divisible: boolean;
}

export interface AckReceiver {
  /** False when the batch is not in flight: complete, dropped by a redeploy, or from before a restart. */
  handleAck(message: AckMessage): boolean;
  /**
   * A sink failed to deliver a message of this batch. The failure is shown, but it is not a rejection: only
   * an ack node decides whether the message arrives another way.
   */
  noteFailure?(batch: string, reason: string): void;
  /** What a message contained, for dead letters; undefined when it is not the latest attempt of a batch in flight. */
  deliveredMessage?(ref: BatchRef): DeliveredMessage | undefined;
}

/** Process-wide, by the run-time id of the source, so that it works across link nodes and inside subflows. */
const receivers = new Map<string, AckReceiver>();

/** @returns removes the registration, unless another receiver has registered under this id since */
export function registerAckReceiver(source: string, receiver: AckReceiver): () => void {
  receivers.set(source, receiver);
  return () => {
    if (receivers.get(source) === receiver) receivers.delete(source);
  };
}

export function findAckReceiver(source: string): AckReceiver | undefined {
  return receivers.get(source);
}
