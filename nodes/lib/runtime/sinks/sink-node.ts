import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { readBatchRef } from '../../collector/delivery/ack-message';
import { findAckReceiver } from '../../collector/delivery/ack-registry';
import type { BatchRef } from '../../collector/delivery/messages';
import { sanitizeReason } from '../../collector/delivery/rejection-text';
import type { MimecastError } from '../../contracts/errors';
import { errorStatus } from '../node-red/error-status';
import { onFlowsStarted } from '../node-red/flows-started';
import type { NodeStatusThrottle } from '../node-red/node-status';
import { onClose } from '../node-red/on-close';
import { onInput, type Send } from '../node-red/on-input';

/** The common interface of all sinks. */
export interface NodeSink {
  /** Called once all other nodes exist. */
  start?(): void;
  /** Finishes pending writes; the sink limits the time. */
  close(): Promise<void>;
}

export type SinkResult<Sink extends NodeSink> =
  | { readonly ok: true; readonly sink: Sink }
  | { readonly ok: false; readonly error: MimecastError };

/**
 * Connects a sink to a node: a message is passed on only after `deliver` has resolved. It resolves with a dead
 * letter for the second output where the receiver has refused records for good, and with null where another attempt
 * of the same message has left as one. An invalid configuration shows
 * a red status, raises an error for Catch nodes, and fails every message.
 */
export function initSinkNode<Sink extends NodeSink>(
  RED: NodeAPI,
  node: Node,
  nodeStatus: NodeStatusThrottle,
  result: SinkResult<Sink>,
  deliver: (sink: Sink, message: NodeMessageInFlow) => Promise<NodeMessageInFlow | undefined | null>,
): void {
  if (!result.ok) nodeStatus.set(errorStatus(result.error.message, result.error));
  // Not in the constructor: the Catch nodes that must see an invalid configuration do not exist yet.
  const cancelStart = onFlowsStarted(RED, () => {
    if (result.ok) result.sink.start?.();
    else node.error(result.error, {});
  });
  const handle = async (message: NodeMessageInFlow, send: Send): Promise<void> => {
    if (!result.ok) throw result.error;
    const deadLetter = await deliver(result.sink, message).catch((error: unknown) => {
      notifySource(message, error);
      throw error;
    });
    // Exactly one message leaves, so that a batch is acknowledged once, and only after its dead letters are.
    if (deadLetter !== null) send(deadLetter === undefined ? message : [null, deadLetter]);
  };
  onInput(node, handle);
  onClose(node, () => {
    cancelStart();
    const closed = result.ok ? result.sink.close() : Promise.resolve();
    return closed.finally(() => nodeStatus.close());
  });
}

/** A getter of the message may throw, and the error of the sink is the one that counts. */
function readableBatchRef(message: NodeMessageInFlow): BatchRef | undefined {
  try {
    return readBatchRef(message);
  } catch {
    return undefined;
  }
}

/**
 * Shows the error in the status of the source. The acknowledgement itself is up to an ack node: the records
 * may still arrive another way.
 */
function notifySource(message: NodeMessageInFlow, error: unknown): void {
  if (!(error instanceof Error)) return;
  const code = 'code' in error ? String(error.code) : '';
  // A deploy cancelled the write. That is not a rejection.
  if (code.endsWith('_CLOSED')) return;
  const short = 'short' in error && typeof error.short === 'string' ? error.short : error.message;
  noteFailure(message, short);
}

/** @param short a few words, for the status of the source that waits for this message */
export function noteFailure(message: NodeMessageInFlow, short: string): void {
  const batch = readableBatchRef(message);
  if (batch !== undefined) findAckReceiver(batch.source)?.noteFailure?.(batch.id, sanitizeReason(short));
}
