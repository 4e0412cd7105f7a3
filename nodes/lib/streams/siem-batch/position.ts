import { z } from 'zod';
import { epochMs } from '../../util/epoch-schema';
import { maxDay, startOfDay, utcDay } from '../../util/time';
import { oldestDay } from './retention';

/** A file that was started and not finished. */
const partialSchema = z.strictObject({
  /** path of the link, never its query string */
  path: z.string().min(1),
  /** bytes, null: unknown */
  size: z.number().nullable(),
  /** number of raw lines delivered or quarantined */
  line: z.number().int().nonnegative(),
  /** failed attempts without progress beyond `line` */
  tries: z.number().int().nonnegative(),
  /** epoch ms: earliest possible time of its undelivered lines */
  from: epochMs,
  /** the file may be on any page and not only on the current one: after a rewind by time, or if the cursor is not saved */
  anywhere: z.boolean(),
});

const positionSchema = z.strictObject({
  version: z.literal(1),
  /** cursor of the current page; null: request by date */
  cursor: z.string().min(1).nullable(),
  /** start of a request by date */
  day: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .refine((day) => !Number.isNaN(startOfDay(day))),
  /** epoch ms: start of the stream; older events are never read */
  since: epochMs,
  /** epoch ms: all events up to here have been delivered */
  through: epochMs,
  /** epoch ms of the newest event delivered from the current page, 0: none yet */
  newest: epochMs.default(0),
  /** epoch ms since when responses have been empty and caught up, null: the last one had files */
  quietSince: epochMs.nullable(),
  partial: z.array(partialSchema),
  finished: z.record(z.string(), z.string()),
});

export type PartialFile = Readonly<z.infer<typeof partialSchema>>;
export type SiemBatchPosition = Readonly<Omit<z.infer<typeof positionSchema>, 'partial' | 'finished'>> & {
  readonly partial: readonly PartialFile[];
  readonly finished: Readonly<Record<string, string>>;
};

export function parsePosition(saved: unknown): SiemBatchPosition | undefined {
  const parsed = positionSchema.safeParse(saved);
  return parsed.success ? parsed.data : undefined;
}

/**
 * The position that reads all events since `since`. It starts at the beginning of a day, because the feed has no finer start.
 * @param since epoch ms; `now` too
 */
export function startAt(since: number, now: number): SiemBatchPosition {
  const day = maxDay(utcDay(since), oldestDay(now));
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
