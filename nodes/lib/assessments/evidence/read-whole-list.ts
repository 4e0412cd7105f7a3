import { apiMetaSchema, apiToken, restMetaSchema, restToken } from '../../api/pagination/next-token';
import { paginate } from '../../api/pagination/paginator';
import type { ApiRequest, ApiResponse } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import type { EvidenceResult } from '../../contracts/evidence';
import { isJsonObject, type JsonObject } from '../../contracts/json';
import { callApi, partialFailure } from '../../streams/rest/call-api';
import { collectEvidence, type EvidenceContext, OtherShapeError } from './collect-evidence';
import { requirementOf, toReadContext } from './read-endpoint';

/**
 * A list that is evidence only as a whole. An incomplete list, an entry that is no object, and a response without the
 * list are errors: treated as an empty list, each of them would prove that there is nothing.
 */
export interface WholeList {
  readonly path: string;
  /** `post`: the envelope of `/api/*`; `rest`: the records are in a member of the body */
  readonly family: 'post' | 'rest';
  /** key of the required permission */
  readonly key: string;
  /** false for undocumented paths, where 404 means that the endpoint does not exist */
  readonly published?: false;
  /** for `post`: sent as `data`; empty to list everything (wire.md 3.1) */
  readonly data?: readonly JsonObject[];
  /** for `post`: the endpoint has no pages */
  readonly unpaged?: true;
  /** for `rest`: the member with the records; several where it is documented differently. The first one counts. */
  readonly members?: readonly string[];
  /** The form is not public: a list inside an object of the list is unwrapped when this says that it is no record. */
  readonly isRecord?: IsRecord;
}

type Records = readonly JsonObject[];

const PAGE_SIZE = 100;
const LIMITS = { maxPages: 10_000, maxEmptyPages: 2 } as const;
/** Limits the memory; no console could manage as many entries. */
const MAX_RECORDS = 200_000;

export function readWholeList(list: WholeList, context: EvidenceContext): Promise<EvidenceResult<Records>> {
  const { path: endpoint, published } = list;
  const read = async (): Promise<Records | undefined> => {
    const records = await readAllPages(list, context);
    return records.length === 0 ? undefined : records;
  };
  return collectEvidence(
    { endpoint, ...(published === undefined ? {} : { published }) },
    read,
    context.client,
  );
}

async function readAllPages(list: WholeList, context: EvidenceContext): Promise<Records> {
  const { path } = list;
  const records: JsonObject[] = [];
  const fetch = async (token: string | undefined) => {
    const page = await readPage(list, token, context);
    return { ...page, empty: page.records.length === 0 };
  };
  for await (const { page, end } of paginate(fetch, LIMITS, context.signal)) {
    context.onPage?.();
    for (const record of page.records) records.push(record);
    const isCut = end.kind === 'last' ? page.next !== undefined : end.kind !== 'next';
    if (isCut || records.length > MAX_RECORDS) {
      const message = isCut
        ? 'the list is incomplete: a page that is announced does not come'
        : 'the list is too long';
      throw new MimecastError('MIMECAST_BAD_ANSWER', message, { endpoint: path, transient: true });
    }
  }
  return records;
}

interface Page {
  readonly records: Records;
  readonly next: string | undefined;
}

async function readPage(list: WholeList, token: string | undefined, context: EvidenceContext): Promise<Page> {
  const requirement = requirementOf(list.key);
  const response = await callPage(list, token, context);
  const failure = partialFailure(response, list.path, requirement);
  if (failure !== undefined) throw failure;
  return list.family === 'rest' ? parseRest(list, response) : parsePost(list, response);
}

/** A token that is refused leaves the list incomplete, which is no fault of the request. */
async function callPage(
  list: WholeList,
  token: string | undefined,
  context: EvidenceContext,
): Promise<ApiResponse> {
  try {
    return await callApi(toRequest(list, token), requirementOf(list.key), toReadContext(context));
  } catch (error) {
    if (token === undefined || !(error instanceof MimecastError) || error.code !== 'MIMECAST_BAD_REQUEST')
      throw error;
    const message = 'the API does not accept its own page token';
    throw new MimecastError('MIMECAST_BAD_ANSWER', message, { endpoint: list.path, transient: true });
  }
}

function toRequest({ path, family, data = [], unpaged }: WholeList, token: string | undefined): ApiRequest {
  const page = token === undefined ? {} : { pageToken: token };
  if (family === 'rest')
    return { method: 'GET', path, query: { pageSize: String(PAGE_SIZE), ...page }, group: 'api' };
  const meta = unpaged === true ? {} : { meta: { pagination: { pageSize: PAGE_SIZE, ...page } } };
  return { method: 'POST', path, body: { ...meta, data }, group: 'api' };
}

function parseRest({ path, members = [] }: WholeList, { body }: ApiResponse): Page {
  const object = isJsonObject(body) ? body : {};
  const list = members.map((member) => object[member]).find(Array.isArray);
  const meta = restMetaSchema.safeParse(object['meta']);
  if (list === undefined || !meta.success)
    throw new OtherShapeError(path, `it has no list called ${members.join(' or ')}`, body);
  return { records: list.map((entry) => toRecord(path, entry)), next: restToken(meta.data) };
}

function parsePost({ path, isRecord }: WholeList, { body }: ApiResponse): Page {
  const object = isJsonObject(body) ? body : {};
  const meta = apiMetaSchema.safeParse(object['meta']);
  const entries = isRecord === undefined ? object['data'] : findEntries(body, isRecord);
  if (!Array.isArray(entries) || !meta.success)
    throw new OtherShapeError(path, 'it has no list called data', body);
  const found = entries.map((entry) => toRecord(path, entry));
  const records = isRecord === undefined ? found : found.flatMap((entry) => unwrap(path, entry, isRecord));
  return { records, next: apiToken(meta.data) };
}

type IsRecord = (entry: JsonObject) => boolean;

/** Where the form is not public: a list or one object in `data`, or the records without an envelope. */
function findEntries(body: unknown, isRecord: IsRecord): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body.length > 0 ? body : undefined;
  if (!isJsonObject(body)) return undefined;
  const { data } = body;
  if (Array.isArray(data)) return data;
  if (isJsonObject(data)) return [data];
  const lists = Object.values(body).filter(Array.isArray);
  const isList = lists.some((list) => list.some((entry) => isJsonObject(entry) && isRecord(entry)));
  return isRecord(body) || isList ? [body] : undefined;
}

function toRecord(path: string, entry: unknown): JsonObject {
  if (isJsonObject(entry)) return entry;
  throw new OtherShapeError(path, 'an entry of its list is no object', entry);
}

/** An empty list under another name, such as `errors`, does not say that there is nothing. */
const LIST_NAME = /polic|definition|sender|setting|entr(y|ies)|item|record|result|list/i;

/** An object that is no record itself, and has one list of objects, stands for the records in the list. */
function unwrap(path: string, entry: JsonObject, isRecord: IsRecord): Records {
  if (isRecord(entry)) return [entry];
  const lists = Object.entries(entry).filter(([, value]) => Array.isArray(value));
  const [only, ...more] = lists;
  if (only === undefined || more.length > 0) return [entry];
  const [name, list] = only;
  if (!Array.isArray(list) || (list.length === 0 && !LIST_NAME.test(name))) return [entry];
  return list.map((inner) => toRecord(path, inner));
}
