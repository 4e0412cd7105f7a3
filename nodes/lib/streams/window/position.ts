import { z } from 'zod';
import { epochMs } from '../../util/epoch-schema';
import { DAY_MS, floorToSecond, SECOND_MS, utcDay } from '../../util/time';

/** Concatenated short hashes, in buckets of ten minutes by the time of their records. Key: floor(epoch ms / 600000). */
const hashesSchema = z.record(z.string().regex(/^-?\d{1,10}$/), z.string());

const sliceSchema = z.strictObject({
  kind: z.enum(['new', 'sweep']),
  /** epoch ms, whole seconds; the range includes both ends */
  from: epochMs,
  to: epochMs,
  /** token of the current page; null: the first page */
  token: z.string().min(1).nullable(),
  /** number of pages and records of this slice that were read */
  pages: z.number().int().nonnegative(),
  records: z.number().int().nonnegative(),
  /** epoch ms of the newest record of the pages that were read */
  reached: epochMs,
  /** all records so far were in ascending order */
  ascending: z.boolean(),
  /** hashes of the pages that were read */
  read: hashesSchema,
});

const sweepSchema = z.strictObject({
  /** epoch ms: the sweep is done up to here */
  at: epochMs,
  to: epochMs,
  /** number of late records found */
  found: z.number().int().nonnegative(),
});

const positionSchema = z.strictObject({
  version: z.literal(1),
  /** epoch ms: start of the stream; older records are never read */
  since: epochMs,
  /** epoch ms: all records up to here have been delivered */
  watermark: epochMs,
  /** maximum length of a slice, ms */
  spanMs: z.number().min(SECOND_MS).max(DAY_MS),
  slice: sliceSchema.nullable(),
  sweep: sweepSchema.nullable(),
  /** hashes of the emitted records, complete from `knownSince` (epoch ms) on */
  emitted: hashesSchema,
  knownSince: epochMs,
  /** UTC day of the last sweep */
  sweptOn: z.string(),
  /** epoch ms since when slices have been empty, null: the last slice had records */
  quietSince: epochMs.nullable(),
});

export type Hashes = Readonly<Record<string, string>>;
export type Slice = Readonly<z.infer<typeof sliceSchema>>;
export type Sweep = Readonly<z.infer<typeof sweepSchema>>;
export type WindowPosition = Readonly<z.infer<typeof positionSchema>>;

export function parsePosition(saved: unknown): WindowPosition | undefined {
  const parsed = positionSchema.safeParse(saved);
  return parsed.success ? parsed.data : undefined;
}

/**
 * The position that reads all records since `since`.
 * @param since epoch ms; `now` too
 */
export function startAt(since: number, now: number): WindowPosition {
  const start = floorToSecond(since);
  return {
    version: 1,
    since: start,
    watermark: start,
    spanMs: DAY_MS,
    slice: null,
    sweep: null,
    emitted: {},
    knownSince: start,
    sweptOn: utcDay(now),
    quietSince: null,
  };
}
