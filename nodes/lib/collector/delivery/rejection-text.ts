/** Extracts the reason of a rejection for the log and the status of the source. */
import { z } from 'zod';
import { ERROR_CATALOG } from '../../contracts/error-catalog';
import { listOf } from '../../contracts/list-schema';
import { classifyNetworkError } from '../../contracts/network-errors';
import { rawLinesOf } from '../../util/lazy-payload';
import { sanitizeText } from '../../util/redaction/redactor';

/** Characters. */
const MAX_REASON_LENGTH = 160;
/** Characters of a text that are inspected: the reason is at the beginning, and inspection takes time. */
const MAX_INSPECTED_LENGTH = 1000;

/** Cache of the last result: a thousand messages are often rejected with the same text. */
let lastSanitized = { input: '', output: '' };

/**
 * Makes a text safe to show: one line, no control characters, no credentials, no query strings of URLs,
 * short.
 */
export function sanitizeReason(text: string): string {
  const input = text.slice(0, MAX_INSPECTED_LENGTH);
  if (input !== lastSanitized.input)
    lastSanitized = { input, output: sanitizeText(input, MAX_REASON_LENGTH) };
  return lastSanitized.output;
}

/**
 * For example `403 Invalid token`, `400 mapper_parsing_exception: … (3 of 500)`, `connection refused`, or the
 * message that a Catch node has set.
 * @returns undefined where the message has no reason
 */
export function extractRejectionReason(message: Readonly<Record<string, unknown>>): string | undefined {
  const { error, statusCode } = message;
  const reason =
    error !== undefined && error !== null ? errorReason(error) : responseReason(statusCode, message);
  const clean = reason === undefined ? '' : sanitizeReason(reason);
  return clean === '' ? undefined : clean;
}

const errorObject = z.looseObject({ message: z.string() });

/** Catch nodes set an object with a message; a flow may set anything. */
function errorReason(error: unknown): string {
  const parsed = errorObject.safeParse(error);
  if (parsed.success) return parsed.data.message;
  return typeof error === 'string' ? error : (findReason(error) ?? 'an error without a message');
}

/**
 * The http request node sets a number, or the code of a failed connection. In the second case its text has
 * the full URL.
 */
function responseReason(status: unknown, message: Readonly<Record<string, unknown>>): string | undefined {
  // Without a status the payload is the data that the flow made of the records, unless it is a `_bulk`
  // response.
  if (status === undefined) return bulkReason(parseJsonText(readPayload(message)));
  if (typeof status !== 'number') {
    const code = String(status);
    const reason = classifyNetworkError(Object.assign(new Error(), { code }));
    return reason === 'network' ? code : ERROR_CATALOG[reason].short.replace(/\s*\{for\}/, '');
  }
  const text = payloadReason(readPayload(message));
  if (text === undefined) return String(status);
  return /^[45]\d\d\b/.test(text) ? text : `${status} ${text}`;
}

/**
 * A response may be an object, a text or a buffer. A payload that was never read is still the one of the
 * source, and not a response.
 */
function readPayload(message: Readonly<Record<string, unknown>>): unknown {
  if (rawLinesOf(message) !== undefined) return undefined;
  const { payload } = message;
  return payload instanceof Uint8Array ? Buffer.from(payload).toString('utf8') : payload;
}

/** Parses JSON; returns any other value unchanged. */
function parseJsonText(payload: unknown): unknown {
  if (typeof payload !== 'string' || !/^\s*[{[]/.test(payload)) return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

function payloadReason(payload: unknown): string | undefined {
  const response = parseJsonText(payload);
  if (typeof response !== 'string') {
    // JSON without a known member: use the raw text.
    return findReason(response) ?? (typeof payload === 'string' ? payload : undefined);
  }
  const begin = response.slice(0, MAX_INSPECTED_LENGTH).trim();
  if (!/^<(!doctype|html|\?xml)/i.test(begin)) return begin === '' ? undefined : begin;
  const title = /<(title|h1|message)[^>]*>([^<]+)</i.exec(begin)?.[2];
  return title ?? begin.replace(/<[^>]*>/g, ' ');
}

/**
 * Members in which receivers return the reason: Splunk `text`, Elasticsearch `error.reason`, others
 * `message`, `detail`, `title`.
 */
const REASON_MEMBERS = [
  'reason',
  'message',
  'text',
  'detail',
  'error_description',
  'title',
  'description',
  'msg',
] as const;
/** Maximum nesting depth of the search. */
const MAX_DEPTH = 4;

const bulkResponse = z.looseObject({
  errors: z.literal(true),
  items: listOf(z.record(z.string(), z.unknown())),
});
/** `create` of an existing id: the record arrived with an earlier attempt. */
const CONFLICT = 409;
const failedBulkItem = z.looseObject({ status: z.number().min(400), error: z.unknown() });

function findReason(response: unknown, depth = 0): string | undefined {
  if (typeof response === 'string') return response === '' ? undefined : response;
  if (typeof response !== 'object' || response === null || depth > MAX_DEPTH) return undefined;
  if (Array.isArray(response)) return findReason(response[0], depth + 1);
  const members = new Map(Object.entries(response));
  return bulkReason(response) ?? nestedReason(members, depth) ?? ownReason(members);
}

function nestedReason(members: ReadonlyMap<string, unknown>, depth: number): string | undefined {
  const found = ['error', 'errors'].map((name) => findReason(members.get(name), depth + 1));
  return found.find((reason) => reason !== undefined);
}

function ownReason(members: ReadonlyMap<string, unknown>): string | undefined {
  const text = REASON_MEMBERS.map((name) => members.get(name)).find(isText);
  const type = members.get('type');
  return isText(text) && isText(type) ? `${type}: ${text}` : text;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** `_bulk` response: the reason of the first failed item. */
function bulkReason(response: unknown): string | undefined {
  const bulk = bulkResponse.safeParse(response);
  if (!bulk.success) return undefined;
  const all = bulk.data.items;
  const failed = all.flatMap((entry) =>
    Object.values(entry).flatMap((action) => {
      const item = failedBulkItem.safeParse(action);
      return item.success && item.data.status !== CONFLICT ? [item.data] : [];
    }),
  );
  const [first] = failed;
  if (first === undefined) return undefined;
  const reason = findReason(first.error);
  const share = all.length > 1 ? ` (${failed.length} of ${all.length})` : '';
  return `${first.status}${reason === undefined ? '' : ` ${reason}`}${share}`;
}
