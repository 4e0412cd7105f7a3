/** Where an answer says that there is more, and how to ask for it: both families (mimecast-api.md 3.2, 10.8, 11.2). */
import { z } from 'zod';
import { queryOf } from '../api/query';
import type { ApiRequest } from '../api/types';

const token = z
  .union([z.string(), z.looseObject({ pageToken: z.string() }).transform((found) => found.pageToken)])
  .nullish()
  .catch(undefined);

const answer = z.looseObject({
  meta: z.looseObject({
    nextPage: token,
    nextPageToken: token,
    pagination: z
      .looseObject({ next: token, nextPage: token, nextPageToken: token })
      .nullish()
      .catch(undefined),
  }),
});

/** @returns a token, or an address; undefined: this was the last page */
export function nextMark(body: unknown): string | undefined {
  const parsed = answer.safeParse(body);
  if (!parsed.success) return undefined;
  const { nextPage, nextPageToken, pagination } = parsed.data.meta;
  const marks = [pagination?.next, nextPageToken, nextPage, pagination?.nextPageToken, pagination?.nextPage];
  return marks.find((mark) => mark !== undefined && mark !== null && mark !== '') ?? undefined;
}

const object = z.looseObject({});
const envelope = z.looseObject({ meta: z.looseObject({ pagination: object.optional() }).optional() });

/**
 * The same question for the page behind a mark. A mark may be an address: its query counts, if it stays where
 * the token may go.
 * @param origin of the API
 * @returns undefined for an address elsewhere
 */
export function requestFor(request: ApiRequest, mark: string, origin: string): ApiRequest | undefined {
  if (/^https?:\/\//i.test(mark)) return followed(request, mark, origin);
  if (request.method === 'GET') return { ...request, query: { ...request.query, pageToken: mark } };
  const body = envelope.safeParse(request.body ?? {});
  if (!body.success) return undefined;
  const { meta } = body.data;
  const pagination = { ...meta?.pagination, pageToken: mark };
  return { ...request, body: { ...body.data, meta: { ...meta, pagination } } };
}

function followed(request: ApiRequest, address: string, origin: string): ApiRequest | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  // Another path could be one that is not for reading.
  if (url.origin !== new URL(origin).origin || url.pathname !== request.path) return undefined;
  return { ...request, query: queryOf(url.searchParams) };
}
