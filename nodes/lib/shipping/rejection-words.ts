/** What a receiver said when it did not take a message: for the log and the status of the source. */
import { z } from 'zod';
import { FAILURES } from '../api/failure-table';
import { networkReason } from '../api/network-failure';
import { createRedactor } from '../api/redact';
import { unreadLines } from '../unread-payload';

/** characters */
const MAX_REASON_LENGTH = 160;
/** characters of a text that are looked at: the reason stands at its beginning, and looking takes time */
const MAX_INSPECTED_LENGTH = 1000;

/** No value of ours: forms of credentials, in case the receiver repeats what it was sent. */
const CREDENTIAL_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(splunk|apikey|api-key|token|sharedkey)(\s+)(?=[\w+/=.~-]*\d)[\w+/=.~-]{16,}/gi, '$1$2***'],
  [
    /\b((?:api[_-]?key|access[_-]?token|token|secret|password|passwd|authorization|signature|sig)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
    '$1***',
  ],
];

const redactor = createRedactor();

/** A thousand messages are rejected with the same words. */
let lastSanitized = { said: '', words: '' };

/** Safe to be shown: one line, without control characters, credentials and the queries of addresses, and short. */
export function cleanWords(text: string): string {
  const said = text.slice(0, MAX_INSPECTED_LENGTH);
  if (said !== lastSanitized.said) lastSanitized = { said, words: sanitize(said) };
  return lastSanitized.words;
}

function sanitize(said: string): string {
  const known = CREDENTIAL_PATTERNS.reduce((rest, [form, instead]) => rest.replace(form, instead), said);
  // Also what turns the direction of a text around, or can't be seen.
  const plain = redactor.text(known.replace(/[\p{Cf}\p{Co}\p{Cs}]/gu, ''));
  return plain.length > MAX_REASON_LENGTH ? `${plain.slice(0, MAX_REASON_LENGTH - 1)}…` : plain;
}

/**
 * `403 Invalid token`, `400 mapper_parsing_exception: … (3 of 500)`, `connection refused`, or what a Catch node has set.
 * @returns undefined where the message says nothing of it
 */
export function rejectionWords(message: Readonly<Record<string, unknown>>): string | undefined {
  const { error, statusCode } = message;
  const words =
    error !== undefined && error !== null ? errorReason(error) : responseReason(statusCode, message);
  const clean = words === undefined ? '' : cleanWords(words);
  return clean === '' ? undefined : clean;
}

const errorObject = z.looseObject({ message: z.string() });

/** Catch nodes set an object with a message; flows set what they like. */
function errorReason(error: unknown): string {
  const parsed = errorObject.safeParse(error);
  if (parsed.success) return parsed.data.message;
  return typeof error === 'string' ? error : (findReason(error) ?? 'an error without words');
}

/** http request sets a number, or the code of a connection that failed; its text then holds the whole address. */
function responseReason(status: unknown, message: Readonly<Record<string, unknown>>): string | undefined {
  // Without a status the payload is what the flow has made of the records, unless it is the answer of a `_bulk`.
  if (status === undefined) return bulkReason(parseJsonText(readPayload(message)));
  if (typeof status !== 'number') {
    const code = String(status);
    const reason = networkReason(Object.assign(new Error(), { code }));
    return reason === 'network' ? code : FAILURES[reason].short.replace(/\s*\{for\}/, '');
  }
  const said = payloadReason(readPayload(message));
  if (said === undefined) return String(status);
  return /^[45]\d\d\b/.test(said) ? said : `${status} ${said}`;
}

/** An answer may be an object, a text or a buffer. What nobody has read is what the source sent, and no answer. */
function readPayload(message: Readonly<Record<string, unknown>>): unknown {
  if (unreadLines(message) !== undefined) return undefined;
  const { payload } = message;
  return payload instanceof Uint8Array ? Buffer.from(payload).toString('utf8') : payload;
}

/** JSON as what it says, any other text as it is. */
function parseJsonText(payload: unknown): unknown {
  if (typeof payload !== 'string' || !/^\s*[{[]/.test(payload)) return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

function payloadReason(payload: unknown): string | undefined {
  const answer = parseJsonText(payload);
  if (typeof answer !== 'string') {
    // JSON without words for people is still what was said.
    return findReason(answer) ?? (typeof payload === 'string' ? payload : undefined);
  }
  const begin = answer.slice(0, MAX_INSPECTED_LENGTH).trim();
  if (!/^<(!doctype|html|\?xml)/i.test(begin)) return begin === '' ? undefined : begin;
  const title = /<(title|h1|message)[^>]*>([^<]+)</i.exec(begin)?.[2];
  return title ?? begin.replace(/<[^>]*>/g, ' ');
}

/** Where receivers put their words: Splunk `text`, Elasticsearch `error.reason`, others `message`, `detail`, `title`. */
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
/** Deeper than this nobody puts them. */
const MAX_DEPTH = 4;

const bulkResponse = z.looseObject({
  errors: z.literal(true),
  items: z.array(z.record(z.string(), z.unknown())),
});
/** `create` of an id that is there already: it arrived the time before. */
const CONFLICT = 409;
const failedBulkItem = z.looseObject({ status: z.number().min(400), error: z.unknown() });

function findReason(answer: unknown, depth = 0): string | undefined {
  if (typeof answer === 'string') return answer === '' ? undefined : answer;
  if (typeof answer !== 'object' || answer === null || depth > MAX_DEPTH) return undefined;
  if (Array.isArray(answer)) return findReason(answer[0], depth + 1);
  const members = new Map(Object.entries(answer));
  return bulkReason(answer) ?? nestedReason(members, depth) ?? ownReason(members);
}

function nestedReason(members: ReadonlyMap<string, unknown>, depth: number): string | undefined {
  const found = ['error', 'errors'].map((name) => findReason(members.get(name), depth + 1));
  return found.find((words) => words !== undefined);
}

function ownReason(members: ReadonlyMap<string, unknown>): string | undefined {
  const text = REASON_MEMBERS.map((name) => members.get(name)).find(isText);
  const type = members.get('type');
  return isText(text) && isText(type) ? `${type}: ${text}` : text;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** `_bulk`: the first item that was not taken stands for the others. */
function bulkReason(answer: unknown): string | undefined {
  const bulk = bulkResponse.safeParse(answer);
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
  const words = findReason(first.error);
  const share = all.length > 1 ? ` (${failed.length} of ${all.length})` : '';
  return `${first.status}${words === undefined ? '' : ` ${words}`}${share}`;
}
