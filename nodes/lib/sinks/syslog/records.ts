/** What a payload consists of: one text a syslog message, with its time and kind. Pure. */
import { z } from 'zod';
import { SyslogError } from './errors';
import { oneLine, oneLineOfJson } from './one-line';

export interface SyslogRecord {
  /** one line */
  readonly text: string;
  /** epoch ms, where the record says when it happened */
  readonly time: number | undefined;
  /** the record's own word for what it is */
  readonly type: string | undefined;
}

/** As far as SIEM records are read: some feeds write the time as text. */
const facts = z.object({
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

function factsOf(value: unknown): Pick<SyslogRecord, 'time' | 'type'> {
  const found = facts.safeParse(value);
  return found.success ? { time: found.data.timestamp, type: found.data.type } : NO_FACTS;
}

const NO_FACTS = { time: undefined, type: undefined };

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** undefined: no JSON object or array */
function parseJson(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isContainer(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function recordOfText(text: string): SyslogRecord {
  const json = parseJson(text);
  return json === undefined
    ? { text: oneLine(text), ...NO_FACTS }
    : { text: oneLineOfJson(text.trim()), ...factsOf(json) };
}

/**
 * Lines of a text in which each is a JSON object; undefined when one of them is not. Only then are line breaks
 * borders: in any other text they may come from whoever wrote the mail.
 */
function ndjson(text: string): SyslogRecord[] | undefined {
  const records: SyslogRecord[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const json = parseJson(trimmed);
    if (json === undefined || Array.isArray(json)) return undefined;
    records.push({ text: oneLine(trimmed), ...factsOf(json) });
  }
  return records;
}

function recordsOfText(text: string): SyslogRecord[] {
  if (text.trim() === '') return [];
  return (text.includes('\n') ? ndjson(text) : undefined) ?? [recordOfText(text)];
}

function toJson(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {
    throw new SyslogError(
      'SYSLOG_PAYLOAD',
      'the payload can not be written as JSON: it contains itself, or a BigInt',
    );
  }
  if (json === undefined)
    throw new SyslogError('SYSLOG_PAYLOAD', 'the payload has nothing that could be sent');
  return json;
}

/** One element is one message, whatever is in it. */
function recordOf(value: unknown): SyslogRecord {
  if (typeof value === 'string') return recordOfText(value);
  if (value instanceof Uint8Array) return recordOfText(Buffer.from(value).toString('utf8'));
  return { text: oneLine(toJson(value)), ...factsOf(value) };
}

/**
 * Text: one message, or one a line when every line is a JSON object. Array: one an element. Object: one, as JSON.
 * Buffers are texts in UTF-8.
 * @returns none for an empty text or array
 * @throws SyslogError SYSLOG_PAYLOAD when there is nothing to send or it has no JSON
 */
export function recordsOf(payload: unknown): readonly SyslogRecord[] {
  if (payload === undefined || payload === null) {
    throw new SyslogError('SYSLOG_PAYLOAD', 'the message has no payload');
  }
  if (typeof payload === 'string') return recordsOfText(payload);
  if (payload instanceof Uint8Array) return recordsOfText(Buffer.from(payload).toString('utf8'));
  return Array.isArray(payload) ? payload.map(recordOf) : [recordOf(payload)];
}
