import { z } from 'zod';
import { apiMetaSchema, apiToken } from '../../api/pagination/next-token';
import { paginate } from '../../api/pagination/paginator';
import { MimecastError } from '../../contracts/errors';
import { isJsonObject, type JsonObject } from '../../contracts/json';
import { callApi, partialFailure } from '../../streams/rest/call-api';
import { formatApiTime, parseApiTime } from '../../streams/window/api-time';
import { floorToSecond } from '../../util/time';
import type { EvidenceContext } from './collect-evidence';
import { requirementOf, toReadContext, unreadableResponse } from './read-endpoint';
import type { Range, ReadResult } from './read-window';

/** A log at a configured, undocumented path. `start` and `end` name the members of the request that hold the range. */
export interface CustomLog {
  readonly path: string;
  readonly start: string;
  readonly end: string;
  readonly filter: JsonObject;
}

const LIMITS = { maxPages: 2_000, maxEmptyPages: 1 } as const;
const PAGE_SIZE = 100;
const TIME_MEMBERS = ['date', 'eventTime', 'released', 'created', 'timestamp', 'dateReceived', 'time'];

const envelope = z.looseObject({ meta: apiMetaSchema, data: z.array(z.unknown()) });

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
  let serverTotal: number | undefined;
  let records = 0;
  let received = 0;
  let pages = 0;
  const fetch = (token: string | undefined) => readPage(log.path, filter, token, context);
  for await (const { page, end } of paginate(fetch, LIMITS, context.signal)) {
    const { records: found, total } = page;
    pages += 1;
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
    if (end.kind === 'repeated' || end.kind === 'too-many') {
      throw new MimecastError('MIMECAST_BAD_ANSWER', 'the log has too many pages', { endpoint: log.path });
    }
  }
  return { records, received, pages, serverTotal };
}

async function readPage(
  path: string,
  filter: JsonObject,
  pageToken: string | undefined,
  context: EvidenceContext,
) {
  const pagination = { pageSize: PAGE_SIZE, ...(pageToken === undefined ? {} : { pageToken }) };
  const body = { meta: { pagination }, data: [filter] };
  const requirement = requirementOf(context.stream);
  const response = await callApi(
    { method: 'POST', path, body, group: 'api' },
    requirement,
    toReadContext(context),
  );
  const failure = partialFailure(response, path, requirement);
  if (failure !== undefined) throw failure;
  const parsed = envelope.safeParse(response.body);
  if (!parsed.success) throw unreadableResponse(path, 'data');
  const { data, meta } = parsed.data;
  if (!data.every(isJsonObject)) throw unreadableResponse(path, 'data');
  const found = data.filter(isJsonObject).flatMap(recordsIn);
  const total = meta?.pagination?.totalCount;
  return { records: found, empty: found.length === 0, next: apiToken(meta), total };
}

function recordsIn(entry: JsonObject): readonly JsonObject[] {
  const lists = Object.values(entry).filter((member) => Array.isArray(member) && member.every(isJsonObject));
  const wrapped = Object.keys(entry).length <= 2 ? lists[0] : undefined;
  return Array.isArray(wrapped) ? wrapped.filter(isJsonObject) : [entry];
}
