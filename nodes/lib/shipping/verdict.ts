import { z } from 'zod';

export type Verdict = 'acknowledge' | 'reject';

/** `_bulk` of Elasticsearch and OpenSearch: 200 for the request says nothing about its items. */
const bulkAnswer = z.looseObject({
  errors: z.literal(true),
  items: z.array(z.record(z.string(), z.looseObject({ status: z.number() }))),
});

/** `create` of an id that is there already: it arrived the time before. */
const CONFLICT = 409;

/**
 * What a message says of how its delivery went (issue B): `error` is what Catch nodes set, `statusCode` what
 * http request sets, also to texts like ECONNREFUSED.
 */
export function autoVerdict(message: Readonly<Record<string, unknown>>): Verdict {
  const { error, statusCode, payload } = message;
  if (error !== undefined && error !== null) return 'reject';
  if (statusCode !== undefined && !isSuccess(statusCode)) return 'reject';
  return hasFailedItems(payload) ? 'reject' : 'acknowledge';
}

function isSuccess(status: unknown): boolean {
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 299;
}

function hasFailedItems(payload: unknown): boolean {
  const parsed = bulkAnswer.safeParse(typeof payload === 'string' ? fromJson(payload) : payload);
  if (!parsed.success) return false;
  const statuses = parsed.data.items.flatMap((item) => Object.values(item).map(({ status }) => status));
  return statuses.some((status) => !isSuccess(status) && status !== CONFLICT);
}

/** Only what may be an answer of `_bulk` is worth parsing; payloads can be large. */
function fromJson(text: string): unknown {
  if (!/"errors"\s*:\s*true/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
