/** When an assessment is due. Pure: times in epoch ms, local time for `at`. */

const DAY_MS = 24 * 60 * 60 * 1000;
/** Timers may go off a little early: that was the run that was due, and not one before it. */
const EARLY_MS = 60_000;

export interface AssessmentTiming {
  /** 0: only when asked */
  readonly everyMs: number;
  /** `hh:mm`, the server's local time; '': at no particular time */
  readonly at: string;
}

/**
 * ms to wait; undefined: until somebody asks. One that was missed, because nothing was running, is made up for
 * at once; a first one begins at once, or at its time of day.
 * @param lastRun when the last complete run began; null: there was none
 */
export function nextAssessment(
  { everyMs, at }: AssessmentTiming,
  lastRun: number | null,
  now: number,
): number | undefined {
  if (everyMs === 0) return undefined;
  // A clock that was put back must not hold it up.
  const last = lastRun === null ? null : Math.min(lastRun, now);
  if (at === '') return last === null ? 0 : Math.max(0, last + everyMs - now);
  const after = last === null ? now : last + Math.min(EARLY_MS, everyMs / 2);
  return Math.max(0, dueAt(everyMs, at, after) - now);
}

/** The first of the times `at`, `at` + every … after an instant; of longer intervals than a day, whole days later. */
function dueAt(everyMs: number, at: string, after: number): number {
  if (everyMs >= DAY_MS) {
    // A run by hand in between does not push the next one a day on.
    const soonest = after + Math.max(0, everyMs - DAY_MS);
    for (let days = 0; ; days += 1) {
      const time = timeOfDay(soonest, days, at);
      if (time > soonest) return time;
    }
  }
  const anchor = timeOfDay(after, -1, at);
  return anchor + (Math.floor((after - anchor) / everyMs) + 1) * everyMs;
}

/** By the calendar: a day may have 23 or 25 hours. */
function timeOfDay(day: number, daysLater: number, at: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const date = new Date(day);
  date.setDate(date.getDate() + daysLater);
  return date.setHours(hours, minutes, 0, 0);
}
