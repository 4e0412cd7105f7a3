/** The records of a payload: one object, a list, or a text of lines. */
import type { JsonObject } from '../contracts/json';
import { isJsonObject, listProblem } from '../contracts/json';
import { unwrap } from './envelope';
import { splitObjects } from './parsers/json-sequence';
import { isHollow } from './to-json';

/** A record, its index in the message, and its original line. */
export interface Entry {
  readonly record: unknown;
  /** undefined when the message has one record only */
  readonly index: number | undefined;
  readonly line?: string | undefined;
  /** what the envelope of the record says */
  readonly envelope?: JsonObject | undefined;
  /** the record was in an envelope */
  readonly isUnwrapped?: boolean;
}

/** The records of a message, one by one. A text is parsed line by line on demand, not all at once. */
export interface Entries {
  readonly count: number;
  at(index: number): Entry;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

/** The id of an event in an envelope is that of the event alone: a receiver may see it again in another envelope. */
function unwrapEntry(entry: Entry): Entry {
  const inner = unwrap(entry.record);
  const [record, ...others] = inner?.records ?? [];
  if (inner === undefined || record === undefined || others.length > 0) return entry;
  return { record, envelope: inner.envelope, index: entry.index, isUnwrapped: true };
}

/** Nearly all values are told from an envelope with a list by this alone. */
function mayBeListEnvelope(value: unknown): boolean {
  try {
    return isJsonObject(value) && (Array.isArray(value['event']) || typeof value['event'] === 'string');
  } catch {
    return false;
  }
}

/** Whether the value is an envelope with a list of events, which is opened before the records are counted. */
export const isListEnvelope = (value: unknown): boolean =>
  mayBeListEnvelope(value) && unwrap(value)?.isList === true;

/** The events of an envelope with a list, each in an envelope of its own; other values as they are. */
function openList(value: unknown): readonly unknown[] {
  const inner = mayBeListEnvelope(value) ? unwrap(value) : undefined;
  return inner?.isList === true ? inner.records.map((event) => ({ ...inner.envelope, event })) : [value];
}

function entriesOfList(given: readonly unknown[]): Entries {
  const problem = listProblem(given);
  if (problem !== undefined) throw new RangeError(problem);
  const list = isHollow(given) ? Object.values(given) : given;
  const all = list.some(isListEnvelope) ? list.flatMap(openList) : list;
  return { count: all.length, at: (index) => unwrapEntry({ record: all[index], index }) };
}

/** A text that is one list of objects; undefined for anything else. */
function listInText(text: string): readonly unknown[] | undefined {
  if (!/^\s*\[/.test(text)) return undefined;
  const list = parseLine(text);
  return Array.isArray(list) && list.length > 0 && list.every(isJsonObject) ? list : undefined;
}

/** A line that begins with a member or ends an object: the JSON was printed with indentation. */
const INDENTED = /\n[ \t]*(?:"[^"\n]*"[ \t]*:|[}\]])/;

/** The objects of an indented text, one or several; undefined for a text of lines. */
function indentedObjects(text: string): readonly unknown[] | undefined {
  if (!/^\s*\{/.test(text) || !INDENTED.test(text)) return undefined;
  const whole = parseLine(text);
  if (isJsonObject(whole)) return [whole];
  const objects = splitObjects(text)?.map(parseLine);
  return objects?.every(isJsonObject) ? objects : undefined;
}

/** The events of a body for HEC: several envelopes on one line. Anything else is one record. */
function recordsOfLine(line: string): readonly string[] {
  const parts = splitObjects(line) ?? [line];
  const isBody = parts.length === 1 || parts.every((part) => unwrap(parseLine(part)) !== undefined);
  return isBody ? parts.flatMap(openLine) : [line];
}

/** An envelope with a list, or with a text that may be one. Nearly all lines have none, and are not parsed here. */
const LIST_ENVELOPE = /"event"\s*:\s*["[]/;

function openLine(line: string): readonly string[] {
  if (!LIST_ENVELOPE.test(line)) return [line];
  const value = parseLine(line);
  return isListEnvelope(value) ? openList(value).map((one) => JSON.stringify(one)) : [line];
}

/** Some editors write a byte order mark; it is not part of the text. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** The lines of a text. Blank lines are not records. */
function entriesOfText(whole: string): Entries {
  const text = whole.replace(BYTE_ORDER_MARK, '');
  const list = listInText(text) ?? indentedObjects(text);
  if (list !== undefined) return entriesOfList(list);
  const lines = text
    .split('\n')
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
    .filter((line) => line.trim() !== '')
    .flatMap(recordsOfLine);
  return {
    count: lines.length,
    at: (index) => unwrapEntry({ record: parseLine(lines[index] ?? ''), index, line: lines[index] }),
  };
}

export const entriesOf = (payload: string | readonly unknown[]): Entries =>
  typeof payload === 'string' ? entriesOfText(payload) : entriesOfList(payload);

export const onlyEntry = (record: unknown): Entry => unwrapEntry({ record, index: undefined });
