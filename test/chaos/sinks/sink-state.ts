import { z } from 'zod';

/** `unavailable`: keeps nothing and responds 503; `hang`: keeps records and does not respond. */
export const sinkMode = z.enum(['ok', 'unavailable', 'hang']);
export type SinkMode = z.infer<typeof sinkMode>;

export const sinkState = z.object({
  mode: sinkMode,
  /** records kept, of this and earlier processes */
  received: z.number(),
  /** different ids among them */
  distinct: z.number(),
  /** requests under way */
  open: z.number(),
  /** requests whose sender was gone before the response */
  unanswered: z.number(),
  /** per type of record: pages kept, and the maximum of concurrent requests */
  types: z.record(z.string(), z.object({ pages: z.number(), open: z.number(), mostOpen: z.number() })),
});
export type SinkState = z.infer<typeof sinkState>;
