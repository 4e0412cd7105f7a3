import { z } from 'zod';
import { MimecastError } from '../../api/errors';
import type { ApiAnswer, ApiRequest } from '../../api/types';
import type { QuarantineSample, ReadContext } from '../../shipping/stream';
import { callApi, partialFailure } from '../paged/call-api';
import type { Value } from '../paged/canonical';
import { type ApiPage, readApiPage, splitRecords } from '../paged/envelope';

/** All pages of one list. */
export interface Pages {
  readonly records: readonly Value[];
  readonly bad: readonly QuarantineSample[];
  readonly bytes: number;
  /** what the first page said that there are (`totalCount`), where it did */
  readonly total?: number | undefined;
}

const PAGE_SIZE = 100;
const MAX_PAGES = 10_000;

/** @param path REST; `list` is the member with the records (wire.md 11.2 to 11.4) */
export function readRest(path: string, list: string, key: string, context: ReadContext): Promise<Pages> {
  return readAll(path, key, context, {
    ask: (pageToken) => ({
      method: 'GET',
      path,
      query: { pageSize: String(PAGE_SIZE), ...(pageToken === undefined ? {} : { pageToken }) },
      group: 'api',
    }),
    read: (answer) => readRestPage(answer, list, path),
  });
}

/** @param data without an object it is a list of everything (wire.md 3.1) */
export function readPost(
  path: string,
  data: readonly Value[],
  wrapper: string | undefined,
  key: string,
  context: ReadContext,
): Promise<Pages> {
  return readAll(path, key, context, {
    ask: (pageToken) => ({
      method: 'POST',
      path,
      body: {
        meta: { pagination: { pageSize: PAGE_SIZE, ...(pageToken === undefined ? {} : { pageToken }) } },
        data,
      },
      group: 'api',
    }),
    read: (answer) => readApiPage(answer, wrapper, path),
  });
}

interface Family {
  readonly ask: (token: string | undefined) => ApiRequest;
  readonly read: (answer: ApiAnswer) => ApiPage;
}

/** A token that is refused or comes again ends it as trouble that may be over soon: half a list is none. */
async function readAll(path: string, key: string, context: ReadContext, family: Family): Promise<Pages> {
  const records: Value[] = [];
  const bad: QuarantineSample[] = [];
  const asked = new Set<string>();
  let bytes = 0;
  let total: number | undefined;
  let emptyBefore = false;
  let token: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const answer = await onePage(family.ask(token), token !== undefined, key, context);
    const failure = partialFailure(answer, path, key);
    if (failure !== undefined) throw failure;
    const page = family.read(answer);
    for (const record of page.records) records.push(record);
    bad.push(...page.bad);
    bytes += page.bytes;
    total ??= page.total;
    const empty = page.records.length === 0 && page.bad.length === 0;
    const enough = context.glance === true && records.length > 0;
    if (enough || page.next === undefined || (empty && emptyBefore)) return { records, bad, bytes, total };
    emptyBefore = empty;
    if (asked.has(page.next)) throw broken(path, 'the API handed out the same page token again');
    asked.add(page.next);
    token = page.next;
  }
  throw broken(path, 'the list does not come to an end');
}

async function onePage(
  request: ApiRequest,
  isNext: boolean,
  key: string,
  context: ReadContext,
): Promise<ApiAnswer> {
  try {
    return await callApi(request, key, context);
  } catch (error) {
    const refused = isNext && error instanceof MimecastError && error.code === 'MIMECAST_BAD_REQUEST';
    throw refused ? broken(request.path, 'the API does not accept its own page token') : error;
  }
}

function broken(endpoint: string, words: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', words, { endpoint, transient: true });
}

const token = z.string().nullish();
const restMeta = z
  .looseObject({
    nextPage: token,
    nextPageToken: token,
    pagination: z.looseObject({ next: token, nextPage: token, nextPageToken: token }).nullish(),
  })
  .nullish();

/** The next token has been seen at five places (wire.md 11.2). */
function readRestPage(answer: ApiAnswer, list: string, endpoint: string): ApiPage {
  const schema = z.looseObject({ [list]: z.array(z.unknown()), meta: z.unknown() });
  const parsed = schema.safeParse(answer.body);
  const meta = restMeta.safeParse(parsed.success ? parsed.data['meta'] : undefined);
  if (!parsed.success || !meta.success) throw broken(endpoint, `the answer can't be read at "${list}"`);
  const { nextPage, nextPageToken, pagination } = meta.data ?? {};
  const { next, nextPage: nested, nextPageToken: nestedToken } = pagination ?? {};
  const given = [nextPage, nextPageToken, next, nested, nestedToken].find((one) => one);
  const found = parsed.data[list];
  return {
    ...splitRecords(Array.isArray(found) ? found : []),
    next: given ?? undefined,
    bytes: answer.bytes,
  };
}
