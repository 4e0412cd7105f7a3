import { z } from 'zod';
import { omitEmpty } from '../../util/omit-empty';
import type { AckOutcome } from './ack-outcome';
import type { AckMessage } from './ack-registry';
import type { AckScope } from './ack-tracker';
import type { BatchRef } from './messages';

const markedMessage = z.object({
  mimecast: z.object({
    batch: z.object({
      id: z.string(),
      source: z.string(),
      index: z.number().int().nonnegative(),
      count: z.number().int().positive(),
      attempt: z.number().int().positive(),
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
  return parsed.success ? parsed.data.mimecast.batch : undefined;
}

/**
 * Whether the message is one part of a page or lines message that went through a Split node: one part says
 * nothing about the others. Its `parts.count` is above one, or missing while Split works in stream mode.
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
  const scope: AckScope = target === 'batch' ? 'all' : ref.index;
  return {
    batch: ref.id,
    scope,
    attempt: ref.attempt,
    outcome,
    ackNodeId,
    ...omitEmpty({ reason }),
  };
}
