/** The figures as text. */

import type { Sample } from '../measure/sample';
import type { Result } from './result';

/** The required minimum of each ratio. */
const GOALS: Readonly<Record<string, number>> = {
  'lines/raw': 1.5,
  'page/raw': 0.9,
  'event/plain': 10,
  'ack/lines': 0.9,
  'api/ideal': 0.9,
};

const COLUMNS: readonly (readonly [string, (sample: Sample) => string])[] = [
  ['events/s', ({ eventsPerSecond }) => eventsPerSecond.toLocaleString('en-US')],
  ['MB/s', ({ mbPerSecond }) => mbPerSecond.toFixed(1)],
  ['CPU s/million', ({ cpuSecondsPerMillion }) => cpuSecondsPerMillion.toFixed(1)],
  ['peak RSS, MB', ({ peakRssMb }) => peakRssMb.toFixed(0)],
  ['loop p99, ms', ({ loopDelayP99Ms }) => loopDelayP99Ms.toFixed(1)],
];

const row = (name: string, cells: readonly string[]): string =>
  name.padEnd(14) + cells.map((cell) => cell.padStart(15)).join('');

export function tableOf({ events, contenders, ratios, callsPer100k }: Result): string {
  return [
    `${events.toLocaleString('en-US')} records; medians`,
    row(
      '',
      COLUMNS.map(([title]) => title),
    ),
    ...Object.entries(contenders).map(([name, sample]) =>
      row(
        name,
        COLUMNS.map(([, shown]) => shown(sample)),
      ),
    ),
    '',
    ...Object.entries(ratios).map(([name, ratio]) => {
      const goal = GOALS[name];
      const goalText = goal === undefined ? '' : `   goal ${goal}: ${ratio >= goal ? 'met' : 'not met'}`;
      return row(name, [ratio.toFixed(2)]) + goalText;
    }),
    row('calls/100k', [callsPer100k.toFixed(1)]),
  ].join('\n');
}
