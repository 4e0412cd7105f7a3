import type { Which } from './ack-tracker';

/** The acknowledgement or rejection of a message by an ack node. */
export interface Settlement {
  readonly batch: string;
  readonly which: Which;
  readonly attempt: number;
  readonly verdict: 'acknowledge' | 'reject';
  /** id of the ack node: parallel sinks have one each */
  readonly by: string;
  /** reason of a rejection from the receiver, sanitized and short */
  readonly reason?: string | undefined;
}

export interface AckReceiver {
  /** False when the batch is not in flight: complete, dropped by a redeploy, or from before a restart. */
  settle(message: Settlement): boolean;
  /**
   * A sink failed to deliver a message of this batch. The failure is shown, but it is no rejection: only an
   * ack node decides whether the message arrives another way.
   */
  note?(batch: string, reason: string): void;
}

/** Process-wide, by the run-time id of the source, so that it works across link nodes and inside subflows. */
const receivers = new Map<string, AckReceiver>();

/** @returns removes the registration, unless another receiver has registered under this id since */
export function registerReceiver(source: string, receiver: AckReceiver): () => void {
  receivers.set(source, receiver);
  return () => {
    if (receivers.get(source) === receiver) receivers.delete(source);
  };
}

export function receiverOf(source: string): AckReceiver | undefined {
  return receivers.get(source);
}
