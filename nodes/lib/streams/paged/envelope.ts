import { z } from 'zod';
import { MimecastError } from '../../api/errors';
import type { ApiAnswer } from '../../api/types';
import type { QuarantineSample } from '../../shipping/stream';
import { isValue, type Value } from './canonical';

/** One page of an answer in the envelope of `/api/*` (wire.md 3.2). */
export interface ApiPage {
  readonly records: readonly Value[];
  /** what stood among the records and is no object */
  readonly bad: readonly QuarantineSample[];
  /** token of the next page */
  readonly next: string | undefined;
  /** `totalCount`, which many answers do not have (wire.md 3.2) */
  readonly total?: number | undefined;
  readonly bytes: number;
}

/** `{pageToken}` is a form that one source knows. */
const token = z.union([z.string(), z.looseObject({ pageToken: z.string() }).transform((o) => o.pageToken)]);
const count = z.number().int().nonnegative().optional().catch(undefined);
const envelope = z.looseObject({
  meta: z
    .looseObject({ pagination: z.looseObject({ next: token.nullish(), totalCount: count }).nullish() })
    .nullish(),
  data: z.array(z.unknown()).nullish(),
});

const MAX_SAMPLES = 5;
const MAX_SAMPLE_LENGTH = 500;

/**
 * @param wrapper member of the objects in `data` that holds the records; undefined: they are `data`
 * @throws MimecastError MIMECAST_BAD_ANSWER, transient: an answer that can't be read is no empty one
 */
export function readApiPage(answer: ApiAnswer, wrapper: string | undefined, endpoint: string): ApiPage {
  const unreadable = (where: string): MimecastError =>
    new MimecastError('MIMECAST_BAD_ANSWER', `the answer can't be read at "${where}"`, {
      endpoint,
      requestId: answer.requestId,
      transient: true,
    });
  const parsed = envelope.safeParse(answer.body);
  if (!parsed.success) throw unreadable(parsed.error.issues[0]?.path.join('.') ?? '');
  const { meta, data } = parsed.data;
  if (!data && !meta) throw unreadable('data');
  const found = (data ?? []).flatMap((entry) => {
    const inside = wrapper === undefined ? [entry] : unwrap(entry, wrapper);
    if (inside === undefined) throw unreadable(`data.${wrapper}`);
    return inside;
  });
  return {
    ...splitRecords(found),
    next: meta?.pagination?.next || undefined,
    total: meta?.pagination?.totalCount,
    bytes: answer.bytes,
  };
}

/** The object may stand there without records; what holds something else instead is not understood. */
function unwrap(entry: unknown, wrapper: string): readonly unknown[] | undefined {
  if (!isValue(entry)) return undefined;
  const inside = entry[wrapper] ?? undefined;
  if (Array.isArray(inside)) return inside;
  return inside === undefined && !Object.values(entry).some(Array.isArray) ? [] : undefined;
}

/** Records, and what is none. */
export function splitRecords(found: readonly unknown[]): Pick<ApiPage, 'records' | 'bad'> {
  return { records: found.filter(isValue), bad: samplesOf(found) };
}

function samplesOf(found: readonly unknown[]): readonly QuarantineSample[] {
  return found.flatMap((entry, index) =>
    isValue(entry)
      ? []
      : [{ line: index + 1, text: (JSON.stringify(entry) ?? '').slice(0, MAX_SAMPLE_LENGTH) }],
  );
}

export function quarantined(endpoint: string, bad: readonly QuarantineSample[]) {
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
