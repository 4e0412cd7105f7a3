import { z } from 'zod';
import { MimecastError } from '../../api/errors';
import type { QuarantineSample, ReadContext } from '../../shipping/stream';
import { callApi } from '../paged/call-api';
import type { Value } from '../paged/canonical';
import { splitRecords } from '../paged/envelope';

export interface EventListing {
  readonly events: readonly Value[];
  /** what stood among the events and is no object */
  readonly bad: readonly QuarantineSample[];
  readonly next: string | undefined;
  readonly caughtUp: boolean | undefined;
  /** epoch ms at which it was asked for */
  readonly askedAt: number;
  readonly bytes: number;
}

export interface EventRequest {
  readonly feed: 'cg' | 'ci';
  readonly key: string;
  /** none: all */
  readonly types: readonly string[];
  readonly cursor: string | null;
  /** epoch ms */
  readonly start: number;
}

/** Events; a hundred is the most that may be asked for (wire.md 4.2). */
const PAGE_SIZE = '100';

const cursor = z.string().nullish();
const answer = z.looseObject({
  value: z.array(z.unknown()).nullish(),
  '@nextPage': cursor,
  '@nextLink': cursor,
  isCaughtUp: z.union([z.boolean(), z.stringbool()]).nullish(),
});

export function eventsPath(feed: 'cg' | 'ci'): string {
  return `/siem/v1/events/${feed}`;
}

/**
 * One page of events. `types` is the plural here, and a start is a date-time with milliseconds; it is left out
 * where a cursor says more (wire.md 4.2, 0.3).
 * @throws MimecastError, `MIMECAST_BAD_ANSWER` when the answer can't be read
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
    key,
    context,
  );
  const parsed = answer.safeParse(body);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new MimecastError('MIMECAST_BAD_ANSWER', `the list of events can't be read at "${where}"`, {
      endpoint: path,
      requestId,
      transient: true,
    });
  }
  const { value, isCaughtUp } = parsed.data;
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
