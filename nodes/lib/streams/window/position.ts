import { z } from 'zod';
import { DAY, utcDay, wholeSecond } from './times';

/** Short hashes run together, by the ten minutes in which their records happened (seen.ts). */
const hashes = z.record(z.string(), z.string());

const slice = z.strictObject({
  kind: z.enum(['new', 'sweep']),
  /** epoch ms, whole seconds; both ends are asked for */
  from: z.number(),
  to: z.number(),
  /** of the page under way; null: the first */
  token: z.string().min(1).nullable(),
  /** behind us in this reading of the slice */
  pages: z.number().int().nonnegative(),
  records: z.number().int().nonnegative(),
  /** epoch ms: newest record of the pages behind us */
  reached: z.number(),
  /** so far no record was older than one before it */
  ascending: z.boolean(),
  /** of the pages behind us */
  read: hashes,
});

const sweep = z.strictObject({
  /** epoch ms: swept up to here */
  at: z.number(),
  to: z.number(),
  /** records that had been missed */
  found: z.number().int().nonnegative(),
});

const position = z.strictObject({
  version: z.literal(1),
  /** epoch ms: nothing before it was ever wanted */
  since: z.number(),
  /** epoch ms: all up to here was handed over */
  watermark: z.number(),
  /** ms that a slice may be long */
  spanMs: z.number().positive(),
  slice: slice.nullable(),
  sweep: sweep.nullable(),
  /** hashes of what was emitted, complete from `knownSince` on */
  emitted: hashes,
  knownSince: z.number(),
  /** UTC day whose night has been swept */
  sweptOn: z.string(),
  /** epoch ms since when there has been no record, null when the last slice had one */
  quietSince: z.number().nullable(),
});

export type Hashes = Readonly<Record<string, string>>;
export type Slice = Readonly<z.infer<typeof slice>>;
export type Sweep = Readonly<z.infer<typeof sweep>>;
export type WindowPosition = Readonly<z.infer<typeof position>>;

export function parsePosition(saved: unknown): WindowPosition | undefined {
  const parsed = position.safeParse(saved);
  return parsed.success ? parsed.data : undefined;
}

/** A position from which everything since `since` is read. Epoch ms. */
export function startAt(since: number, now: number): WindowPosition {
  const start = wholeSecond(since);
  return {
    version: 1,
    since: start,
    watermark: start,
    spanMs: DAY,
    slice: null,
    sweep: null,
    emitted: {},
    knownSince: start,
    sweptOn: utcDay(now),
    quietSince: null,
  };
}
