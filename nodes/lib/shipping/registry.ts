import type { Which } from './settling';

/** What an ack node found out about a message. */
export interface Settlement {
  readonly batch: string;
  readonly which: Which;
  readonly attempt: number;
  readonly verdict: 'acknowledge' | 'reject';
  /** id of the ack node: parallel sinks have one each */
  readonly by: string;
  /** of a rejection, in the receiver's words: clean and short (rejection-words.ts) */
  readonly reason?: string | undefined;
}

export interface AckReceiver {
  /** False when the batch is not known (any more): settled, given up by a redeploy, or from before a restart. */
  settle(message: Settlement): boolean;
  /**
   * A sink could not deliver a message of this batch: told to people, and no answer. Whether it arrives by another way
   * is for an ack node to say.
   */
  note?(batch: string, reason: string): void;
}

/** Process-wide, by the run-time id of the source, so that it works over link nodes and inside subflows. */
const receivers = new Map<string, AckReceiver>();

/** @returns takes it out again, unless somebody else has registered under the id meanwhile */
export function registerReceiver(source: string, receiver: AckReceiver): () => void {
  receivers.set(source, receiver);
  return () => {
    if (receivers.get(source) === receiver) receivers.delete(source);
  };
}

export function receiverOf(source: string): AckReceiver | undefined {
  return receivers.get(source);
}
