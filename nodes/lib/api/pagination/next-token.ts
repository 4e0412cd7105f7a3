/**
 * Where the responses of each API family have the token of the next page, and how the next request is built
 * from it.
 */
import { z } from 'zod';
import type { ApiRequest } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import { parseQuery } from '../http/query';

/** characters; tokens of Mimecast have some hundred. They are part of a position, which is saved often. */
export const MAX_TOKEN_LENGTH = 8192;

/** A page token or cursor. */
export const tokenText = z.string().max(MAX_TOKEN_LENGTH);

/** A text; the form `{pageToken}` appears in one public source (wire.md 3.2). */
const anyTokenSchema = z.union([
  z.string(),
  z.looseObject({ pageToken: z.string() }).transform(({ pageToken }) => pageToken),
]);
const tokenSchema = anyTokenSchema.pipe(tokenText);

/** `meta` of a response of `/api/*`. `totalCount` is often missing (wire.md 3.2). */
export const apiMetaSchema = z
  .looseObject({
    pagination: z
      .looseObject({
        next: tokenSchema.nullish(),
        totalCount: z.number().int().nonnegative().optional().catch(undefined),
      })
      .nullish(),
  })
  .nullish();

const textSchema = tokenText.nullish();

/** `meta` of a REST list, with the five places that may have the token (wire.md 11.2). */
export const restMetaSchema = z
  .looseObject({
    nextPage: textSchema,
    nextPageToken: textSchema,
    pagination: z
      .looseObject({ next: textSchema, nextPage: textSchema, nextPageToken: textSchema })
      .nullish(),
  })
  .nullish();

type Token = string | null | undefined;

/** @returns undefined: no token, so this is the last page */
const firstOf = (...tokens: readonly Token[]): string | undefined =>
  tokens.find((token) => token) ?? undefined;

export function apiToken(meta: z.infer<typeof apiMetaSchema>): string | undefined {
  return firstOf(meta?.pagination?.next);
}

export function restToken(meta: z.infer<typeof restMetaSchema>): string | undefined {
  const { nextPage, nextPageToken, pagination } = meta ?? {};
  return firstOf(nextPage, nextPageToken, pagination?.next, pagination?.nextPage, pagination?.nextPageToken);
}

const anyToken = anyTokenSchema.nullish().catch(undefined);

const anyBodySchema = z.looseObject({
  meta: z.looseObject({
    nextPage: anyToken,
    nextPageToken: anyToken,
    pagination: z
      .looseObject({ next: anyToken, nextPage: anyToken, nextPageToken: anyToken })
      .nullish()
      .catch(undefined),
  }),
});

/**
 * Finds the token in a response of an unknown family (wire.md 3.2, 10.8, 11.2). `nextPage` is checked after
 * `next` and `nextPageToken`, because it may be a URL.
 * @returns a page token or a URL; undefined after the last page
 * @throws MimecastError MIMECAST_BAD_ANSWER for a token that is too long: without it the list would seem to end
 */
export function findNextToken(body: unknown): string | undefined {
  const parsed = anyBodySchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { nextPage, nextPageToken, pagination } = parsed.data.meta;
  const token = firstOf(
    pagination?.next,
    nextPageToken,
    nextPage,
    pagination?.nextPageToken,
    pagination?.nextPage,
  );
  if (token !== undefined && token.length > MAX_TOKEN_LENGTH) {
    const message = `the token of the next page has more than ${MAX_TOKEN_LENGTH} characters`;
    throw new MimecastError('MIMECAST_BAD_ANSWER', message);
  }
  return token;
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
