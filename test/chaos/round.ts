/** One round: an hour of events, a fault in the middle of it, and the result for the records. */
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../nodes/lib/simulator/common/random';
import { waitFor } from '../real/harness/process/wait-for';
import type { Bench } from './bench';
import { FAULT_TABLE } from './faults';
import { SINK_PATHS, type SinkPath, SOURCES } from './flow';
import type { FaultPlan } from './plan';

export type PerSink = Readonly<Record<SinkPath, number>>;

export interface Round {
  readonly plan: FaultPlan;
  /** a short note about the fault */
  readonly note: string;
  /** new records of the tenant */
  readonly records: number;
  /** share of them at each sink at the time of the fault */
  readonly reached: PerSink;
  /** senders that were gone when the HTTP sink responded */
  readonly unanswered: number;
  /** missing records */
  readonly lost: PerSink;
  /** duplicates */
  readonly twice: PerSink;
  readonly seconds: number;
}

const FILES = 10;
const RECORDS_PER_FILE = 1_050;
const PERIOD_MS = 3_600_000;
const LEAST_RECORDS = 20_000;

/** Empty at first, and this number of records in each period. */
export const TENANT = [
  ...['--types', SOURCES.types.join(','), '--files-per-slot', String(FILES)],
  ...['--records-per-file', String(RECORDS_PER_FILE), '--slot-ms', String(PERIOD_MS)],
  ...['--publish-delay-ms', '0', '--late-share', '0', '--history-ms', '0', '--quota', '1000000'],
];

/** An unacknowledged batch is sent again after the time-out and a back-off: longer than both. */
const STALLED_MS = 3_000 * SOURCES.ackTimeoutS;
const QUIET_MS = 700;
const ROUND_MS = 120_000;
/** Until the other end notices the end of a connection. */
const NOTICED_MS = 50;

/** @param lostBefore records that earlier rounds lost at each sink: they do not arrive any more */
export async function playRound(bench: Bench, plan: FaultPlan, lostBefore: PerSink): Promise<Round> {
  const started = Date.now();
  const { inject, recover, ms = 0 } = FAULT_TABLE[plan.what];
  const random = new Random(plan.seed);
  const before = await bench.arrivals();
  const existed = await bench.simulator.count();
  const records = await nextPeriod(bench, existed);
  const share = async (): Promise<PerSink> => {
    const now = await bench.arrivals();
    return forEachSink((leg) => (now[leg].distinct - before[leg].distinct) / records);
  };
  // A kill has to meet requests that are open, so the sink stops responding at that point.
  if (plan.what === 'kill') await bench.http.hangFrom(before.http.distinct + Math.ceil(plan.at * records));
  await waitFor(
    async () => {
      const now = await share();
      if (SINK_PATHS.some((leg) => now[leg] < plan.at)) return undefined;
      return plan.what !== 'kill' || (await bench.http.state()).open > 0 ? true : undefined;
    },
    { what: `${plan.at} of the records`, ms: ROUND_MS, everyMs: 20, stopReason: () => bench.stopReason },
  );
  const { unanswered } = await bench.http.state();
  const note = await inject(bench, random);
  await pause(NOTICED_MS);
  const isSinkThere = plan.what !== 'sink restart';
  const reached = isSinkThere ? await share() : forEachSink(() => plan.at);
  const left = isSinkThere ? (await bench.http.state()).unanswered - unanswered : 0;
  await pause(ms);
  await recover?.(bench);
  await untilComplete(bench, lostBefore);
  const after = { ...(await bench.arrivals()), file: await bench.file.anew() };
  const expected = await bench.simulator.count();
  bench.file.endRound();
  return {
    ...{ plan, note, records: expected - existed, reached, unanswered: left },
    lost: forEachSink((leg) => expected - after[leg].distinct - lostBefore[leg]),
    twice: forEachSink(
      (leg) => after[leg].received - before[leg].received - (after[leg].distinct - before[leg].distinct),
    ),
    seconds: (Date.now() - started) / 1000,
  };
}

export function forEachSink(number: (leg: SinkPath) => number): PerSink {
  return { http: number('http'), file: number('file') };
}

/** @returns number of new records */
async function nextPeriod(bench: Bench, existed: number): Promise<number> {
  const now = await bench.simulator.advance(0);
  await bench.simulator.advance(PERIOD_MS - (now % PERIOD_MS) + 1_000);
  const records = (await bench.simulator.count()) - existed;
  if (records < LEAST_RECORDS) throw new Error(`only ${records} records in this round`);
  return records;
}

/** Everything arrived, and nothing changes any more; or nothing has changed for too long. */
async function untilComplete(bench: Bench, lostBefore: PerSink): Promise<void> {
  let seen = '';
  let stillSince = Date.now();
  await waitFor(
    async () => {
      const [now, { open }, expected] = await Promise.all([
        bench.arrivals(),
        bench.http.state(),
        bench.simulator.count(),
      ]);
      const snapshot = JSON.stringify([now, open, expected]);
      if (snapshot !== seen) {
        seen = snapshot;
        stillSince = Date.now();
      }
      const still = Date.now() - stillSince;
      const complete = SINK_PATHS.every((leg) => now[leg].distinct >= expected - lostBefore[leg]);
      return still > (complete && open === 0 ? QUIET_MS : STALLED_MS) ? true : undefined;
    },
    { what: 'the records of this round', ms: ROUND_MS, everyMs: 50, stopReason: () => bench.stopReason },
  );
}
