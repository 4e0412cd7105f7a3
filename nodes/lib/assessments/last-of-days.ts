/** A list with one entry for each day (UTC), for trends that outlast the list of the last runs. Pure. */

/** What a trend keeps: three months, and the day that is not over yet. */
export const MAX_TREND_DAYS = 93;

/** The day of an ISO 8601 time. */
export const dayOf = (at: string): string => at.slice(0, 10);

/**
 * Adds an entry, which replaces the one of its day. Days stay in order, also after the clock was set back.
 * @param isWorse whether the new entry says less than the one that it would replace, which then stays
 */
export function addToDays<T extends { readonly at: string }>(
  days: readonly T[],
  entry: T,
  isWorse: (entry: T, before: T) => boolean = () => false,
): T[] {
  const day = dayOf(entry.at);
  const before = days.find((one) => dayOf(one.at) === day);
  if (before !== undefined && isWorse(entry, before)) return [...days];
  return [...days.filter((one) => dayOf(one.at) !== day), entry]
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .slice(-MAX_TREND_DAYS);
}
