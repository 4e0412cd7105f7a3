/** For probes: which sources are up to date with their own interval. Without names and records. Pure. */
import type { Health, SourceHealth } from '../../contracts/overview';
import { isStale } from './judge-source';
import type { SourceFacts } from './types';

/** A source that polls on messages only, is paused, or is read by another replica has nothing to be late for. */
const OFF_STATES: ReadonlySet<string | undefined> = new Set(['paused', 'standby']);

export function buildHealth(sources: readonly SourceFacts[], now: number): Health {
  const healths = sources.map((source) => toHealth(source, now));
  const count = (status: SourceHealth['status']): number =>
    healths.filter((source) => source.status === status).length;
  const counts = { fresh: count('fresh'), stale: count('stale'), off: count('off') };
  return {
    status: counts.stale === 0 ? 'fresh' : 'stale',
    at: new Date(now).toISOString(),
    counts,
    sources: healths,
  };
}

function toHealth(source: SourceFacts, now: number): SourceHealth {
  const { node, everyMs, state, problem, aliveAt, startedAt } = source;
  const isOff = problem === undefined && (everyMs === 0 || OFF_STATES.has(state?.kind));
  const isBad = problem !== undefined || isStale(source, now);
  return {
    node,
    status: isOff ? 'off' : isBad ? 'stale' : 'fresh',
    ageMs: Math.max(0, now - (aliveAt ?? startedAt)),
    everyMs,
  };
}
