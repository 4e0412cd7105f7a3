/** Splits a payload into records: one text per syslog message, with time and type. Pure. */
import { z } from 'zod';
import { listProblem } from '../../contracts/json';
import { writeJson } from '../../contracts/json-text';
import { SyslogError } from './errors';

export interface SyslogRecord {
  /** one line */
  readonly text: string;
  /** epoch ms, if the record has a time */
  readonly time: number | undefined;
  /** the record's own type */
  readonly type: string | undefined;
}

/** The members of SIEM records that are used; some feeds write the time as text. */
const recordSchema = z.object({
  timestamp: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{12,14}$/)
        .transform(Number),
    ])
    .optional()
    .catch(undefined),
  type: z.string().optional().catch(undefined),
});

function readMetadata(value: unknown): Pick<SyslogRecord, 'time' | 'type'> {
  const found = recordSchema.safeParse(value);
  return found.success ? { time: found.data.timestamp, type: found.data.type } : NO_METADATA;
}

const NO_METADATA = { time: undefined, type: undefined };

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** undefined: neither a JSON object nor an array */
function parseJson(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * All control characters but the tab: LEEF separates fields with it, and it ends neither a line nor a frame.
 */
const CONTROL = /(?!\t)\p{Cc}/gu;
const HAS_CONTROL = /(?!\t)\p{Cc}/u;
const LINE_BREAKS = /[\r\n]+/g;

/** No pattern: that would look at each of many line breaks in the middle again. */
function withoutLastBreaks(text: string): string {
  let end = text.length;
  while (end > 0 && '\r\n'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' };

/**
 * Escapes control characters as JSON does (`\n`, `\r`, `\u0000`), so that a record can't break out of its line or
 * frame. A line break at the very end is removed: the framing adds its own.
 */
export function escapeControlChars(text: string): string {
  if (!HAS_CONTROL.test(text)) return text;
  return withoutLastBreaks(text).replace(
    CONTROL,
    (one) => ESCAPES[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** In valid JSON, line breaks occur only between tokens, so a space can replace them. */
export function toSingleLineJson(json: string): string {
  return escapeControlChars(json.replace(LINE_BREAKS, ' '));
}

function toTextRecord(text: string): SyslogRecord {
  const json = parseJson(text);
  return json === undefined
    ? { text: escapeControlChars(text), ...NO_METADATA }
    : { text: toSingleLineJson(text.trim()), ...readMetadata(json) };
}

/**
 * The lines of a text in which every line is a JSON object; otherwise undefined. In any other text, line
 * breaks may come from the sender of a mail, so they must not separate messages.
 */
function parseNdjson(text: string): SyslogRecord[] | undefined {
  const records: SyslogRecord[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const json = parseJson(trimmed);
    if (json === undefined || Array.isArray(json)) return undefined;
    records.push({ text: escapeControlChars(trimmed), ...readMetadata(json) });
  }
  return records;
}

function splitText(text: string): SyslogRecord[] {
  if (text.trim() === '') return [];
  return (text.includes('\n') ? parseNdjson(text) : undefined) ?? [toTextRecord(text)];
}

function toJson(value: unknown): string {
  const text = writeJson(value);
  if (!text.ok) throw new SyslogError('SYSLOG_PAYLOAD', `the payload can't be sent: ${text.reason}`);
  return text.json;
}

/** One array element is always one message. */
function toRecord(value: unknown): SyslogRecord {
  if (typeof value === 'string') return toTextRecord(value);
  if (value instanceof Uint8Array) return toTextRecord(Buffer.from(value).toString('utf8'));
  return { text: escapeControlChars(toJson(value)), ...readMetadata(value) };
}

/**
 * Text: one message, or one per line when every line is a JSON object. Array: one per element. Object: one,
 * as JSON. Buffers are UTF-8 text.
 * @returns empty for an empty text or array
 * @throws SyslogError SYSLOG_PAYLOAD when there is nothing to send or it has no JSON form
 */
export function splitPayload(payload: unknown): readonly SyslogRecord[] {
  if (payload === undefined || payload === null) {
    throw new SyslogError('SYSLOG_PAYLOAD', 'the message has no payload');
  }
  if (typeof payload === 'string') return splitText(payload);
  if (payload instanceof Uint8Array) return splitText(Buffer.from(payload).toString('utf8'));
  if (!Array.isArray(payload)) return [toRecord(payload)];
  const problem = listProblem(payload);
  if (problem !== undefined) throw new SyslogError('SYSLOG_PAYLOAD', problem);
  // `from` makes entries of holes, which `map` would skip.
  return Array.from(payload, toRecord);
}

/**
 * Some records of a payload, in its own form: elements of an array, lines of a text; a payload that is one
 * record stays as it is.
 * @returns also the number of records in the payload
 */
export function pickRecords(
  payload: unknown,
  records: readonly number[],
): { readonly payload: unknown; readonly of: number } {
  if (Array.isArray(payload))
    return { payload: records.map((record): unknown => payload[record]), of: payload.length };
  const all = splitPayload(payload);
  if (all.length <= 1) return { payload, of: all.length };
  return { payload: records.map((record) => all[record]?.text ?? '').join('\n'), of: all.length };
}
