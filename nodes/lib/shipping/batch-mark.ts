import { z } from 'zod';
import { given } from '../given';
import type { BatchMark } from './messages';
import type { Settlement } from './registry';
import type { Which } from './settling';
import type { Verdict } from './verdict';

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

/** The mark that a message carries; undefined when it is none of ours, or a flow has taken it off. */
export function batchMarkOf(message: unknown): BatchMark | undefined {
  const parsed = markedMessage.safeParse(message);
  return parsed.success ? parsed.data.mimecast.batch : undefined;
}

/**
 * A page or lines message that went through a Split: one part of it says nothing about the rest. Its count is
 * more than one, or is not there yet because Split treats messages as a stream.
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
