import { paginate } from '../../api/pagination/paginator';
import type { ApiRequest, ApiResponse } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import type { QuarantineSample, ReadContext } from '../../contracts/stream';
import { callApi, partialFailure } from '../rest/call-api';
import { type ApiPage, isEmptyPage, readApiPage, readRestPage } from '../rest/envelope';
import type { Requirement } from '../rest/log-definition';
import { permissionErrorCode } from '../rest/permission-errors';
import type { SnapshotResult } from './definition';

/** The records of all pages of one list. */
export interface ListResult {
  readonly records: readonly JsonObject[];
  readonly bad: readonly QuarantineSample[];
  readonly bytes: number;
  /** `totalCount` of the first page that has one */
  readonly total?: number | undefined;
}

const PAGE_SIZE = 100;
const LIMITS = { maxPages: 10_000, maxEmptyPages: 2 } as const;
/** A snapshot is compared as a whole, so it is in memory as a whole. No tenant has that many users, groups or held messages. */
export const MAX_ITEMS = 500_000;
/** of the responses */
export const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads all pages of a REST list.
 * @param list member of the response that holds the records (wire.md 11.2 to 11.4)
 */
export function readRest(
  path: string,
  list: string,
  requirement: Requirement,
  context: ReadContext,
): Promise<ListResult> {
  return readAll(path, requirement, context, {
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
  requirement: Requirement,
  context: ReadContext,
): Promise<ListResult> {
  return readAll(path, requirement, context, {
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

/**
 * A page token that is refused or repeated is a transient error: a part of a list must not be treated as the
 * whole list.
 */
async function readAll(
  path: string,
  requirement: Requirement,
  context: ReadContext,
  endpoints: EndpointFamily,
): Promise<ListResult> {
  const records: JsonObject[] = [];
  const bad: QuarantineSample[] = [];
  let bytes = 0;
  let total: number | undefined;
  const fetch = async (token: string | undefined) => {
    const response = await fetchPage(
      endpoints.buildRequest(token),
      token !== undefined,
      requirement,
      context,
    );
    const failure = partialFailure(response, path, requirement);
    if (failure !== undefined) throw failure;
    const page = endpoints.parsePage(response);
    return { ...page, empty: isEmptyPage(page) };
  };
  for await (const { page, end } of paginate(fetch, LIMITS, context.signal)) {
    for (const record of page.records) records.push(record);
    for (const sample of page.bad) bad.push(sample);
    bytes += page.bytes;
    checkSnapshotSize(path, records.length + bad.length, bytes);
    total ??= page.total;
    if (context.sampleOnly === true && records.length > 0) break;
    if (end.kind === 'repeated')
      throw badAnswer(path, 'the API handed out the same page token again, and nothing new with it');
    if (end.kind === 'too-many') throw badAnswer(path, `the list has more than ${LIMITS.maxPages} pages`);
  }
  return { records, bad, bytes, total };
}

/** @throws MimecastError: a part of a list must not be treated as the whole list */
export function checkSnapshotSize(endpoint: string, items: number, bytes: number): void {
  if (items > MAX_ITEMS) throw badAnswer(endpoint, `the list has more than ${MAX_ITEMS} entries`);
  if (bytes > MAX_BYTES) throw badAnswer(endpoint, `the list has more than ${MAX_BYTES / 1024 / 1024} MB`);
}

async function fetchPage(
  request: ApiRequest,
  isNext: boolean,
  requirement: Requirement,
  context: ReadContext,
): Promise<ApiResponse> {
  try {
    return await callApi(request, requirement, context);
  } catch (error) {
    const isBadToken = isNext && error instanceof MimecastError && error.code === 'MIMECAST_BAD_REQUEST';
    throw isBadToken ? badAnswer(request.path, 'the API does not accept its own page token') : error;
  }
}

function badAnswer(endpoint: string, message: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', message, { endpoint, transient: true });
}

/**
 * Tries REST first: it needs no more than a read permission, while some of the older POST endpoints need more
 * (wire.md 11.3). Falls back to POST when REST is not permitted or not available (API 1.0 has POST only).
 * @throws the error of REST when both are refused, because REST needs the smaller permission
 */
export async function restWithPostFallback(
  rest: () => Promise<Omit<SnapshotResult, 'via'>>,
  post: () => Promise<Omit<SnapshotResult, 'via'>>,
): Promise<SnapshotResult> {
  let restError: unknown;
  try {
    return { ...(await rest()), via: 'rest' };
  } catch (error) {
    if (!needsApi2(error) && permissionErrorCode(error) === undefined) throw error;
    restError = error;
  }
  try {
    return { ...(await post()), via: 'post' };
  } catch (error) {
    throw needsApi2(restError) || permissionErrorCode(error) === undefined ? error : restError;
  }
}

const needsApi2 = (error: unknown): boolean => error instanceof MimecastError && error.reason === 'needsApi2';
