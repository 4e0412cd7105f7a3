import { z } from 'zod';

const position = z.strictObject({
  version: z.literal(1),
  /** the cursor that the page under way is asked for with; null: by date */
  cursor: z.string().min(1).nullable(),
  /** epoch ms: where a request by date starts */
  start: z.number(),
  /** epoch ms: nothing before it was ever wanted */
  since: z.number(),
  /** epoch ms: all up to here was handed over */
  through: z.number(),
  /** epoch ms of the last request whose page was handed over */
  askedAt: z.number(),
  /** epoch ms since when answers have been empty and caught up, null when the last one had events */
  quietSince: z.number().nullable(),
  /** short hashes of what was emitted, by the ten minutes in which that was */
  recent: z.record(z.string(), z.string()),
  /** epoch ms: of what was emitted since, nothing has been forgotten */
  knownSince: z.number(),
});

export type EventStreamPosition = Readonly<z.infer<typeof position>>;

export function parsePosition(saved: unknown): EventStreamPosition | undefined {
  const parsed = position.safeParse(saved);
  return parsed.success ? parsed.data : undefined;
}

/** The feed goes back 24 hours from the instant at which it is asked; a minute is for the way there. */
export const STREAM_REACH_MS = (24 * 60 - 1) * 60_000;

/** How long an event can be had. ms */
export const KEPT_MS = 24 * 60 * 60_000;

/** Epoch ms. */
export function startAt(since: number, now: number): EventStreamPosition {
  const start = Math.max(since, now - STREAM_REACH_MS);
  return {
    version: 1,
    cursor: null,
    start,
    since: start,
    through: start,
    askedAt: start,
    quietSince: null,
    recent: {},
    knownSince: start,
  };
}
