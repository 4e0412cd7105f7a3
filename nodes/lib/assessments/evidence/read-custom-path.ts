import { z } from 'zod';
import { MimecastError } from '../../contracts/errors';
import { isJsonObject, type JsonObject } from '../../contracts/json';
import { callApi, partialFailure } from '../../streams/rest/call-api';
import { floorToSecond, formatApiTime, parseApiTime } from '../../streams/window/api-time';
import type { CustomLog } from '../kri/sources/kri-logs';
import type { EvidenceContext } from './collect-evidence';
import { toReadContext, unreadableResponse } from './read-endpoint';
import type { Range, ReadResult } from './read-window';

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
    const { found, next, total } = await onePage(log.path, filter, token, context);
    context.onPage?.();
    serverTotal ??= total;
    received += found.length;
    for (const record of found) {
      const time =
        TIME_MEMBERS.map((name) => parseApiTime(record[name])).find((one) => one !== undefined) ?? from;
      if (time < from || time >= to) continue;
      records += 1;
      onRecord(record, time);
    }
    if (next === undefined || found.length === 0) return { records, received, pages, serverTotal };
    if (seenTokens.has(next)) break;
    seenTokens.add(next);
    token = next;
  }
  throw new MimecastError('MIMECAST_BAD_ANSWER', 'the log has too many pages', { endpoint: log.path });
}

async function onePage(
  path: string,
  filter: JsonObject,
  pageToken: string | undefined,
  context: EvidenceContext,
) {
  const pagination = { pageSize: PAGE_SIZE, ...(pageToken === undefined ? {} : { pageToken }) };
  const body = { meta: { pagination }, data: [filter] };
  const answer = await callApi(
    { method: 'POST', path, body, group: 'api' },
    context.stream,
    toReadContext(context),
  );
  const failure = partialFailure(answer, path, context.stream);
  if (failure !== undefined) throw failure;
  const parsed = envelope.safeParse(answer.body);
  if (!parsed.success) throw unreadableResponse(path, 'data');
  const { data, meta } = parsed.data;
  return {
    found: data.filter(isJsonObject).flatMap(recordsIn),
    next: meta?.pagination?.next || undefined,
    total: meta?.pagination?.totalCount,
  };
}

function recordsIn(entry: JsonObject): readonly JsonObject[] {
  const lists = Object.values(entry).filter((member) => Array.isArray(member) && member.every(isJsonObject));
  const wrapped = Object.keys(entry).length <= 2 ? lists[0] : undefined;
  return Array.isArray(wrapped) ? wrapped.filter(isJsonObject) : [entry];
}
