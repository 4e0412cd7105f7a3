/** All rounds, and the comparison at the end. */
import { join } from 'node:path';
import type { Cleanup } from '../real/harness/process/cleanup';
import { Bench } from './bench';
import { SINK_PATHS, type SinkPath } from './flow';
import { type FaultPlan, planOf } from './plan';
import type { TenantComparison } from './result';
import { forEachSink, type PerSink, playRound, type Round, TENANT } from './round';

export interface RunOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly mutant: boolean;
  /** called at the end of every round */
  readonly onRound: (round: Round) => void;
}

/** ms between the arrival of a page and its acknowledgement */
const RESPONSE_DELAY_MS = 60;

/** The position of each source is saved in its own file, and in a second run in a context store. */
const STORES: readonly Readonly<Record<SinkPath, string>>[] = [
  { http: '', file: 'context:chaos' },
  { http: 'context:chaos', file: '' },
];

export async function run(
  options: RunOptions,
  cleanup: Cleanup,
): Promise<{ rounds: readonly Round[]; comparisons: readonly TenantComparison[] }> {
  const plans = planOf(options.rounds, options.seed);
  const half = Math.ceil(plans.length / STORES.length);
  const rounds: Round[] = [];
  const comparisons: TenantComparison[] = [];
  for (const [number, stores] of STORES.entries()) {
    const part = plans.slice(number * half, (number + 1) * half);
    if (part.length === 0) continue;
    const bench = await Bench.start(
      {
        ...{ seed: options.seed + number, stores, mutant: options.mutant },
        ...{ tenant: TENANT, responseDelayMs: RESPONSE_DELAY_MS, perSecond: 0 },
      },
      cleanup,
    );
    try {
      rounds.push(...(await playAll(bench, part, options)));
      comparisons.push(await audit(bench));
    } finally {
      await bench.close();
    }
    if (isProved(options, rounds)) break;
  }
  return { rounds, comparisons };
}

/** A build that must fail has failed: no later round can change that. */
const isProved = ({ mutant }: RunOptions, rounds: readonly Round[]): boolean =>
  mutant && rounds.some(({ lost }) => SINK_PATHS.some((leg) => lost[leg] > 0));

async function playAll(bench: Bench, plans: readonly FaultPlan[], options: RunOptions): Promise<Round[]> {
  await bench.startNodeRed();
  await bench.nodeRed.deploy(bench.flow);
  const rounds: Round[] = [];
  let lost: PerSink = forEachSink(() => 0);
  for (const plan of plans) {
    const before = lost;
    const round = await playRound(bench, plan, before);
    lost = forEachSink((leg) => before[leg] + round.lost[leg]);
    rounds.push(round);
    options.onRound(round);
    if (isProved(options, rounds)) break;
  }
  return rounds;
}

/** The tenant compares its records with those at the sinks. */
async function audit(bench: Bench): Promise<TenantComparison> {
  const [all, once] = [join(bench.folder, 'all.ndjson'), join(bench.folder, 'once.ndjson')];
  await bench.http.export(all, once);
  const http = await bench.simulator.compare(all, 'meaning');
  const idempotent = await bench.simulator.compare(once, 'meaning');
  const file = await bench.simulator.compare(bench.file.file);
  return {
    lost: http.lostCount + file.lostCount,
    // A receiver that drops by id must have every record once. In the file the line is the id.
    duplicatesAfterDedup: idempotent.twice + (idempotent.lostCount - http.lostCount),
    invented: http.invented + file.invented,
  };
}
