import { z } from 'zod';
import { apiMetaSchema, apiToken, restMetaSchema, restToken } from '../../api/pagination/next-token';
import type { ApiResponse } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import { isDeep, isJsonObject, type JsonObject, MAX_JSON_DEPTH } from '../../contracts/json';
import type { QuarantineSample } from '../../contracts/stream';
import { hasOtherList } from './other-list';

/** One page of a list. */
export interface ApiPage {
  readonly records: readonly JsonObject[];
  /** entries of the list that are no JSON object */
  readonly bad: readonly QuarantineSample[];
  /** token of the next page */
  readonly next: string | undefined;
  /** `totalCount`; many responses do not have it (wire.md 3.2) */
  readonly total?: number | undefined;
  readonly bytes: number;
}

/** Entries of one response; pages have at most 500, and some lists come as a whole. */
const MAX_ENTRIES = 100_000;

const envelopeSchema = z.looseObject({
  meta: apiMetaSchema,
  data: z.array(z.unknown()).max(MAX_ENTRIES).nullish(),
});

/** Where a response can't be read, as text for an error. */
export function whereOf({ issues: [first] }: z.ZodError): string {
  const where = first?.path.join('.') ?? '';
  return first?.code === 'too_big' ? `${where}, which is too long` : where;
}

const MAX_SAMPLES = 5;
const MAX_SAMPLE_LENGTH = 500;

/**
 * Reads a response in the envelope of `/api/*` (wire.md 3.2).
 * @param wrapper member of the objects in `data` that holds the records; undefined: `data` holds the records
 * @throws MimecastError MIMECAST_BAD_ANSWER, transient: an unreadable response must not be treated as an
 * empty one
 */
export function readApiPage(response: ApiResponse, wrapper: string | undefined, endpoint: string): ApiPage {
  const unreadable = (where: string): MimecastError =>
    new MimecastError('MIMECAST_BAD_ANSWER', `the response can't be read at "${where}"`, {
      endpoint,
      requestId: response.requestId,
      transient: true,
    });
  const parsed = envelopeSchema.safeParse(response.body);
  if (!parsed.success) throw unreadable(whereOf(parsed.error));
  const { meta, data } = parsed.data;
  if (!data && (!meta || hasOtherList(response.body))) throw unreadable('data');
  const entries = (data ?? []).flatMap((entry) => {
    const list = wrapper === undefined ? [entry] : unwrap(entry, wrapper);
    if (list === undefined) throw unreadable(`data.${wrapper}`);
    return list;
  });
  if (entries.length > MAX_ENTRIES) throw unreadable(`data.${wrapper}, which is too long`);
  return {
    ...splitRecords(entries),
    next: apiToken(meta),
    total: meta?.pagination?.totalCount,
    bytes: response.bytes,
  };
}

/**
 * @param list member of the response that holds the records (wire.md 11.2 to 11.4)
 * @throws MimecastError MIMECAST_BAD_ANSWER, transient
 */
export function readRestPage(response: ApiResponse, list: string, endpoint: string): ApiPage {
  const schema = z.looseObject({ [list]: z.array(z.unknown()).max(MAX_ENTRIES), meta: z.unknown() });
  const parsed = schema.safeParse(response.body);
  const meta = restMetaSchema.safeParse(parsed.success ? parsed.data['meta'] : undefined);
  if (!parsed.success || !meta.success) {
    const where = parsed.success ? meta.error && `meta.${whereOf(meta.error)}` : whereOf(parsed.error);
    throw new MimecastError('MIMECAST_BAD_ANSWER', `the response can't be read at "${where}"`, {
      endpoint,
      transient: true,
    });
  }
  const found = parsed.data[list];
  return {
    ...splitRecords(Array.isArray(found) ? found : []),
    next: restToken(meta.data),
    bytes: response.bytes,
  };
}

/** @returns empty: the object has no list at all; undefined: it has another list, or is not an object */
function unwrap(entry: unknown, wrapper: string): readonly unknown[] | undefined {
  if (!isJsonObject(entry)) return undefined;
  const list = entry[wrapper] ?? undefined;
  if (Array.isArray(list)) return list;
  return list === undefined && !Object.values(entry).some(Array.isArray) ? [] : undefined;
}

/** Whether a page has no entries, valid or not. */
export function isEmptyPage({ records, bad }: Pick<ApiPage, 'records' | 'bad'>): boolean {
  return records.length === 0 && bad.length === 0;
}

const isRecord = (entry: unknown): entry is JsonObject => isJsonObject(entry) && !isDeep(entry);

/** Separates records from entries that are no JSON object, or have too many levels. */
export function splitRecords(found: readonly unknown[]): Pick<ApiPage, 'records' | 'bad'> {
  return { records: found.filter(isRecord), bad: toSamples(found) };
}

function toSamples(found: readonly unknown[]): readonly QuarantineSample[] {
  return found.flatMap((entry, index) =>
    isRecord(entry) ? [] : [{ line: index + 1, text: sampleOf(entry).slice(0, MAX_SAMPLE_LENGTH) }],
  );
}

/** Writing a deep value would exhaust the stack. */
const sampleOf = (entry: unknown): string =>
  isDeep(entry) ? `a value with more than ${MAX_JSON_DEPTH} levels` : (JSON.stringify(entry) ?? '');

export function responseQuarantineNotices(endpoint: string, bad: readonly QuarantineSample[]) {
  return bad.length === 0
    ? []
    : [
        {
          kind: 'quarantine',
          file: endpoint,
          count: bad.length,
          samples: bad.slice(0, MAX_SAMPLES),
        } as const,
      ];
}
