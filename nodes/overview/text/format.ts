/** Numbers, times and durations in the language of the page. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/util/time';

export interface Formats {
  number(value: number): string;
  percent(share: number): string;
  /** with a sign */
  difference(value: number): string;
  /** `2 hr 10 min` */
  duration(ms: number): string;
  /** `3 min ago`, `in 3 min` */
  ago(iso: string, now: number): string;
  /** date and time of this browser */
  time(iso: string): string;
  /** time of this browser, from epoch ms */
  clock(ms: number): string;
  /** a day in UTC, from `YYYY-MM-DD` */
  day(day: string): string;
}

const UNITS = [
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', SECOND_MS],
] as const;

type Unit = (typeof UNITS)[number][0];

/** The largest unit of a duration, and what is left in the next one. */
export function splitDuration(ms: number): readonly (readonly [Unit, number])[] {
  const at = UNITS.findIndex(([, size]) => ms >= size);
  const [unit, size] = UNITS[at] ?? ['second', SECOND_MS];
  const whole = Math.floor(ms / size);
  const next = UNITS[at + 1];
  if (next === undefined || at < 0) return [[unit, Math.max(0, Math.floor(ms / size))]];
  const rest = Math.floor((ms - whole * size) / next[1]);
  // From ten on the smaller unit says nothing.
  return rest === 0 || whole >= 10 || unit === 'minute'
    ? [[unit, whole]]
    : [
        [unit, whole],
        [next[0], rest],
      ];
}

export function createFormats(language: string): Formats {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const difference = new Intl.NumberFormat(language, { maximumFractionDigits: 2, signDisplay: 'exceptZero' });
  const units = new Map(
    UNITS.map(([unit]) => [
      unit,
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: unit === 'day' ? 'long' : 'short',
      }),
    ]),
  );
  const relative = new Intl.RelativeTimeFormat(language, { style: 'short' });
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const timeOf = (iso: string): string => {
    const ms = Date.parse(iso);
    return Number.isNaN(ms) ? iso : time.format(ms);
  };
  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    difference: (value) => difference.format(value),
    duration: (ms) =>
      splitDuration(ms)
        .map(([unit, count]) => units.get(unit)?.format(count) ?? '')
        .join(' '),
    ago: (iso, now) => {
      const ms = Date.parse(iso) - now;
      if (Number.isNaN(ms)) return iso;
      const [first] = splitDuration(Math.abs(ms));
      const [unit, count] = first ?? ['second', 0];
      return relative.format(ms < 0 ? -count : count, unit);
    },
    time: timeOf,
    clock: (ms) => clock.format(ms),
    day: (text) => {
      const ms = Date.parse(`${text}T00:00:00Z`);
      return Number.isNaN(ms) ? text : day.format(ms);
    },
  };
}
