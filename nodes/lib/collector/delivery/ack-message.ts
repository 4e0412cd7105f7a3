/** What a message tells the source that created it: its batch, and whether it arrived. */
import { z } from 'zod';
import { listOf } from '../../contracts/list-schema';
import { omitEmpty } from '../../util/omit-empty';
import type { AckScope } from './ack-tracker';
import type { BatchRef } from './messages';

export type AckOutcome = 'acknowledge' | 'reject';

/** The acknowledgement or rejection of a message by an ack node. */
export interface AckMessage {
  readonly batch: string;
  readonly scope: AckScope;
  readonly attempt: number;
  readonly outcome: AckOutcome;
  /** id of the ack node: parallel sinks have one each */
  readonly ackNodeId: string;
  /** reason of a rejection from the receiver, sanitized and short */
  readonly reason?: string | undefined;
  /** The acknowledgement is for these records of the message alone: they were refused, and are kept elsewhere. */
  readonly records?: readonly number[] | undefined;
}

const markedMessage = z.object({
  mimecast: z.object({
    batch: z.object({
      id: z.string(),
      source: z.string(),
      index: z.number().int().nonnegative(),
      count: z.number().int().positive(),
      attempt: z.number().int().positive(),
      records: listOf(z.number().int().nonnegative()).optional(),
    }),
  }),
});
const messageWithParts = z.object({ parts: z.object({ count: z.unknown().optional() }) });

/**
 * The batch reference of a message; undefined when a source of this package did not make it, or the flow
 * removed it.
 */
export function readBatchRef(message: unknown): BatchRef | undefined {
  const parsed = markedMessage.safeParse(message);
  if (!parsed.success) return undefined;
  const { records, ...ref } = parsed.data.mimecast.batch;
  return records === undefined ? ref : { ...ref, records };
}

/**
 * Whether the message is one part of a page or lines message that went through a Split node: the result of
 * one part does not apply to the others. Its `parts.count` is above one, or missing while Split works in
 * stream mode.
 */
export function isPartOfSplit(message: unknown, ref: BatchRef): boolean {
  const parsed = messageWithParts.safeParse(message);
  return ref.count === 1 && parsed.success && parsed.data.parts.count !== 1;
}

export function toAckMessage(
  ref: BatchRef,
  target: 'message' | 'batch',
  outcome: AckOutcome,
  ackNodeId: string,
  reason?: string,
): AckMessage {
  // A dead letter stands for its own records, never for the batch.
  const scope: AckScope = target === 'batch' && ref.records === undefined ? 'all' : ref.index;
  return {
    batch: ref.id,
    scope,
    attempt: ref.attempt,
    outcome,
    ackNodeId,
    ...omitEmpty({ reason, records: outcome === 'acknowledge' ? ref.records : undefined }),
  };
}
