/** One round: new records, a failure in the middle of them, and the result for every record. */
import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '../../real/harness/process/wait-for';
import type { ClusterBench } from './bench';
import { FAILURE, type FailureName } from './failures';
import { SOURCE } from './flow';
import type { Replica } from './replica';

export interface ClusterRound {
  readonly what: FailureName;
  /** that had to arrive, over all accounts */
  readonly records: number;
  /** share of them that had arrived at the failure */
  readonly reached: number;
  readonly lost: number;
  readonly twice: number;
  /** leases acquired in this round: each may redeliver what was in flight */
  readonly moves: number;
  /** ms until all accounts of the target were held elsewhere; undefined where they need not be */
  readonly takeOverMs: number | undefined;
  readonly seconds: number;
}

export const PERIOD_MS = 3_600_000;
const ROUND_MS = 180_000;
const QUIET_MS = 1_500;
/** An unacknowledged batch is sent again after its time-out and a back-off; and a lease may have to expire. */
const STALLED_MS = 5_000 * SOURCE.ackTimeoutS;

export const ALLOWED_PER_MOVE = SOURCE.chunk * SOURCE.inFlight;

export async function playClusterRound(
  bench: ClusterBench,
  what: FailureName,
  at: number,
  lostBefore: number,
): Promise<ClusterRound> {
  const started = Date.now();
  const { accounts, leaseS } = bench.options;
  const failure = FAILURE[what];
  const before = await bench.sink.state();
  const existed = await bench.simulator.count();
  const now = await bench.simulator.advance(0);
  await bench.simulator.advance(PERIOD_MS - (now % PERIOD_MS) + 1_000);
  const records = ((await bench.simulator.count()) - existed) * accounts;
  const share = async (): Promise<number> =>
    ((await bench.sink.state()).distinct - before.distinct) / records;
  const nobody = new Set<number>();
  await waitFor(async () => ((await share()) >= at ? true : undefined), {
    ...{
      what: `${at} of the records`,
      ms: ROUND_MS,
      everyMs: 10,
      stopReason: () => bench.stopReason(nobody),
    },
  });
  const target = busiest(bench);
  const moved = bench.leaseLog.acquisitions.length;
  const absent = new Set(failure.isGone === true ? [target.number] : []);
  const reached = await share();
  const failedAt = Date.now();
  const held = accountsOf(bench, target.number);
  await failure.inject(bench, target);
  const takenOver =
    failure.takenOverWithin === undefined
      ? undefined
      : takeOver(bench, target.number, held, failedAt, absent);
  await Promise.all([pause(failure.leases * leaseS * 1000), takenOver]);
  await failure.recover(bench, target);
  await untilComplete(bench, lostBefore);
  const after = await bench.sink.state();
  const expected = (await bench.simulator.count()) * accounts;
  return {
    ...{ what, records, reached, takeOverMs: await takenOver },
    lost: expected - after.distinct - lostBefore,
    twice: after.received - before.received - (after.distinct - before.distinct),
    moves: bench.leaseLog.acquisitions.length - moved,
    seconds: (Date.now() - started) / 1000,
  };
}

/** The replica with the most accounts: a failure of it has the largest effect. */
function busiest(bench: ClusterBench): Replica {
  const shares = bench.shares();
  const found = bench.replicas[shares.indexOf(Math.max(...shares))];
  if (found === undefined) throw new Error('there is no replica');
  return found;
}

function accountsOf(bench: ClusterBench, replica: number): readonly string[] {
  return [...bench.leaseLog.holders()].flatMap(([client, holder]) => (holder === replica ? [client] : []));
}

async function takeOver(
  bench: ClusterBench,
  target: number,
  held: readonly string[],
  failedAt: number,
  absent: ReadonlySet<number>,
): Promise<number> {
  const isElsewhere = (client: string): boolean =>
    bench.leaseLog.acquisitions.some(
      (one) => one.client === client && one.replica !== target && one.at >= failedAt,
    );
  await waitFor(() => (held.every(isElsewhere) ? true : undefined), {
    what: `the accounts of replica ${target} to be taken over`,
    ...{ ms: 60_000, everyMs: 10, stopReason: () => bench.stopReason(absent) },
  });
  const times = bench.leaseLog.acquisitions.filter(
    ({ client, at }) => held.includes(client) && at >= failedAt,
  );
  return Math.max(0, ...times.map(({ at }) => at - failedAt));
}

/** Everything arrived, and nothing changes any more; or nothing has changed for too long. */
async function untilComplete(bench: ClusterBench, lostBefore: number): Promise<void> {
  const { accounts, leaseS } = bench.options;
  const most = Math.ceil(accounts / bench.replicas.length);
  let seen = '';
  let stillSince = Date.now();
  await waitFor(
    async () => {
      const [{ distinct, received, open }, expected] = await Promise.all([
        bench.sink.state(),
        bench.simulator.count(),
      ]);
      const shares = bench.shares();
      const snapshot = JSON.stringify([distinct, received, open, shares]);
      if (snapshot !== seen) {
        seen = snapshot;
        stillSince = Date.now();
      }
      const still = Date.now() - stillSince;
      const complete = distinct >= expected * accounts - lostBefore && open === 0;
      const even = shares.every((share) => share <= most);
      return still > (complete && even ? QUIET_MS : STALLED_MS + 2_000 * leaseS) ? true : undefined;
    },
    {
      what: 'the records of this round',
      ms: ROUND_MS,
      everyMs: 50,
      stopReason: () => bench.stopReason(new Set()),
    },
  );
}
