/** The failures of a cluster in the middle of its work, as a table. */
import type { ClusterBench } from './bench';
import type { Replica } from './replica';

export const FAILURES = [
  'kill',
  'freeze',
  'redis restart',
  'redis emptied',
  'cut off',
  'clean stop',
] as const;
export type FailureName = (typeof FAILURES)[number];

export interface Failure {
  readonly inject: (bench: ClusterBench, target: Replica) => Promise<void>;
  readonly recover: (bench: ClusterBench, target: Replica) => Promise<void>;
  /** its duration in leases */
  readonly leases: number;
  /** The accounts of the target go to others: within this number of leases, plus 5 s. */
  readonly takenOverWithin?: number;
  /** The target's process has exited meanwhile. */
  readonly isGone?: boolean;
}

const HAS_TO_WAIT = 1;
/** Redis is unavailable for a time that leases survive. */
const BLINK = 0.3;

async function restart({ redis }: ClusterBench, forget: boolean): Promise<void> {
  await redis.kill();
  if (forget) await redis.deleteData();
}

export const FAILURE: Readonly<Record<FailureName, Failure>> = {
  kill: {
    inject: (_bench, target) => target.kill(),
    recover: (_bench, target) => target.start(),
    ...{ leases: 2, takenOverWithin: HAS_TO_WAIT, isGone: true },
  },
  freeze: {
    inject: async (_bench, target) => target.nodeRed.program.signal('SIGSTOP'),
    recover: async (_bench, target) => target.nodeRed.program.signal('SIGCONT'),
    ...{ leases: 2.2, takenOverWithin: HAS_TO_WAIT },
  },
  'redis restart': {
    inject: (bench) => restart(bench, false),
    recover: ({ redis }) => redis.restart(),
    leases: BLINK,
  },
  'redis emptied': {
    inject: (bench) => restart(bench, true),
    recover: ({ redis }) => redis.restart(),
    leases: BLINK,
  },
  'cut off': {
    inject: async (_bench, { redisProxy: cable }) => cable.drop(),
    recover: async (_bench, { redisProxy: cable }) => cable.restore(),
    ...{ leases: 2.2, takenOverWithin: HAS_TO_WAIT },
  },
  'clean stop': {
    inject: (_bench, target) => target.stop(),
    recover: (_bench, target) => target.start(),
    ...{ leases: 1, takenOverWithin: 0, isGone: true },
  },
};
