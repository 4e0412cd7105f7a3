/** Finds the token of the next page and builds its request, in both API families (wire.md 3.2, 10.8, 11.2). */
import { z } from 'zod';
import { parseQuery } from '../api/http/query';
import type { ApiRequest } from '../contracts/api-client';

const token = z
  .union([z.string(), z.looseObject({ pageToken: z.string() }).transform((value) => value.pageToken)])
  .nullish()
  .catch(undefined);

const responseSchema = z.looseObject({
  meta: z.looseObject({
    nextPage: token,
    nextPageToken: token,
    pagination: z
      .looseObject({ next: token, nextPage: token, nextPageToken: token })
      .nullish()
      .catch(undefined),
  }),
});

/** @returns a page token or a URL; undefined after the last page */
export function nextToken(body: unknown): string | undefined {
  const parsed = responseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { nextPage, nextPageToken, pagination } = parsed.data.meta;
  const tokens = [pagination?.next, nextPageToken, nextPage, pagination?.nextPageToken, pagination?.nextPage];
  return tokens.find((value) => value !== undefined && value !== null && value !== '') ?? undefined;
}

const objectSchema = z.looseObject({});
const envelopeSchema = z.looseObject({
  meta: z.looseObject({ pagination: objectSchema.optional() }).optional(),
});

/**
 * The request for the next page. If the page token is a URL with the same origin and path, its query is used.
 * @param origin of the API
 * @returns undefined for any other URL
 */
export function nextPageRequest(
  request: ApiRequest,
  pageToken: string,
  origin: string,
): ApiRequest | undefined {
  if (/^https?:\/\//i.test(pageToken)) return followUrl(request, pageToken, origin);
  if (request.method === 'GET') return { ...request, query: { ...request.query, pageToken } };
  const body = envelopeSchema.safeParse(request.body ?? {});
  if (!body.success) return undefined;
  const { meta } = body.data;
  const pagination = { ...meta?.pagination, pageToken };
  return { ...request, body: { ...body.data, meta: { ...meta, pagination } } };
}

function followUrl(request: ApiRequest, address: string, origin: string): ApiRequest | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  // Another path could be one that changes something.
  if (url.origin !== new URL(origin).origin || url.pathname !== request.path) return undefined;
  return { ...request, query: parseQuery(url.searchParams) };
}
