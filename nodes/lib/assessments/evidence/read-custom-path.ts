import { z } from 'zod';
import { MimecastError } from '../../contracts/errors';
import { isJsonObject, type JsonObject } from '../../contracts/json';
import { callApi, partialFailure } from '../../streams/rest/call-api';
import { formatApiTime, parseApiTime } from '../../streams/window/api-time';
import { floorToSecond } from '../../util/time';
import type { EvidenceContext } from './collect-evidence';
import { toReadContext, unreadableResponse } from './read-endpoint';
import type { Range, ReadResult } from './read-window';

/** A log at a configured, undocumented path. `start` and `end` name the members of the request that hold the range. */
export interface CustomLog {
  readonly path: string;
  readonly start: string;
  readonly end: string;
  readonly filter: JsonObject;
}

const MAX_PAGES = 2_000;
const PAGE_SIZE = 100;
const TIME_MEMBERS = ['date', 'eventTime', 'released', 'created', 'timestamp', 'dateReceived', 'time'];

const envelope = z.looseObject({
  meta: z
    .looseObject({
      pagination: z
        .looseObject({
          next: z.string().nullish(),
          totalCount: z.number().int().nonnegative().optional().catch(undefined),
        })
        .nullish(),
    })
    .nullish(),
  data: z.array(z.unknown()),
});

/**
 * Reads a log at a configured, undocumented path, in the envelope of `/api/*`. The records are `data`, or the first
 * list in its objects. Records without a recognisable time count at the start of the range.
 * @throws MimecastError; the signal's reason when aborted
 */
export async function readCustomPath(
  log: CustomLog,
  { from, to }: Range,
  context: EvidenceContext,
  onRecord: (record: JsonObject, time: number) => void,
): Promise<ReadResult> {
  const filter = {
    ...log.filter,
    [log.start]: formatApiTime(from),
    [log.end]: formatApiTime(floorToSecond(to - 1)),
  };
  let token: string | undefined;
  let serverTotal: number | undefined;
  let records = 0;
  let received = 0;
  const seenTokens = new Set<string>();
  for (let pages = 1; pages <= MAX_PAGES; pages += 1) {
    const { page, next, total } = await readPage(log.path, filter, token, context);
    context.onPage?.();
    serverTotal ??= total;
    received += page.length;
    for (const record of page) {
      const time =
        TIME_MEMBERS.map((name) => parseApiTime(record[name])).find((one) => one !== undefined) ?? from;
      if (time < from || time >= to) continue;
      records += 1;
      onRecord(record, time);
    }
    if (next === undefined || page.length === 0) return { records, received, pages, serverTotal };
    if (seenTokens.has(next)) break;
    seenTokens.add(next);
    token = next;
  }
  throw new MimecastError('MIMECAST_BAD_ANSWER', 'the log has too many pages', { endpoint: log.path });
}

async function readPage(
  path: string,
  filter: JsonObject,
  pageToken: string | undefined,
  context: EvidenceContext,
) {
  const pagination = { pageSize: PAGE_SIZE, ...(pageToken === undefined ? {} : { pageToken }) };
  const body = { meta: { pagination }, data: [filter] };
  const response = await callApi(
    { method: 'POST', path, body, group: 'api' },
    context.stream,
    toReadContext(context),
  );
  const failure = partialFailure(response, path, context.stream);
  if (failure !== undefined) throw failure;
  const parsed = envelope.safeParse(response.body);
  if (!parsed.success) throw unreadableResponse(path, 'data');
  const { data, meta } = parsed.data;
  return {
    page: data.filter(isJsonObject).flatMap(recordsIn),
    next: meta?.pagination?.next || undefined,
    total: meta?.pagination?.totalCount,
  };
}

function recordsIn(entry: JsonObject): readonly JsonObject[] {
  const lists = Object.values(entry).filter((member) => Array.isArray(member) && member.every(isJsonObject));
  const wrapped = Object.keys(entry).length <= 2 ? lists[0] : undefined;
  return Array.isArray(wrapped) ? wrapped.filter(isJsonObject) : [entry];
}
