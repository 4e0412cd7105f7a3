import { z } from 'zod';
import { given } from '../../util/omit-empty';
import type { BatchMark } from './messages';
import type { Settlement } from './ack-registry';
import type { Which } from './ack-tracker';
import type { Verdict } from './ack-outcome';

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
export function batchMarkOf(message: unknown): BatchMark | undefined {
  const parsed = markedMessage.safeParse(message);
  return parsed.success ? parsed.data.mimecast.batch : undefined;
}

/**
 * Whether the message is one part of a page or lines message that went through a Split node: one part says
 * nothing about the others. Its `parts.count` is above one, or missing while Split works in stream mode.
 */
export function isSplit(message: unknown, ref: BatchMark): boolean {
  const parsed = messageWithParts.safeParse(message);
  return ref.count === 1 && parsed.success && parsed.data.parts.count !== 1;
}

export function settlementOf(
  ref: BatchMark,
  target: 'message' | 'batch',
  outcome: Verdict,
  ackNodeId: string,
  reason?: string,
): Settlement {
  const scope: Which = target === 'batch' ? 'all' : ref.index;
  return {
    batch: ref.id,
    which: scope,
    attempt: ref.attempt,
    verdict: outcome,
    by: ackNodeId,
    ...given({ reason }),
  };
}
