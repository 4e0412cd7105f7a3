import { z } from 'zod';
import { dayOf, laterDay, oldestDay, startOfDay } from './calendar';

/** A file of which some lines were delivered. */
const partial = z.strictObject({
  /** path of the link, never its query string */
  path: z.string().min(1),
  /** bytes, null where the listing did not tell */
  size: z.number().nullable(),
  /** raw lines delivered or put aside */
  line: z.number().int().nonnegative(),
  /** times that it was refused or broke off without a line more than `line` */
  tries: z.number().int().nonnegative(),
  /** epoch ms of the oldest instant that its missing lines may be from */
  from: z.number(),
  /** true after a rewind by time: it may be on any page, not only on this one */
  anywhere: z.boolean(),
});

const position = z.strictObject({
  version: z.literal(1),
  /** the cursor that the page under way is asked for with; null: by date */
  cursor: z.string().min(1).nullable(),
  /** where a request by date starts */
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  /** epoch ms: nothing before it was ever wanted */
  since: z.number(),
  /** epoch ms: all up to here was handed over */
  through: z.number(),
  /** epoch ms of the newest event handed over of the page under way, 0: none yet */
  newest: z.number().default(0),
  /** epoch ms since when answers have been empty and caught up, null when the last one had files */
  quietSince: z.number().nullable(),
  partial: z.array(partial),
  finished: z.record(z.string(), z.string()),
});

export type PartialFile = Readonly<z.infer<typeof partial>>;
export type SiemBatchPosition = Readonly<Omit<z.infer<typeof position>, 'partial' | 'finished'>> & {
  readonly partial: readonly PartialFile[];
  readonly finished: Readonly<Record<string, string>>;
};

export function parsePosition(saved: unknown): SiemBatchPosition | undefined {
  const parsed = position.safeParse(saved);
  return parsed.success ? parsed.data : undefined;
}

/** Where a stream starts that wants all since `since`: at the beginning of a day, as the feed has no finer start. */
export function startAt(since: number, now: number): SiemBatchPosition {
  const day = laterDay(dayOf(since), oldestDay(now));
  return {
    version: 1,
    cursor: null,
    day,
    since: Math.min(since, startOfDay(day)),
    through: startOfDay(day),
    newest: 0,
    quietSince: null,
    partial: [],
    finished: {},
  };
}
