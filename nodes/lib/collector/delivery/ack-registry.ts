import type { AckMessage } from './ack-message';

export interface AckReceiver {
  /** False when the batch is not in flight: complete, dropped by a redeploy, or from before a restart. */
  handleAck(message: AckMessage): boolean;
  /**
   * A sink failed to deliver a message of this batch. The failure is shown, but it is not a rejection: only
   * an ack node decides whether the message arrives another way.
   */
  noteFailure?(batch: string, reason: string): void;
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
