import { z } from 'zod';
import type { ApiResponse } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import { isJsonObject, type JsonObject } from '../../contracts/json';
import type { QuarantineSample } from '../../contracts/stream';

/** One page of a response in the envelope of `/api/*` (wire.md 3.2). */
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

/** The form `{pageToken}` appears in one public source. */
const tokenSchema = z.union([
  z.string(),
  z.looseObject({ pageToken: z.string() }).transform((o) => o.pageToken),
]);
const countSchema = z.number().int().nonnegative().optional().catch(undefined);
const envelopeSchema = z.looseObject({
  meta: z
    .looseObject({
      pagination: z.looseObject({ next: tokenSchema.nullish(), totalCount: countSchema }).nullish(),
    })
    .nullish(),
  data: z.array(z.unknown()).nullish(),
});

const MAX_SAMPLES = 5;
const MAX_SAMPLE_LENGTH = 500;

/**
 * @param wrapper member of the objects in `data` that holds the records; undefined: `data` holds the records
 * @throws MimecastError MIMECAST_BAD_ANSWER, transient: an unreadable response must not pass for an empty one
 */
export function readApiPage(response: ApiResponse, wrapper: string | undefined, endpoint: string): ApiPage {
  const unreadable = (where: string): MimecastError =>
    new MimecastError('MIMECAST_BAD_ANSWER', `the response can't be read at "${where}"`, {
      endpoint,
      requestId: response.requestId,
      transient: true,
    });
  const parsed = envelopeSchema.safeParse(response.body);
  if (!parsed.success) throw unreadable(parsed.error.issues[0]?.path.join('.') ?? '');
  const { meta, data } = parsed.data;
  if (!data && !meta) throw unreadable('data');
  const entries = (data ?? []).flatMap((entry) => {
    const list = wrapper === undefined ? [entry] : unwrap(entry, wrapper);
    if (list === undefined) throw unreadable(`data.${wrapper}`);
    return list;
  });
  return {
    ...splitRecords(entries),
    next: meta?.pagination?.next || undefined,
    total: meta?.pagination?.totalCount,
    bytes: response.bytes,
  };
}

/** @returns empty: the object has no list at all; undefined: it has another list, or is no object */
function unwrap(entry: unknown, wrapper: string): readonly unknown[] | undefined {
  if (!isJsonObject(entry)) return undefined;
  const list = entry[wrapper] ?? undefined;
  if (Array.isArray(list)) return list;
  return list === undefined && !Object.values(entry).some(Array.isArray) ? [] : undefined;
}

/** Separates records from entries that are no JSON object. */
export function splitRecords(found: readonly unknown[]): Pick<ApiPage, 'records' | 'bad'> {
  return { records: found.filter(isJsonObject), bad: toSamples(found) };
}

function toSamples(found: readonly unknown[]): readonly QuarantineSample[] {
  return found.flatMap((entry, index) =>
    isJsonObject(entry)
      ? []
      : [{ line: index + 1, text: (JSON.stringify(entry) ?? '').slice(0, MAX_SAMPLE_LENGTH) }],
  );
}

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
