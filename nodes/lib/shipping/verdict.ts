import { z } from 'zod';
import { unreadLines } from '../unread-payload';

export type Verdict = 'acknowledge' | 'reject';

/** `_bulk` of Elasticsearch and OpenSearch: 200 for the request says nothing about its items. */
const bulkFailure = z.looseObject({ errors: z.literal(true), items: z.unknown().optional() });
const bulkItems = z.array(z.record(z.string(), z.unknown()));
const bulkItem = z.looseObject({ status: z.number() });

/** `create` of an id that is there already: it arrived the time before. */
const CONFLICT = 409;

/**
 * What a message says of how its delivery went (issue B): `error` is what Catch nodes set, `statusCode` what
 * http request sets, also to texts like ECONNREFUSED.
 */
export function autoVerdict(message: Readonly<Record<string, unknown>>): Verdict {
  const { error, statusCode } = message;
  if (error !== undefined && error !== null) return 'reject';
  if (statusCode !== undefined && !isSuccess(statusCode)) return 'reject';
  // What nobody has read or replaced is what the source sent, and nobody's answer.
  if (unreadLines(message) !== undefined) return 'acknowledge';
  return hasFailedItems(message['payload']) ? 'reject' : 'acknowledge';
}

function isSuccess(status: unknown): boolean {
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 299;
}

/** What it can't read of an answer that says `errors: true` is no proof that anything arrived. */
function hasFailedItems(payload: unknown): boolean {
  const failure = bulkFailure.safeParse(parsePayload(payload));
  if (!failure.success) return false;
  const items = bulkItems.safeParse(failure.data.items);
  return !items.success || items.data.some((item) => Object.values(item).some(isFailedItem));
}

function isFailedItem(action: unknown): boolean {
  const item = bulkItem.safeParse(action);
  return !item.success || !(isSuccess(item.data.status) || item.data.status === CONFLICT);
}

/** An http request may hand over its answer as an object, as text or as a buffer. */
function parsePayload(payload: unknown): unknown {
  if (typeof payload === 'string') return parseBulkResponse(payload);
  if (payload instanceof Uint8Array) return parseBulkResponse(Buffer.from(payload).toString('utf8'));
  return payload;
}

/** Only what may be an answer of `_bulk` is worth parsing; payloads can be large. */
function parseBulkResponse(text: string): unknown {
  // Looked for as a word first: the text may be a megabyte of records that are no answer at all.
  if (!text.includes('"errors"') || !/^\s*\{/.test(text) || !/"errors"\s*:\s*true/.test(text))
    return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
