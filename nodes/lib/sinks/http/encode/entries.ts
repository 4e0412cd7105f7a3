/** The entries of a payload: JSON values with their text. Pure. */
import { isJsonObject, type JsonObject, listProblem } from '../../../contracts/json';
import { writeJson } from '../../../contracts/json-text';
import { payloadError } from '../errors';

export interface Entry {
  /** one line of JSON */
  readonly json: string;
  readonly value: unknown;
}

export interface Entries {
  readonly list: readonly Entry[];
  /** The payload is one value and no list: it is not joined with others where the receiver takes any JSON. */
  readonly single: boolean;
  /** The payload with some of the entries only, in its own form. */
  readonly select: (indexes: readonly number[]) => unknown;
}

function toJson(value: unknown): string {
  const text = writeJson(value);
  if (!text.ok) throw payloadError(`the payload can't be sent: ${text.reason}`);
  return text.json;
}

const toEntry = (value: unknown): Entry => ({ json: toJson(value ?? null), value });

/** undefined: no JSON */
function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function parseObject(text: string): JsonObject | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const value = parse(text)?.value;
  return isJsonObject(value) ? value : undefined;
}

/** The lines of a text in which every line is a JSON object; otherwise undefined. Blank lines are no entries. */
function entriesOfLines(text: string): Entry[] | undefined {
  const entries: Entry[] = [];
  for (const line of text.split('\n')) {
    const json = line.trim();
    if (json === '') continue;
    const value = parseObject(json);
    if (value === undefined) return undefined;
    entries.push({ json, value });
  }
  return entries;
}

function entriesOfText(whole: string): Entries {
  const text = whole.replace(/^\ufeff/, '');
  const lines = entriesOfLines(text);
  if (lines !== undefined) {
    const select = (indexes: readonly number[]): string =>
      indexes.map((index) => `${lines[index]?.json ?? ''}\n`).join('');
    return { list: lines, single: false, select };
  }
  const value = parse(text)?.value;
  if (Array.isArray(value)) {
    const { list } = entriesOfList(value);
    const select = (indexes: readonly number[]): string =>
      `[${indexes.map((index) => list[index]?.json).join()}]`;
    return { list, single: false, select };
  }
  // Any other text is one entry: its line breaks may come from the sender of a mail.
  return single(isJsonObject(value) ? toEntry(value) : toEntry(whole), whole);
}

/** An entry that is the text of an object, for example of a format, counts as that object. */
function entryOfElement(element: unknown): Entry {
  if (typeof element !== 'string') return toEntry(element);
  const value = parseObject(element);
  return value === undefined ? toEntry(element) : toEntry(value);
}

function entriesOfList(elements: readonly unknown[]): Entries {
  const problem = listProblem(elements);
  if (problem !== undefined) throw payloadError(problem);
  return {
    list: Array.from(elements, entryOfElement),
    single: false,
    select: (indexes) => indexes.map((index) => elements[index]),
  };
}

const single = (entry: Entry, payload: unknown): Entries => ({
  list: [entry],
  single: true,
  select: (indexes) => (indexes.length === 0 ? [] : payload),
});

/**
 * Text and buffers: one entry per line, or one per element of a JSON array; array: one per element; object: one.
 * @returns no entries for an empty text or array
 * @throws HttpError HTTP_PAYLOAD
 */
export function readEntries(payload: unknown): Entries {
  if (payload === undefined || payload === null) throw payloadError('the message has no payload');
  if (payload instanceof Uint8Array) return entriesOfText(Buffer.from(payload).toString('utf8'));
  if (typeof payload === 'string') return entriesOfText(payload);
  return Array.isArray(payload) ? entriesOfList(payload) : single(toEntry(payload), payload);
}
