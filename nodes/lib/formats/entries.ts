/** The records of a payload: one object, a list, or a text of lines. */
import type { JsonObject } from '../contracts/json';
import { isJsonObject } from '../contracts/json';
import { unwrap } from './envelope';
import { splitObjects } from './parsers/json-sequence';

/** A record, its index in the message, and its original line. */
export interface Entry {
  readonly record: unknown;
  /** undefined when the message has one record only */
  readonly index: number | undefined;
  readonly line?: string | undefined;
  /** what the envelope of the record says */
  readonly envelope?: JsonObject | undefined;
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
  return inner === undefined ? entry : { ...inner, index: entry.index };
}

const entriesOfList = (list: readonly unknown[]): Entries => ({
  count: list.length,
  at: (index) => unwrapEntry({ record: list[index], index }),
});

/** A text that is one list of objects; undefined for anything else. */
function listInText(text: string): readonly unknown[] | undefined {
  if (!/^\s*\[/.test(text)) return undefined;
  const list = parseLine(text);
  return Array.isArray(list) && list.length > 0 && list.every(isJsonObject) ? list : undefined;
}

/** The events of a body for HEC: several envelopes on one line. Anything else is one record. */
function recordsOfLine(line: string): readonly string[] {
  const parts = splitObjects(line);
  return parts?.every((part) => unwrap(parseLine(part)) !== undefined) ? parts : [line];
}

/** Some editors write a byte order mark; it is not part of the text. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** The lines of a text. Blank lines are not records. */
function entriesOfText(whole: string): Entries {
  const text = whole.replace(BYTE_ORDER_MARK, '');
  const list = listInText(text);
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
