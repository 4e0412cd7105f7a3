import type { JsonObject } from '../../common/json';
import { encodeSecureId } from '../../common/secure-id';
import type { PageMark } from '../../http/page-tokens';
import type { Arrival, ArrivalModel } from './arrival-model';
import type { WindowLog } from './logs';
import type { WindowQuery } from './request';

export interface WindowRow {
  readonly arrival: Arrival;
  readonly record: JsonObject;
}

export interface WindowPage {
  readonly rows: readonly WindowRow[];
  /** position of the next page; undefined: this is the last one */
  readonly next: PageMark | undefined;
}

/** Generates a record. @param salt another salt gives another id of the same record */
export function writeRecord(
  log: WindowLog,
  arrivals: ArrivalModel,
  arrival: Arrival,
  accountCode: string,
  salt = '',
): JsonObject {
  const key = arrivals.key(arrival);
  const id = encodeSecureId(accountCode, key, salt);
  const content = arrivals.addedContent(arrival);
  if (content !== undefined) return { id, ...content };
  return log.write({ at: arrival.at, random: arrivals.random(arrival), key, id, accountCode });
}

/**
 * One page of the visible records after a mark. A mark is a position in the order of events and not a number
 * of records: a record that appears late before the mark is not in this read.
 */
export function readPage(
  arrivals: ArrivalModel,
  query: WindowQuery,
  mark: PageMark | undefined,
  write: (arrival: Arrival) => JsonObject,
): WindowPage {
  const rows: WindowRow[] = [];
  for (const arrival of inOrder(arrivals, query, mark)) {
    if (!arrivals.isVisible(arrival)) continue;
    const record = write(arrival);
    if (!query.predicates.every((keep) => keep(record))) continue;
    const last = rows.at(-1);
    if (rows.length === query.pageSize && last !== undefined) {
      return { rows, next: [last.arrival.at, last.arrival.index] };
    }
    rows.push({ arrival, record });
  }
  return { rows, next: undefined };
}

function* inOrder(
  arrivals: ArrivalModel,
  query: WindowQuery,
  mark: PageMark | undefined,
): Generator<Arrival> {
  const { from, to, oldestFirst } = query;
  const [at, index = 0] = mark ?? [];
  const all = oldestFirst ? arrivals.all(at ?? from, to) : arrivals.backwards(from, at ?? to);
  const sign = oldestFirst ? 1 : -1;
  for (const one of all) {
    if (at === undefined || (one.at - at || one.index - index) * sign > 0) yield one;
  }
}
