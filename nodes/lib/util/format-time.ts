/** Times as short texts for a status. */

import { DAY_MS, MINUTE_MS } from './time';

/** `10:15`, the server's local time. */
export function formatTime(epochMs: number): string {
  const date = new Date(epochMs);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `10:15` on the same day as `now`, else `21 Nov 10:15`; the server's local time. */
export function formatDateTime(epochMs: number, now: number): string {
  const date = new Date(epochMs);
  if (date.toDateString() === new Date(now).toDateString()) return formatTime(epochMs);
  return `${date.getDate()} ${MONTHS[date.getMonth()]} ${formatTime(epochMs)}`;
}

const isUtcMidnight = (epochMs: number): boolean => epochMs % DAY_MS === 0;

const localDay = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');

/**
 * `2026-11-24`, or `2026-11-24 to 2026-11-26`: the days of a range, whose end is excluded. Days in the server's local
 * time, except where the range consists of whole days of UTC.
 */
export function formatDays(start: number, end: number): string {
  const isUtc = isUtcMidnight(start) && isUtcMidnight(end);
  const [first, last] = [start, Math.max(start, end - 1)].map((epochMs) => {
    const date = new Date(epochMs);
    return isUtc ? date.toISOString().slice(0, 10) : localDay(date);
  });
  return first === last ? `${first}` : `${first} to ${last}`;
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 24 * 60],
  ['h', 60],
  ['min', 1],
];

/** `3 d 4 h`, `25 min`: the two largest units. */
export function formatDuration(ms: number): string {
  let minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(minutes / size);
    minutes -= amount * size;
    if (amount > 0) parts.push(`${amount} ${unit}`);
  }
  return parts.length === 0 ? '0 min' : parts.slice(0, 2).join(' ');
}
