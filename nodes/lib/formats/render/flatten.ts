import { isoTime } from '../../util/time';
import { type Event, eventTime } from '../event';
import { cached } from '../text-cache';
import { type FactName, forEachFact, type Scalar, snakeName } from './fact-list';
import { Facts } from './facts';
import { toJsonLine } from './sanitize';

export type FlatEvent = Record<string, Scalar | readonly Scalar[]>;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

/** Names of facts that differ from the fact's own in snake case. */
const NAMES: Partial<Readonly<Record<FactName, string>>> = {
  duration: 'duration_ms',
  urls: 'url',
};

const FLAT_NAMES: readonly string[] = forEachFact((name) => NAMES[name] ?? snakeName(name));

/** Records can contain any number of names. */
const MAX_NAMES = 5_000;
/** A name that is made anew is slow to look up in the object that it becomes a member of. */
const prefixed = cached(MAX_NAMES, (member) => `mimecast_${member}`);

/** Scalars and lists of scalars unchanged, everything else as JSON. */
function flatValue(value: unknown): Scalar | readonly Scalar[] {
  if (isScalar(value)) return value;
  return Array.isArray(value) && value.every(isScalar) ? value : toJsonLine(value);
}

/**
 * Flattens an event to one level: all facts under their names in snake case. Unmapped members have the prefix
 * `mimecast_`, so that names never collide.
 */
export function flatten(event: Event): FlatEvent {
  const { origin, name, level, outcome } = event;
  const all: FlatEvent = {
    id: origin.id,
    time: isoTime(eventTime(event)),
    log: origin.log,
    type: origin.type,
    name,
    level,
  };
  if (outcome !== undefined) all['outcome'] = outcome;
  new Facts(event).visitRemainder((fact, value) => {
    all[FLAT_NAMES[fact] ?? ''] = flatValue(value);
  });
  for (const member of Object.keys(event.unmapped)) all[prefixed(member)] = flatValue(event.unmapped[member]);
  return all;
}
