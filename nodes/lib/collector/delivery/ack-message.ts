/** What a message tells the source that created it: its batch, and whether it arrived. */
import { z } from 'zod';
import { rawLinesOf } from '../../util/lazy-payload';
import { omitEmpty } from '../../util/omit-empty';
import type { AckScope } from './ack-tracker';
import type { BatchRef } from './messages';

export type AckOutcome = 'acknowledge' | 'reject';

/** The acknowledgement or rejection of a message by an ack node. */
export interface AckMessage {
  readonly batch: string;
  readonly scope: AckScope;
  readonly attempt: number;
  readonly outcome: AckOutcome;
  /** id of the ack node: parallel sinks have one each */
  readonly ackNodeId: string;
  /** reason of a rejection from the receiver, sanitized and short */
  readonly reason?: string | undefined;
}

const markedMessage = z.object({
  mimecast: z.object({
    batch: z.object({
      id: z.string(),
      source: z.string(),
      index: z.number().int().nonnegative(),
      count: z.number().int().positive(),
      attempt: z.number().int().positive(),
    }),
  }),
});
const messageWithParts = z.object({ parts: z.object({ count: z.unknown().optional() }) });

/**
 * The batch reference of a message; undefined when a source of this package did not make it, or the flow
 * removed it.
 */
export function readBatchRef(message: unknown): BatchRef | undefined {
  const parsed = markedMessage.safeParse(message);
  return parsed.success ? parsed.data.mimecast.batch : undefined;
}

/**
 * Whether the message is one part of a page or lines message that went through a Split node: the result of
 * one part does not apply to the others. Its `parts.count` is above one, or missing while Split works in
 * stream mode.
 */
export function isPartOfSplit(message: unknown, ref: BatchRef): boolean {
  const parsed = messageWithParts.safeParse(message);
  return ref.count === 1 && parsed.success && parsed.data.parts.count !== 1;
}

export function toAckMessage(
  ref: BatchRef,
  target: 'message' | 'batch',
  outcome: AckOutcome,
  ackNodeId: string,
  reason?: string,
): AckMessage {
  const scope: AckScope = target === 'batch' ? 'all' : ref.index;
  return {
    batch: ref.id,
    scope,
    attempt: ref.attempt,
    outcome,
    ackNodeId,
    ...omitEmpty({ reason }),
  };
}

/**
 * `_bulk` response of Elasticsearch and OpenSearch: status 200 of the request does not mean that its items
 * were accepted.
 */
const bulkFailure = z.looseObject({ errors: z.literal(true), items: z.unknown().optional() });
const bulkItems = z.array(z.record(z.string(), z.unknown()));
const bulkItem = z.looseObject({ status: z.number() });

/** `create` of an existing id: the record arrived with an earlier attempt. */
const CONFLICT = 409;

/**
 * Infers the outcome of a delivery from a message. Catch nodes set `error`; the http request node sets
 * `statusCode`, also to texts like ECONNREFUSED.
 */
export function inferOutcome(message: Readonly<Record<string, unknown>>): AckOutcome {
  const { error, statusCode } = message;
  if (error !== undefined && error !== null) return 'reject';
  if (statusCode !== undefined && !isSuccess(statusCode)) return 'reject';
  // A payload that was neither read nor replaced is still the one of the source, and not a response.
  if (rawLinesOf(message) !== undefined) return 'acknowledge';
  return hasFailedItems(message['payload']) ? 'reject' : 'acknowledge';
}

function isSuccess(status: unknown): boolean {
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 299;
}

/** An unreadable response with `errors: true` does not prove that anything arrived. */
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

/** The http request node returns the response as an object, a text or a buffer. */
function parsePayload(payload: unknown): unknown {
  if (typeof payload === 'string') return parseBulkResponse(payload);
  if (payload instanceof Uint8Array) return parseBulkResponse(Buffer.from(payload).toString('utf8'));
  return payload;
}

/** Parses only what may be a `_bulk` response, since payloads can be large. */
function parseBulkResponse(text: string): unknown {
  // Searches for the plain word first: the text may be a megabyte of records.
  if (!text.includes('"errors"') || !/^\s*\{/.test(text) || !/"errors"\s*:\s*true/.test(text))
    return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
