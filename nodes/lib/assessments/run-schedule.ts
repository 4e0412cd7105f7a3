/** When the next assessment run is due. Pure. Times are epoch ms; `at` is local time. */

import { isEpochMs } from '../util/epoch-schema';
import { DAY_MS, MINUTE_MS } from '../util/time';

/** Timers may fire a little early. A run that started this much before its time counts as that run. */
const EARLY_TOLERANCE_MS = MINUTE_MS;

/** A time of day comes again within a day. A change of the clock may shift it. */
const MAX_DAYS_AHEAD = 3;

export interface RunSchedule {
  /** 0: only on request */
  readonly everyMs: number;
  /** `hh:mm` in the server's local time; '': no fixed time of day */
  readonly at: string;
}

/**
 * Delay in ms until the next run; undefined when runs start on request only. A missed run starts at once. The first
 * run starts at once, or at its time of day.
 * @param lastRun start of the last complete run; null when there was none
 */
export function nextRunDelay(
  { everyMs, at }: RunSchedule,
  lastRun: number | null,
  now: number,
): number | undefined {
  if (everyMs === 0) return undefined;
  // A clock that was set back must not delay the run, and a stored number that is no instant counts as none.
  const last = lastRun === null || !isEpochMs(lastRun) ? null : Math.min(lastRun, now);
  if (at === '') return last === null ? 0 : Math.max(0, last + everyMs - now);
  const after = last === null ? now : last + Math.min(EARLY_TOLERANCE_MS, everyMs / 2);
  return Math.max(0, nextOccurrence(everyMs, at, after) - now);
}

/** The first of the times `at`, `at` + interval … after an instant. Intervals over a day are counted in whole days. */
function nextOccurrence(everyMs: number, at: string, after: number): number {
  if (everyMs >= DAY_MS) {
    // A manual run in between must not delay the next scheduled run by a day.
    const soonest = after + Math.max(0, everyMs - DAY_MS);
    for (let days = 0; days <= MAX_DAYS_AHEAD; days += 1) {
      const time = timeOfDay(soonest, days, at);
      if (time > soonest) return time;
    }
    return soonest;
  }
  const anchor = timeOfDay(after, -1, at);
  return anchor + (Math.floor((after - anchor) / everyMs) + 1) * everyMs;
}

/** Uses the calendar, because a day may have 23 or 25 hours. */
function timeOfDay(day: number, daysLater: number, at: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const date = new Date(day);
  date.setDate(date.getDate() + daysLater);
  return date.setHours(hours, minutes, 0, 0);
}
