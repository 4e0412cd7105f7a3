import { z } from 'zod';
import { epochMs } from '../../util/epoch-schema';
import { DAY_MS, MINUTE_MS } from '../../util/time';

const positionSchema = z.strictObject({
  version: z.literal(1),
  /** cursor of the next request; null: request by date */
  cursor: z.string().min(1).nullable(),
  /** epoch ms: start of a request by date */
  start: epochMs,
  /** epoch ms: start of the stream; older events are never read */
  since: epochMs,
  /** epoch ms: all events up to here have been delivered */
  through: epochMs,
  /** epoch ms of the last request whose page was delivered */
  askedAt: epochMs,
  /** epoch ms since when responses have been empty and caught up, null: the last one had events */
  quietSince: epochMs.nullable(),
  /** concatenated short hashes of emitted events, in buckets of ten minutes by the time of emission */
  recent: z.record(z.string().regex(/^\d{1,10}$/), z.string()),
  /** epoch ms: `recent` is complete for events that were emitted since */
  knownSince: epochMs,
});

export type EventStreamPosition = Readonly<z.infer<typeof positionSchema>>;

export function parsePosition(saved: unknown): EventStreamPosition | undefined {
  const parsed = positionSchema.safeParse(saved);
  return parsed.success ? parsed.data : undefined;
}

/** ms. The feed goes back 24 hours from the time of the request; one minute is left for the request to arrive. */
export const STREAM_LOOKBACK_MS = DAY_MS - MINUTE_MS;

/** Retention of the feed, ms. */
export const RETENTION_MS = DAY_MS;

/**
 * The position that reads all events since `since`, as far back as the feed goes.
 * @param since epoch ms; `now` too
 */
export function startAt(since: number, now: number): EventStreamPosition {
  const start = Math.max(since, now - STREAM_LOOKBACK_MS);
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
