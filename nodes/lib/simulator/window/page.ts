import type { Fields } from '../http/envelope';
import type { Mark } from '../http/page-tokens';
import { secureId } from '../access/secure-id';
import type { Arrival, Arrivals } from './arrival-model';
import type { WindowLog } from './logs';
import type { WindowQuery } from './request';

export interface Row {
  readonly arrival: Arrival;
  readonly record: Fields;
}

export interface Page {
  readonly rows: readonly Row[];
  /** position of the next page; undefined: this is the last one */
  readonly next: Mark | undefined;
}

/** Generates a record. @param salt another salt gives another id of the same record */
export function writeRecord(
  log: WindowLog,
  arrivals: Arrivals,
  arrival: Arrival,
  accountCode: string,
  salt = '',
): Fields {
  const key = arrivals.key(arrival);
  const id = secureId(accountCode, key, salt);
  const content = arrivals.words(arrival);
  if (content !== undefined) return { id, ...content };
  return log.write({ at: arrival.at, random: arrivals.random(arrival), key, id, accountCode });
}

/**
 * One page of the visible records after a mark. A mark is a position in the order of events and no number of records: a
 * record that appears late before the mark is not in this read.
 */
export function readPage(
  arrivals: Arrivals,
  query: WindowQuery,
  mark: Mark | undefined,
  write: (arrival: Arrival) => Fields,
): Page {
  const rows: Row[] = [];
  for (const arrival of inOrder(arrivals, query, mark)) {
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

function* inOrder(arrivals: Arrivals, query: WindowQuery, mark: Mark | undefined): Generator<Arrival> {
  const { from, to, oldestFirst } = query;
  const [at, index = 0] = mark ?? [];
  const all = oldestFirst ? arrivals.all(at ?? from, to) : arrivals.backwards(from, at ?? to);
  const sign = oldestFirst ? 1 : -1;
  for (const one of all) {
    if (at === undefined || (one.at - at || one.index - index) * sign > 0) yield one;
  }
}
