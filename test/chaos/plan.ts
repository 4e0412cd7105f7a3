/** The fault of each round; only the seed decides. */
import { Random } from '../../nodes/lib/simulator/common/random';

export const FAULT_NAMES = [
  'kill',
  'disk full',
  'redeploy',
  'sink restart',
  'disable',
  'faults',
  'sink 503',
  'sink hangs',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

export interface FaultPlan {
  readonly what: FaultName;
  /** Share of the records at both sinks at the time of the fault; it needs remaining records. */
  readonly at: number;
  /** For other random choices in this round. */
  readonly seed: number;
}

/** Every other round is a kill; the others come in another order for each seed, and all before one is repeated. */
export function planOf(rounds: number, seed: number): FaultPlan[] {
  const random = new Random(seed);
  const others = FAULT_NAMES.filter((what) => what !== 'kill');
  let deck: FaultName[] = [];
  return Array.from({ length: rounds }, (_, round) => {
    if (deck.length === 0) deck = random.shuffle(others);
    const what = round % 2 === 0 ? 'kill' : (deck.shift() ?? 'kill');
    const at = 0.1 + random.below(60) / 100;
    return { what, at: what === 'faults' ? 0 : at, seed: random.next() };
  });
}
