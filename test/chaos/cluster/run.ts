/** All rounds of a cluster, and their results. */
import { Random } from '../../../nodes/lib/simulator/common/random';
import type { Cleanup } from '../../real/harness/process/cleanup';
import { waitFor } from '../../real/harness/process/wait-for';
import { ClusterBench } from './bench';
import { FAILURE, FAILURES } from './failures';
import { SOURCE } from './flow';
import { longestOverlap } from './lease-log';
import { ALLOWED_PER_MOVE, type ClusterRound, PERIOD_MS, playClusterRound } from './round';

export interface ClusterRunOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly leaseS: number;
  readonly mutant: boolean;
  readonly onRound: (round: ClusterRound) => void;
}

/** As `--json` prints it. */
export interface ClusterResult {
  readonly rounds: number;
  readonly accounts: number;
  readonly records: number;
  readonly lost: number;
  readonly twice: number;
  /** the maximum for one moved account, where all of a round are divided among the moved ones */
  readonly allowedPerMove: number;
  readonly moves: number;
  /** ms */
  readonly longestTakeOver: number;
  readonly longestOverlap: number;
  readonly leaseMs: number;
}

const ACCOUNTS = 12;
const REPLICAS = 3;
const FILES = 4;
const RECORDS_PER_FILE = 1_000;
/** ms beyond the lease within which another replica has to take over */
const TAKE_OVER_MS = 5_000;

const TENANT = [
  ...['--types', SOURCE.type, '--files-per-slot', String(FILES)],
  ...['--records-per-file', String(RECORDS_PER_FILE), '--slot-ms', String(PERIOD_MS)],
  ...['--publish-delay-ms', '0', '--late-share', '0', '--history-ms', '0', '--quota', '1000000'],
];

export async function runCluster(
  { rounds: count, seed, leaseS, mutant, onRound }: ClusterRunOptions,
  cleanup: Cleanup,
): Promise<{ readonly result: ClusterResult; readonly problems: readonly string[] }> {
  const random = new Random(seed);
  const bench = await ClusterBench.start(
    {
      ...{ accounts: ACCOUNTS, replicas: REPLICAS, leaseS, everyS: 1, seed, tenant: TENANT },
      ...{ responseDelayMs: 60, mutant },
    },
    cleanup,
  );
  const most = Math.ceil(ACCOUNTS / REPLICAS);
  await waitFor(
    () => {
      const shares = bench.shares();
      const held = shares.reduce((sum, share) => sum + share, 0);
      return held === ACCOUNTS && shares.every((share) => share <= most) ? true : undefined;
    },
    { what: 'an even share of the accounts', ms: 60_000 },
  );
  const rounds: ClusterRound[] = [];
  let lost = 0;
  for (let number = 0; number < count; number += 1) {
    const what = FAILURES[number % FAILURES.length] ?? 'kill';
    const round = await playClusterRound(bench, what, 0.1 + random.below(40) / 100, lost);
    lost += round.lost;
    rounds.push(round);
    onRound(round);
  }
  const overlap = longestOverlap(bench.calls, bench.leaseLog.acquisitions);
  const result = {
    ...{ rounds: rounds.length, accounts: ACCOUNTS, lost, allowedPerMove: ALLOWED_PER_MOVE },
    records: sum(rounds.map((round) => round.records)),
    twice: sum(rounds.map((round) => round.twice)),
    moves: sum(rounds.map((round) => round.moves)),
    longestTakeOver: Math.max(0, ...rounds.map(({ takeOverMs = 0 }) => takeOverMs)),
    longestOverlap: overlap,
    leaseMs: leaseS * 1000,
  };
  const leaks = bench.replicas.filter(({ output }) => output.includes(bench.redis.password)).length;
  return { result, problems: problemsOf(rounds, result, leaks) };
}

/** Why the promise was not kept; empty on success. */
export function problemsOf(
  rounds: readonly ClusterRound[],
  result: ClusterResult,
  leaks: number,
): readonly string[] {
  const { leaseMs, longestOverlap: overlap } = result;
  return [
    ...(result.lost > 0 ? [`${result.lost} records were lost`] : []),
    ...rounds.flatMap(({ what, twice, moves, takeOverMs }, index) => {
      const name = `round ${index + 1} (${what})`;
      const within = FAILURE[what].takenOverWithin;
      const limit = within === undefined ? undefined : within * leaseMs + TAKE_OVER_MS;
      return [
        ...(twice > moves * ALLOWED_PER_MOVE
          ? [`${name}: ${twice} came twice, ${moves * ALLOWED_PER_MOVE} may`]
          : []),
        ...(limit !== undefined && (takeOverMs ?? Number.POSITIVE_INFINITY) > limit
          ? [`${name}: taken over after ${takeOverMs} ms, ${limit} may pass`]
          : []),
        ...(within === undefined && moves > 0 ? [`${name}: ${moves} accounts moved, none has to`] : []),
      ];
    }),
    ...(overlap > leaseMs ? [`an account was read by two replicas for ${overlap} ms`] : []),
    ...(leaks > 0 ? ['the password of Redis stands in a log'] : []),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
