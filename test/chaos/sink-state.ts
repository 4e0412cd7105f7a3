import { z } from 'zod';

/** `unavailable`: keeps nothing and answers 503; `hang`: keeps what it gets and does not answer. */
export const sinkMode = z.enum(['ok', 'unavailable', 'hang']);
export type SinkMode = z.infer<typeof sinkMode>;

export const sinkState = z.object({
  mode: sinkMode,
  /** records kept, of this and earlier lives */
  received: z.number(),
  /** different ids among them */
  distinct: z.number(),
  /** requests under way */
  open: z.number(),
  /** requests whose sender was gone before the answer */
  unanswered: z.number(),
  /** per type of record: pages kept, and requests that were under way at the same time at most */
  types: z.record(z.string(), z.object({ pages: z.number(), open: z.number(), mostOpen: z.number() })),
});
export type SinkState = z.infer<typeof sinkState>;
