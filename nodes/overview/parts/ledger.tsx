/** Days of a ledger, as a strip and as a calendar. Days are in UTC. */
import { type CalendarDay, DAY_PROOFS, type DayProof } from '../../lib/contracts/overview';
import { DAY_MS, startOfDay, utcDay } from '../../lib/util/time';
import type { Context } from '../text/context';

const PROOFS: Readonly<Record<string, DayProof>> = DAY_PROOFS;

/** The signs say what the colours say. */
const SHAPES: Readonly<Record<DayProof, { readonly y: number; readonly height: number }>> = {
  proved: { y: 4, height: 12 },
  gap: { y: 0, height: 20 },
  partial: { y: 10, height: 6 },
  open: { y: 13, height: 3 },
  unknown: { y: 15, height: 1 },
};

/** How many days are what, in words. */
export function proofSummary(days: readonly DayProof[], { count }: Context): string {
  const kinds = Object.values(DAY_PROOFS).map((proof) => ({
    proof,
    number: days.filter((day) => day === proof).length,
  }));
  return kinds
    .filter(({ number }) => number > 0)
    .map(({ proof, number }) => count(`proofs.${proof}`, number))
    .join(', ');
}

export const proofsOf = (letters: string): DayProof[] =>
  Array.from(letters, (letter) => PROOFS[letter] ?? 'unknown');

/** @param letters one for each day, today last */
export function LedgerStrip({ letters, context }: { readonly letters: string; readonly context: Context }) {
  const days = proofsOf(letters);
  const name = context.t('collection.ledgerOf', { days: days.length, summary: proofSummary(days, context) });
  return (
    <svg class="mo-strip" role="img" aria-label={name} viewBox={`0 0 ${days.length * 4} 20`}>
      <title>{name}</title>
      {days.map((proof, at) => (
        <rect key={at} class={`mo-day-${proof}`} x={at * 4} width="3" {...SHAPES[proof]} />
      ))}
    </svg>
  );
}

const CELL = 11;
const WEEK_DAYS = 7;
/** Monday is the first one. 1 January 1970 was a Thursday. */
const weekdayOf = (day: number): number => (day + 3) % WEEK_DAYS;

/** One column for each week from the first recorded day to the last one, Monday on top. */
export function Calendar({
  days,
  context,
}: {
  readonly days: readonly CalendarDay[];
  readonly context: Context;
}) {
  const { t, format } = context;
  const numbered = days.map((day) => ({ ...day, number: startOfDay(day.day) / DAY_MS }));
  const first = numbered[0]?.number ?? 0;
  const last = numbered.at(-1)?.number ?? -1;
  const monday = first - weekdayOf(first);
  const weeks = Math.max(0, Math.ceil((last - monday + 1) / WEEK_DAYS));
  const name = t('calendar.name', {
    ...{ from: format.day(utcDay(first * DAY_MS)), to: format.day(utcDay(last * DAY_MS)) },
    summary: proofSummary(
      numbered.map(({ proof }) => proof),
      context,
    ),
  });
  return (
    <svg
      class="mo-calendar"
      role="img"
      aria-label={name}
      width={weeks * CELL}
      height={WEEK_DAYS * CELL}
      viewBox={`0 0 ${weeks * CELL} ${WEEK_DAYS * CELL}`}
    >
      <title>{name}</title>
      {numbered.map((day) => (
        <g key={day.day}>
          <rect
            class={`mo-day-${day.proof}`}
            x={Math.floor((day.number - monday) / WEEK_DAYS) * CELL}
            y={weekdayOf(day.number) * CELL}
            width={CELL - 2}
            height={CELL - 2}
          >
            <title>
              {t('calendar.day', {
                ...{ day: format.day(day.day), proof: t(`proof.${day.proof}`), records: day.records },
                ...{ polls: day.polls, failed: day.failed },
              })}
            </title>
          </rect>
          {day.proof === 'gap' && (
            <path
              class="mo-cross"
              d={`M${Math.floor((day.number - monday) / WEEK_DAYS) * CELL + 2} ${weekdayOf(day.number) * CELL + 2}l5 5m0 -5l-5 5`}
            />
          )}
        </g>
      ))}
    </svg>
  );
}
