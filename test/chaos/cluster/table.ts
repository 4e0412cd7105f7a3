/** The rounds of a cluster as text. */
import { percent, row } from '../table';
import type { ClusterRound } from './round';
import type { ClusterResult } from './run';

const WIDTHS = [15, 9, 6, 6, 7, 7, 12] as const;

export const clusterHeader = row(
  ['what', 'records', 'when', 'lost', 'twice', 'moved', 'taken over', 'seconds'],
  WIDTHS,
);

export function clusterLine(round: ClusterRound): string {
  const { what, records, reached, lost, twice, moves, takeOverMs, seconds } = round;
  const taken = takeOverMs === undefined ? '' : `${(takeOverMs / 1000).toFixed(1)} s`;
  return row(
    [
      ...[what, String(records), percent(reached), String(lost), String(twice), String(moves)],
      ...[taken, seconds.toFixed(1)],
    ],
    WIDTHS,
  );
}

export function clusterSummary(result: ClusterResult): string {
  const { records, rounds, accounts, lost, twice, moves, allowedPerMove } = result;
  const { longestTakeOver, longestOverlap, leaseMs } = result;
  return [
    `${records} records of ${accounts} accounts in ${rounds} rounds, ${moves} times an account was taken.`,
    `Lost: ${lost}. Came twice: ${twice}, at most ${allowedPerMove} may for each that was taken.`,
    `Longest until taken over: ${longestTakeOver} ms with a lease of ${leaseMs} ms.`,
    `Longest that two replicas read one account: ${longestOverlap} ms.`,
  ].join('\n');
}
