import { z } from 'zod';
import { MAX_LINK_LENGTH } from '../../api/http/link-policy';
import { tokenText } from '../../api/pagination/next-token';
import { type Access, MimecastError } from '../../contracts/errors';
import type { ReadContext } from '../../contracts/stream';
import { callApi } from '../rest/call-api';
import { whereOf } from '../rest/envelope';
import { isFeedWithoutEvents } from '../rest/other-list';

/** One file of a listing. */
export interface FileLink {
  /** path of the URL, identifies the file; the query string is a credential that changes */
  readonly path: string;
  readonly url: string;
  /** bytes, compressed */
  readonly size: number | null;
}

export interface FileListing {
  readonly files: readonly FileLink[];
  readonly next: string | undefined;
  readonly caughtUp: boolean | undefined;
  /** epoch ms of the request */
  readonly askedAt: number;
  /** bytes of the response */
  readonly bytes: number;
}

export interface ListRequest {
  readonly feed: 'cg' | 'ci';
  readonly type: string;
  readonly cursor: string | null;
  readonly day: string;
  /** only in a request by date; missing: no end */
  readonly lastDay?: string;
}

/** What both feeds of events need; no permission is documented for those of Cloud Integrated. */
export const SIEM_ACCESS: Readonly<Record<ListRequest['feed'], Access>> = {
  cg: {
    permission: 'Security Events and Data Retrieval | Threat and Security Events (SIEM) | Read',
    product: 'Threats, Security Events and Data for CG',
  },
  ci: { product: 'Threats, Security Events and Data for CI' },
};

const PAGE_SIZE = '100';
/** A page with more was not made by Mimecast. Its cursor is not followed, so nothing is lost. */
const MAX_FILES = 10_000;

const cursor = tokenText.nullish();
const responseSchema = z.looseObject({
  value: z
    .array(
      z.looseObject({
        url: z.url({ protocol: /^https?$/ }).max(MAX_LINK_LENGTH),
        size: z.coerce.number().nullish(),
      }),
    )
    .max(MAX_FILES)
    .nullish(),
  '@nextPage': cursor,
  '@nextLink': cursor,
  isCaughtUp: z.union([z.boolean(), z.stringbool()]).nullish(),
});

/**
 * Lists the links of one page. The request has either a cursor or a date (wire.md 4.1).
 * @throws MimecastError, `MIMECAST_BAD_ANSWER` when the links or the cursor can't be read
 */
export async function listFiles(request: ListRequest, context: ReadContext): Promise<FileListing> {
  const { feed, type } = request;
  const path = `/siem/v1/batch/events/${feed}`;
  const { cursor: nextPage, day, lastDay } = request;
  const end = lastDay === undefined ? {} : { dateRangeEndsAt: lastDay };
  const start: Record<string, string> = nextPage === null ? { dateRangeStartsAt: day, ...end } : { nextPage };
  const askedAt = Date.now();
  const { body, bytes, requestId } = await callApi(
    { method: 'GET', path, query: { type, pageSize: PAGE_SIZE, ...start }, group: 'siem-batch' },
    { key: `siem.batch.${feed}.${type}`, access: SIEM_ACCESS[feed] },
    context,
  );
  const parsed = responseSchema.safeParse(body);
  const { value } = parsed.data ?? {};
  if (!parsed.success || (!value && !isFeedWithoutEvents(body))) {
    const where = parsed.success ? 'value' : whereOf(parsed.error);
    throw new MimecastError('MIMECAST_BAD_ANSWER', `the list of event files can't be read at "${where}"`, {
      endpoint: path,
      requestId,
      transient: true,
    });
  }
  const { isCaughtUp } = parsed.data;
  return {
    files: deduplicate(
      (value ?? []).map(({ url, size }) => ({ path: new URL(url).pathname, url, size: size ?? null })),
    ),
    next: emptyToUndefined(parsed.data['@nextPage']) ?? emptyToUndefined(parsed.data['@nextLink']),
    caughtUp: isCaughtUp ?? undefined,
    askedAt,
    bytes,
  };
}

/** A page may list the same file twice (wire.md 14, row 5). */
function deduplicate(files: readonly FileLink[]): readonly FileLink[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

function emptyToUndefined(text: string | null | undefined): string | undefined {
  return text === null || text === '' ? undefined : text;
}
