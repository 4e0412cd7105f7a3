import type { Fields } from '../envelope';
import type { Mark } from '../page-tokens';
import { secureId } from '../secure-id';
import type { Arrival, Arrivals } from './arrivals';
import type { WindowLog } from './logs';
import type { WindowQuery } from './request';

export interface Row {
  readonly arrival: Arrival;
  readonly record: Fields;
}

export interface Page {
  readonly rows: readonly Row[];
  /** Where the next page begins; undefined behind the last record. */
  readonly next: Mark | undefined;
}

/** @param salt makes other ids of the same records */
export function writeRecord(
  log: WindowLog,
  arrivals: Arrivals,
  arrival: Arrival,
  accountCode: string,
  salt = '',
): Fields {
  const key = arrivals.key(arrival);
  const id = secureId(accountCode, key, salt);
  const words = arrivals.words(arrival);
  if (words !== undefined) return { id, ...words };
  return log.write({ at: arrival.at, random: arrivals.random(arrival), key, id, accountCode });
}

/**
 * One page of what can be seen now, from behind a mark on. Marks are places in the order of events, not numbers of
 * records: what appears late in front of a mark is missed by this reading.
 */
export function readPage(
  arrivals: Arrivals,
  query: WindowQuery,
  mark: Mark | undefined,
  write: (arrival: Arrival) => Fields,
): Page {
  const rows: Row[] = [];
  for (const arrival of ordered(arrivals, query, mark)) {
    if (!arrivals.visible(arrival)) continue;
    const record = write(arrival);
    if (!query.keep.every((keep) => keep(record))) continue;
    const last = rows.at(-1);
    if (rows.length === query.pageSize && last !== undefined) {
      return { rows, next: [last.arrival.at, last.arrival.index] };
    }
    rows.push({ arrival, record });
  }
  return { rows, next: undefined };
}

function* ordered(arrivals: Arrivals, query: WindowQuery, mark: Mark | undefined): Generator<Arrival> {
  const { from, to, oldestFirst } = query;
  const [at, index = 0] = mark ?? [];
  const all = oldestFirst ? arrivals.all(at ?? from, to) : arrivals.backwards(from, at ?? to);
  const sign = oldestFirst ? 1 : -1;
  for (const one of all) {
    if (at === undefined || (one.at - at || one.index - index) * sign > 0) yield one;
  }
}
