import { z } from 'zod';
import { MimecastError } from '../../contracts/errors';
import { callApi, partialFailure } from '../../streams/rest/call-api';
import { isValue, type Value } from '../../util/canonical-json';
import { apiTime, readTime, wholeSecond } from '../../streams/window/api-time';
import type { Drained, Range } from './read-window';
import type { OverriddenLog } from '../kri/sources/kri-logs';
import type { SurveyContext } from './collect-evidence';
import { readContext, unreadable } from './read-endpoint';

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
export async function drainPath(
  log: OverriddenLog,
  { from, to }: Range,
  context: SurveyContext,
  onRecord: (record: Value, time: number) => void,
): Promise<Drained> {
  const filter = { ...log.filter, [log.start]: apiTime(from), [log.end]: apiTime(wholeSecond(to - 1)) };
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
        TIME_MEMBERS.map((name) => readTime(record[name])).find((one) => one !== undefined) ?? from;
      if (time < from || time >= to) continue;
      records += 1;
      onRecord(record, time);
    }
    if (next === undefined || found.length === 0)
      return { records, came: received, pages, told: serverTotal };
    if (seenTokens.has(next)) break;
    seenTokens.add(next);
    token = next;
  }
  throw new MimecastError('MIMECAST_BAD_ANSWER', 'the log does not come to an end', { endpoint: log.path });
}

async function onePage(path: string, filter: Value, pageToken: string | undefined, context: SurveyContext) {
  const pagination = { pageSize: PAGE_SIZE, ...(pageToken === undefined ? {} : { pageToken }) };
  const body = { meta: { pagination }, data: [filter] };
  const answer = await callApi(
    { method: 'POST', path, body, group: 'api' },
    context.stream,
    readContext(context),
  );
  const failure = partialFailure(answer, path, context.stream);
  if (failure !== undefined) throw failure;
  const parsed = envelope.safeParse(answer.body);
  if (!parsed.success) throw unreadable(path, 'data');
  const { data, meta } = parsed.data;
  return {
    found: data.filter(isValue).flatMap(recordsIn),
    next: meta?.pagination?.next || undefined,
    total: meta?.pagination?.totalCount,
  };
}

function recordsIn(entry: Value): readonly Value[] {
  const lists = Object.values(entry).filter((member) => Array.isArray(member) && member.every(isValue));
  const wrapped = Object.keys(entry).length <= 2 ? lists[0] : undefined;
  return Array.isArray(wrapped) ? wrapped.filter(isValue) : [entry];
}
