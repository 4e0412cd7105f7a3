/** The failures of a cluster in the middle of its work, as a table. */
import type { ClusterBench } from './bench';
import type { Replica } from './replica';

export const STRIKES = ['kill', 'freeze', 'redis restart', 'redis emptied', 'cut off', 'clean stop'] as const;
export type StrikeName = (typeof STRIKES)[number];

export interface Strike {
  readonly strike: (bench: ClusterBench, victim: Replica) => Promise<void>;
  readonly mend: (bench: ClusterBench, victim: Replica) => Promise<void>;
  /** its duration in leases */
  readonly leases: number;
  /** The accounts of the victim go to others: within this number of leases, plus 5 s. */
  readonly takenOverWithin?: number;
  /** The victim's process has exited meanwhile. */
  readonly isGone?: boolean;
}

const HAS_TO_WAIT = 1;
/** Redis is unavailable for a time that leases survive. */
const BLINK = 0.3;

async function restart({ redis }: ClusterBench, forget: boolean): Promise<void> {
  await redis.kill();
  if (forget) await redis.forget();
}

export const STRIKE: Readonly<Record<StrikeName, Strike>> = {
  kill: {
    strike: (_bench, victim) => victim.kill(),
    mend: (_bench, victim) => victim.start(),
    ...{ leases: 2, takenOverWithin: HAS_TO_WAIT, isGone: true },
  },
  freeze: {
    strike: async (_bench, victim) => victim.nodeRed.program.signal('SIGSTOP'),
    mend: async (_bench, victim) => victim.nodeRed.program.signal('SIGCONT'),
    ...{ leases: 2.2, takenOverWithin: HAS_TO_WAIT },
  },
  'redis restart': {
    strike: (bench) => restart(bench, false),
    mend: ({ redis }) => redis.startAgain(),
    leases: BLINK,
  },
  'redis emptied': {
    strike: (bench) => restart(bench, true),
    mend: ({ redis }) => redis.startAgain(),
    leases: BLINK,
  },
  'cut off': {
    strike: async (_bench, { cable }) => cable.cut(),
    mend: async (_bench, { cable }) => cable.mend(),
    ...{ leases: 2.2, takenOverWithin: HAS_TO_WAIT },
  },
  'clean stop': {
    strike: (_bench, victim) => victim.stop(),
    mend: (_bench, victim) => victim.start(),
    ...{ leases: 1, takenOverWithin: 0, isGone: true },
  },
};
