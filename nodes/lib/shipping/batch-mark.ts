import { z } from 'zod';
import { given } from '../given';
import type { BatchMark } from './messages';
import type { Settlement } from './registry';
import type { Which } from './settling';
import type { Verdict } from './verdict';

const marked = z.object({
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
const parts = z.object({ parts: z.object({ count: z.unknown().optional() }) });

/** The mark that a message carries; undefined when it is none of ours, or a flow has taken it off. */
export function batchMarkOf(message: unknown): BatchMark | undefined {
  const parsed = marked.safeParse(message);
  return parsed.success ? parsed.data.mimecast.batch : undefined;
}

/**
 * A page or lines message that went through a Split: one part of it says nothing about the rest. Its count is
 * more than one, or is not there yet because Split treats messages as a stream.
 */
export function isSplit(message: unknown, mark: BatchMark): boolean {
  const parsed = parts.safeParse(message);
  return mark.count === 1 && parsed.success && parsed.data.parts.count !== 1;
}

export function settlementOf(
  mark: BatchMark,
  which: 'message' | 'batch',
  verdict: Verdict,
  by: string,
  reason?: string,
): Settlement {
  const chosen: Which = which === 'batch' ? 'all' : mark.index;
  return { batch: mark.id, which: chosen, attempt: mark.attempt, verdict, by, ...given({ reason }) };
}
