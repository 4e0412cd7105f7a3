import { z } from 'zod';
import { tokenText } from '../../api/pagination/next-token';
import { MimecastError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import type { QuarantineSample, ReadContext } from '../../contracts/stream';
import { callApi } from '../rest/call-api';
import { splitRecords, whereOf } from '../rest/envelope';
import { isFeedWithoutEvents } from '../rest/other-list';
import { SIEM_ACCESS } from '../siem-batch/listing';

export interface EventListing {
  readonly events: readonly JsonObject[];
  /** entries of the list that are no JSON object */
  readonly bad: readonly QuarantineSample[];
  readonly next: string | undefined;
  readonly caughtUp: boolean | undefined;
  /** epoch ms of the request */
  readonly askedAt: number;
  readonly bytes: number;
}

export interface EventRequest {
  readonly feed: 'cg' | 'ci';
  readonly key: string;
  /** empty: all types */
  readonly types: readonly string[];
  readonly cursor: string | null;
  /** epoch ms */
  readonly start: number;
}

/** Events; the maximum of the API (wire.md 4.2). */
const PAGE_SIZE = '100';
/** A page with more was not made by Mimecast. Its cursor is not followed, so nothing is lost. */
const MAX_EVENTS = 10_000;

const cursor = tokenText.nullish();
const responseSchema = z.looseObject({
  value: z.array(z.unknown()).max(MAX_EVENTS).nullish(),
  '@nextPage': cursor,
  '@nextLink': cursor,
  isCaughtUp: z.union([z.boolean(), z.stringbool()]).nullish(),
});

export function eventsPath(feed: 'cg' | 'ci'): string {
  return `/siem/v1/events/${feed}`;
}

/**
 * Lists one page of events. Unlike the batch feed, the parameter is `types`, and a start is a date-time with
 * milliseconds. No start is sent with a cursor (wire.md 4.2, 0.3).
 * @throws MimecastError, `MIMECAST_BAD_ANSWER` when the response can't be read
 */
export async function listEvents(request: EventRequest, context: ReadContext): Promise<EventListing> {
  const { feed, key, types } = request;
  const path = eventsPath(feed);
  const start: Record<string, string> =
    request.cursor === null
      ? { dateRangeStartsAt: new Date(request.start).toISOString() }
      : { nextPage: request.cursor };
  const selection: Record<string, string> = types.length === 0 ? {} : { types: types.join(',') };
  const askedAt = Date.now();
  const query = { ...selection, pageSize: PAGE_SIZE, ...start };
  const { body, bytes, requestId } = await callApi(
    { method: 'GET', path, query, group: 'siem-stream' },
    { key, access: SIEM_ACCESS[feed] },
    context,
  );
  const parsed = responseSchema.safeParse(body);
  const { value } = parsed.data ?? {};
  if (!parsed.success || (!value && !isFeedWithoutEvents(body))) {
    const where = parsed.success ? 'value' : whereOf(parsed.error);
    throw new MimecastError('MIMECAST_BAD_ANSWER', `the list of events can't be read at "${where}"`, {
      endpoint: path,
      requestId,
      transient: true,
    });
  }
  const { isCaughtUp } = parsed.data;
  const { records, bad } = splitRecords(value ?? []);
  return {
    events: records,
    bad,
    next: parsed.data['@nextPage'] || parsed.data['@nextLink'] || undefined,
    caughtUp: isCaughtUp ?? undefined,
    askedAt,
    bytes,
  };
}
