/** The clocks and time zones under which the suites have to pass, and the selection of a day. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SUNDAY = 0;

/** A wall clock: month from 1. */
interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Each is in the future, so that today's data is not too old or too young. */
interface Clock {
  readonly says: string;
  /** @returns epoch ms */
  readonly begin: (today: number, zone: string) => number;
}

/** Offset of a zone from UTC, ms. */
function aheadOfUtc(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: 'numeric', day: 'numeric' } as const),
    ...({ hour: 'numeric', minute: 'numeric', second: 'numeric' } as const),
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const [month, hour] = [part('month') - 1, part('hour')];
  const wall = Date.UTC(part('year'), month, part('day'), hour, part('minute'), part('second'));
  return wall - Math.floor(at / 1000) * 1000;
}

function instantOf({ year, month, day, hour, minute, second }: Wall, zone: string): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  return asUtc - aheadOfUtc(asUtc - aheadOfUtc(asUtc, zone), zone);
}

/** The first that is more than a day ahead. */
function next(today: number, begin: (year: number) => number | undefined): number {
  for (let year = new Date(today).getUTCFullYear(); ; year += 1) {
    const at = begin(year);
    if (at !== undefined && at > today + DAY) return at;
  }
}

const yearly =
  (month: number, day: number, hour: number, minute: number, second: number): Clock['begin'] =>
  (today, zone) =>
    next(today, (year) => {
      const exists = new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
      return exists ? instantOf({ year, month, day, hour, minute, second }, zone) : undefined;
    });

/** Half a minute before 01:00 UTC of the month's last Sunday, when clocks change in the European Union. */
const changeOfTime =
  (month: number): Clock['begin'] =>
  (today) =>
    next(today, (year) => {
      const last = new Date(Date.UTC(year, month, 0));
      const sunday = last.getUTCDate() - ((last.getUTCDay() - SUNDAY + 7) % 7);
      return Date.UTC(year, month - 1, sunday, 0, 59, 30);
    });

const later =
  (days: number): Clock['begin'] =>
  (today) =>
    today + days * DAY;

export const CLOCKS = {
  'new-year': { says: '1 January 00:00:30', begin: yearly(1, 1, 0, 0, 30) },
  'leap-day': { says: '29 February 00:00:30', begin: yearly(2, 29, 0, 0, 30) },
  'spring-night': { says: 'the night without 02:30 in Berlin', begin: changeOfTime(3) },
  'autumn-night': { says: 'the night with 02:30 twice in Berlin', begin: changeOfTime(10) },
  'month-end': { says: '30 April 23:59', begin: yearly(4, 30, 23, 59, 0) },
  'year-end': { says: '31 December 23:59', begin: yearly(12, 31, 23, 59, 0) },
  tomorrow: { says: 'today + 1', begin: later(1) },
  'in-30-days': { says: 'today + 30', begin: later(30) },
  'in-400-days': { says: 'today + 400', begin: later(400) },
} as const satisfies Readonly<Record<string, Clock>>;

export type ClockName = keyof typeof CLOCKS;
export const CLOCK_NAMES = Object.keys(CLOCKS).filter(isClock);

export function isClock(name: string): name is ClockName {
  return Object.hasOwn(CLOCKS, name);
}

/** With daylight saving; with an offset of half an hour, behind UTC; a day ahead of most others. */
export const ZONES = ['Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati'] as const;
export type Zone = (typeof ZONES)[number];

export interface ScheduledRun {
  readonly clock: ClockName;
  readonly zone: Zone;
}

const at = <T>(list: readonly T[], index: number): T => {
  const one = list[index % list.length];
  if (one === undefined) throw new RangeError('an empty list');
  return one;
};

/**
 * The nights of Berlin are nights in Berlin; the others rotate, so that every zone is combined with different clocks.
 */
export function eachOnce(names: readonly ClockName[]): ScheduledRun[] {
  return names.map((clock) => ({
    clock,
    zone: clock.endsWith('-night') ? 'Europe/Berlin' : at(ZONES, CLOCK_NAMES.indexOf(clock) + 1),
  }));
}

export function everyZone(names: readonly ClockName[]): ScheduledRun[] {
  return names.flatMap((clock) => ZONES.map((zone) => ({ clock, zone })));
}

/** As variables of a run's environment. */
export function environmentOf(
  { clock, zone }: ScheduledRun,
  today: number,
): { TEST_CLOCK: string; TZ: string } {
  return { TEST_CLOCK: new Date(CLOCKS[clock].begin(today, zone)).toISOString(), TZ: zone };
}

/** Two a day, in sequence: every clock within five days, every pair of clock and zone within fourteen. */
export function twoOf(today: number): ScheduledRun[] {
  const first = Math.floor(today / DAY) * 2;
  return [first, first + 1].map((turn) => ({
    clock: at(CLOCK_NAMES, turn),
    zone: at(ZONES, Math.floor(turn / CLOCK_NAMES.length) + turn),
  }));
}
