/** The rounds as text. */
import { SINK_PATHS } from './flow';
import { countsAsKill, type Result } from './result';
import type { PerSink, Round } from './round';

const WIDTHS = [5, 14, 9, 15, 9, 15, 9] as const;
export const row = (cells: readonly string[], widths: readonly number[] = WIDTHS): string =>
  cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join('  ')
    .trimEnd();

const perLeg = (numbers: PerSink, shown: (number: number) => string): string =>
  SINK_PATHS.map((leg) => shown(numbers[leg])).join(' / ');
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Figures of both sinks: HTTP / file. */
export const HEADER = row([
  'round',
  'what',
  'records',
  'when (h/f)',
  'lost',
  'twice (h/f)',
  'seconds',
  'remarks',
]);

export function lineOf(round: Round, number: number): string {
  const { plan, note, records, reached, lost, twice, seconds } = round;
  const remark = plan.what === 'kill' && !countsAsKill(round) ? 'not in the middle: does not count' : note;
  return row([
    ...[String(number), plan.what, String(records), perLeg(reached, percent)],
    ...[String(lost.http + lost.file), perLeg(twice, String), seconds.toFixed(1), remark],
  ]);
}

export function summaryOf(result: Result): string {
  const { rounds, kills, records, lost, duplicatesBeforeDedup, duplicatesAfterDedup } = result;
  return [
    `${records} records in ${rounds} rounds, ${kills} kills that count; to two sinks.`,
    `Lost: ${lost}. Came twice: ${duplicatesBeforeDedup}, after de-duplication by id ${duplicatesAfterDedup}.`,
    `Most after one kill: ${result.maxDuplicatesPerKill}, in flight at one sink: ${result.allowedPerKill}.`,
  ].join('\n');
}
