import { z } from 'zod';
import type { ApiRequest, ApiResponse } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import type { QuarantineSample, ReadContext } from '../../contracts/stream';
import { callApi, partialFailure } from '../rest/call-api';
import { type ApiPage, readApiPage, splitRecords } from '../rest/envelope';

/** The records of all pages of one list. */
export interface ListResult {
  readonly records: readonly JsonObject[];
  readonly bad: readonly QuarantineSample[];
  readonly bytes: number;
  /** `totalCount` of the first page that has one */
  readonly total?: number | undefined;
}

const PAGE_SIZE = 100;
const MAX_PAGES = 10_000;

/**
 * Reads all pages of a REST list.
 * @param list member of the response that holds the records (wire.md 11.2 to 11.4)
 */
export function readRest(path: string, list: string, key: string, context: ReadContext): Promise<ListResult> {
  return readAll(path, key, context, {
    buildRequest: (pageToken) => ({
      method: 'GET',
      path,
      query: { pageSize: String(PAGE_SIZE), ...(pageToken === undefined ? {} : { pageToken }) },
      group: 'api',
    }),
    parsePage: (response) => readRestPage(response, list, path),
  });
}

/**
 * Reads all pages of a list of `/api/*`.
 * @param data filters of the request; empty: no filter (wire.md 3.1)
 */
export function readPost(
  path: string,
  data: readonly JsonObject[],
  wrapper: string | undefined,
  key: string,
  context: ReadContext,
): Promise<ListResult> {
  return readAll(path, key, context, {
    buildRequest: (pageToken) => ({
      method: 'POST',
      path,
      body: {
        meta: { pagination: { pageSize: PAGE_SIZE, ...(pageToken === undefined ? {} : { pageToken }) } },
        data,
      },
      group: 'api',
    }),
    parsePage: (response) => readApiPage(response, wrapper, path),
  });
}

interface EndpointFamily {
  readonly buildRequest: (token: string | undefined) => ApiRequest;
  readonly parsePage: (response: ApiResponse) => ApiPage;
}

/** A page token that is refused or repeated is a transient error: a part of a list must not pass for the whole. */
async function readAll(
  path: string,
  key: string,
  context: ReadContext,
  endpoints: EndpointFamily,
): Promise<ListResult> {
  const records: JsonObject[] = [];
  const bad: QuarantineSample[] = [];
  const usedTokens = new Set<string>();
  let bytes = 0;
  let total: number | undefined;
  let wasEmpty = false;
  let token: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const response = await fetchPage(endpoints.buildRequest(token), token !== undefined, key, context);
    const failure = partialFailure(response, path, key);
    if (failure !== undefined) throw failure;
    const page = endpoints.parsePage(response);
    for (const record of page.records) records.push(record);
    bad.push(...page.bad);
    bytes += page.bytes;
    total ??= page.total;
    const empty = page.records.length === 0 && page.bad.length === 0;
    const isEnough = context.sampleOnly === true && records.length > 0;
    if (isEnough || page.next === undefined || (empty && wasEmpty)) return { records, bad, bytes, total };
    wasEmpty = empty;
    if (usedTokens.has(page.next)) throw badAnswer(path, 'the API handed out the same page token again');
    usedTokens.add(page.next);
    token = page.next;
  }
  throw badAnswer(path, `the list has more than ${MAX_PAGES} pages`);
}

async function fetchPage(
  request: ApiRequest,
  isNext: boolean,
  key: string,
  context: ReadContext,
): Promise<ApiResponse> {
  try {
    return await callApi(request, key, context);
  } catch (error) {
    const isBadToken = isNext && error instanceof MimecastError && error.code === 'MIMECAST_BAD_REQUEST';
    throw isBadToken ? badAnswer(request.path, 'the API does not accept its own page token') : error;
  }
}

function badAnswer(endpoint: string, message: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', message, { endpoint, transient: true });
}

const token = z.string().nullish();
const restMeta = z
  .looseObject({
    nextPage: token,
    nextPageToken: token,
    pagination: z.looseObject({ next: token, nextPage: token, nextPageToken: token }).nullish(),
  })
  .nullish();

/** The next token can be at five places (wire.md 11.2). */
function readRestPage(response: ApiResponse, list: string, endpoint: string): ApiPage {
  const schema = z.looseObject({ [list]: z.array(z.unknown()), meta: z.unknown() });
  const parsed = schema.safeParse(response.body);
  const meta = restMeta.safeParse(parsed.success ? parsed.data['meta'] : undefined);
  if (!parsed.success || !meta.success) throw badAnswer(endpoint, `the response can't be read at "${list}"`);
  const { nextPage, nextPageToken, pagination } = meta.data ?? {};
  const { next, nextPage: nested, nextPageToken: nestedToken } = pagination ?? {};
  const tokens = [nextPage, nextPageToken, next, nested, nestedToken];
  const found = parsed.data[list];
  return {
    ...splitRecords(Array.isArray(found) ? found : []),
    next: tokens.find((one) => one) ?? undefined,
    bytes: response.bytes,
  };
}
