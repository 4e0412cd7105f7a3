/** What is done in which round; the seed decides, and nothing else. */
import { Random } from '../../nodes/lib/simulator/random';

export const DISTURBANCES = [
  'kill',
  'disk full',
  'redeploy',
  'sink restart',
  'disable',
  'faults',
  'sink 503',
  'sink hangs',
] as const;

export type Disturbance = (typeof DISTURBANCES)[number];

export interface Plan {
  readonly what: Disturbance;
  /** Share of the records that has arrived at both sinks when it happens; faults need something left to spoil. */
  readonly at: number;
  /** For what else is left to chance in this round. */
  readonly seed: number;
}

/** Every other round is a kill; the others come in another order for each seed, and all before one comes again. */
export function planOf(rounds: number, seed: number): Plan[] {
  const random = new Random(seed);
  const others = DISTURBANCES.filter((what) => what !== 'kill');
  let deck: Disturbance[] = [];
  return Array.from({ length: rounds }, (_, round) => {
    if (deck.length === 0) deck = random.shuffle(others);
    const what = round % 2 === 0 ? 'kill' : (deck.shift() ?? 'kill');
    const at = 0.1 + random.below(60) / 100;
    return { what, at: what === 'faults' ? 0 : at, seed: random.next() };
  });
}
