/** The results of the rounds: the figures, and whether they meet the promise. */
import { FAULT_TABLE } from './faults';
import { SINK_PATHS, SOURCES } from './flow';
import type { Round } from './round';

/** As `--json` prints it. Duplicates are counted at both sinks. */
export interface Result {
  readonly rounds: number;
  /** that happened with a batch in flight and 5 to 95 % of the records at each sink */
  readonly kills: number;
  /** that existed; each of them had to arrive at both sinks */
  readonly records: number;
  readonly lost: number;
  readonly duplicatesBeforeDedup: number;
  /** at one sink */
  readonly maxDuplicatesPerKill: number;
  readonly allowedPerKill: number;
  readonly duplicatesAfterDedup: number;
}

/** The comparison by the tenant at the end; the rounds count by id, this compares every byte or value. */
export interface TenantComparison {
  readonly lost: number;
  readonly duplicatesAfterDedup: number;
  /** lines that are no record: partial lines of a killed process, or worse */
  readonly invented: number;
}

/**
 * The batches in flight at one sink when Node-RED is killed: `inFlight` batches of `chunk` records, for each stream.
 * At most this number of records may be delivered again after one interruption.
 */
export const ALLOWED_PER_KILL = SOURCES.inFlight * SOURCES.chunk * SOURCES.types.length;

export function countsAsKill({ plan, reached, unanswered }: Round): boolean {
  const inTheMiddle = SINK_PATHS.every((leg) => reached[leg] >= 0.05 && reached[leg] <= 0.95);
  return plan.what === 'kill' && inTheMiddle && unanswered > 0;
}

const mostTwice = ({ twice }: Round): number => Math.max(...SINK_PATHS.map((leg) => twice[leg]));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export function resultOf(rounds: readonly Round[], comparisons: readonly TenantComparison[]): Result {
  return {
    rounds: rounds.length,
    kills: rounds.filter(countsAsKill).length,
    records: sum(rounds.map(({ records }) => records)),
    lost: sum(comparisons.map(({ lost }) => lost)),
    duplicatesBeforeDedup: sum(rounds.flatMap(({ twice }) => SINK_PATHS.map((leg) => twice[leg]))),
    maxDuplicatesPerKill: Math.max(0, ...rounds.filter(({ plan }) => plan.what === 'kill').map(mostTwice)),
    allowedPerKill: ALLOWED_PER_KILL,
    duplicatesAfterDedup: sum(comparisons.map(({ duplicatesAfterDedup }) => duplicatesAfterDedup)),
  };
}

/** Why the promise was not kept, or nothing was proved; empty on success. */
export function problemsOf(rounds: readonly Round[], comparisons: readonly TenantComparison[]): string[] {
  const result = resultOf(rounds, comparisons);
  const interruptions = rounds.filter(({ plan }) => FAULT_TABLE[plan.what].maySendAgain).length;
  const invented = sum(comparisons.map((comparison) => comparison.invented));
  const tooMany = rounds.flatMap((round, index) => {
    const allowed = FAULT_TABLE[round.plan.what].maySendAgain ? ALLOWED_PER_KILL : 0;
    return mostTwice(round) > allowed
      ? [`round ${index + 1} (${round.plan.what}): ${mostTwice(round)} came twice, ${allowed} may`]
      : [];
  });
  return [
    ...(result.lost > 0 ? [`${result.lost} records were lost`] : []),
    ...tooMany,
    ...(result.duplicatesAfterDedup > 0
      ? [`${result.duplicatesAfterDedup} records came again with another id`]
      : []),
    // A process that is killed while it writes leaves one partial line at most.
    ...(invented > interruptions ? [`${invented} lines are no records`] : []),
    ...(rounds.length > 0 && result.kills === 0 ? ['no kill came in the middle: nothing was proved'] : []),
  ];
}
