import { paginate } from '../../api/pagination/paginator';
import { MimecastError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import { parseApiTime } from '../../streams/window/api-time';
import type { WindowLogDefinition } from '../../streams/window/definition';
import { fetchPage } from '../../streams/window/fetch-page';
import { floorToSecond } from '../../util/time';
import { withShapeCheck } from './answer-shape';
import type { EvidenceContext } from './collect-evidence';
import { toReadContext, unreadableResponse } from './read-endpoint';
import { Unplaced, type UnplacedRecords } from './unplaced';

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
  /** the largest `resultCount` of the responses, if any: of one page, or of all */
  readonly resultCount?: number | undefined;
  readonly truncated?: Truncation;
  /** records whose time is not known, and entries that are no record */
  readonly unplaced?: UnplacedRecords;
}

const LIMITS = { maxPages: 2_000, maxEmptyPages: 2 } as const;

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
  let serverTotal: number | undefined;
  let records = 0;
  let received = 0;
  let pages = 0;
  // The API includes both ends and knows whole seconds only.
  const range = { from: floorToSecond(from), to: floorToSecond(to - 1) + 1000 };
  let previousTime = from;
  const unplaced = new Unplaced();
  const shape = withShapeCheck(context, log.path, log.wrapper);
  const timeInRange = (record: JsonObject): number | undefined => {
    const ownTime = parseApiTime(record[log.time]);
    if (ownTime === undefined) unplaced.add(log.time);
    const time = ownTime ?? previousTime;
    previousTime = Math.min(Math.max(time, from), to - 1);
    return time >= from && time < to && log.matches?.(record) !== false ? time : undefined;
  };
  const fetch = async (token: string | undefined) => {
    const page = await fetchPage(log, { ...range, token: token ?? null }, toReadContext(shape.context));
    if (page.failure !== undefined) throw page.failure;
    return { ...page, empty: page.records.length + page.bad.length === 0 };
  };
  for await (const { page, end } of paginate(fetch, LIMITS, context.signal)) {
    pages += 1;
    context.onPage?.();
    serverTotal ??= page.total;
    received += page.records.length + page.bad.length;
    unplaced.add('', page.bad.length);
    for (const record of page.records) {
      const time = timeInRange(record);
      if (time === undefined) continue;
      records += 1;
      onRecord(record, time);
    }
    if (end.kind === 'repeated')
      throw endlessLogError(log.path, 'the API returned the same page token twice');
    if (end.kind === 'too-many') throw endlessLogError(log.path, 'the log has too many pages');
  }
  // An empty list beside a number of records is no list.
  if (received === 0 && (shape.told() ?? 0) > 0)
    throw unreadableResponse(log.path, `data.${log.wrapper ?? ''}`);
  return { records, received, pages, serverTotal, resultCount: shape.told(), ...unplaced.result() };
}

function endlessLogError(endpoint: string, message: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', message, { endpoint, transient: true });
}
