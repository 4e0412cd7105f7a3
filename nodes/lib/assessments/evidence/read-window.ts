import { MimecastError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import { parseApiTime } from '../../streams/window/api-time';
import type { WindowLogDefinition } from '../../streams/window/definition';
import { type FetchedPage, fetchPage } from '../../streams/window/fetch-page';
import { floorToSecond } from '../../util/time';
import type { EvidenceContext } from './collect-evidence';
import { toReadContext } from './read-endpoint';

export interface Range {
  /** epoch ms; `to` is exclusive */
  readonly from: number;
  readonly to: number;
}

/** Records newer than `until` (epoch ms) could not be read, and why. All older ones could. */
export interface Truncation {
  readonly until: number;
  readonly error: MimecastError;
}

export interface ReadResult {
  readonly records: number;
  /** all records in the responses, also those outside of the range (the API knows whole seconds only) */
  readonly received: number;
  readonly pages: number;
  /** `totalCount` of the responses, if any; for comparison only, because it is unreliable */
  readonly serverTotal: number | undefined;
  readonly truncated?: Truncation;
}

const MAX_PAGES = 2_000;

/**
 * Reads all records of a range and passes each on with its time. A record without a time gets the time of the record
 * before it. Counting the records is the only reliable measure (wire.md 3.2).
 * @throws MimecastError when a part of the range cannot be read; the signal's reason when aborted
 */
export async function readWindow(
  log: WindowLogDefinition,
  { from, to }: Range,
  context: EvidenceContext,
  onRecord: (record: JsonObject, time: number) => void,
): Promise<ReadResult> {
  const seenTokens = new Set<string>();
  let token: string | null = null;
  let serverTotal: number | undefined;
  let records = 0;
  let received = 0;
  let previousWasEmpty = false;
  // The API includes both ends and knows whole seconds only.
  const range = { from: floorToSecond(from), to: floorToSecond(to - 1) + 1000 };
  let previousTime = from;
  const timeInRange = (record: JsonObject): number | undefined => {
    const time = parseApiTime(record[log.time]) ?? previousTime;
    previousTime = Math.min(Math.max(time, from), to - 1);
    return time >= from && time < to && log.matches?.(record) !== false ? time : undefined;
  };
  for (let pages = 1; pages <= MAX_PAGES; pages += 1) {
    const page: FetchedPage = await fetchPage(log, { ...range, token }, toReadContext(context));
    if (page.failure !== undefined) throw page.failure;
    context.onPage?.();
    serverTotal ??= page.total;
    received += page.records.length;
    for (const record of page.records) {
      const time = timeInRange(record);
      if (time === undefined) continue;
      records += 1;
      onRecord(record, time);
    }
    const empty = page.records.length === 0;
    if (page.next === undefined || (empty && previousWasEmpty))
      return { records, received, pages, serverTotal };
    previousWasEmpty = empty;
    if (seenTokens.has(page.next))
      throw endlessLogError(log.path, 'the API returned the same page token twice');
    seenTokens.add(page.next);
    token = page.next;
  }
  throw endlessLogError(log.path, 'the log has too many pages');
}

function endlessLogError(endpoint: string, message: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', message, { endpoint, transient: true });
}
