import type { Which } from './settling';

/** What an ack node found out about a message. */
export interface Settlement {
  readonly batch: string;
  readonly which: Which;
  readonly attempt: number;
  readonly verdict: 'acknowledge' | 'reject';
  /** id of the ack node: parallel sinks have one each */
  readonly by: string;
}

export interface AckReceiver {
  /** False when the batch is not known (any more): settled, given up by a redeploy, or from before a restart. */
  settle(settlement: Settlement): boolean;
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
