import { isJsonObject } from '../../contracts/json';
import { isBlank } from './scalar';

/** Longer texts are not parsed, because parsing would block the event loop. */
const MAX_LENGTH = 200_000;
const MAX_DEPTH = 3;

const PYTHON_WORDS: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
]);
/**
 * Python uses double quotes for texts that contain a single one. A text without an end is followed to the end of all of it once;
 * that is no JSON in any case.
 */
const PYTHON_TOKEN = /'((?:[^'\\]|\\.)*)(?:'|\\?$)|"(?:[^"\\]|\\.)*(?:"|\\?$)|\b(?:True|False|None)\b/gs;

/** Converts a printed Python dictionary: single quotes, True, False and None. */
const fromPython = (value: string): string =>
  value.replace(PYTHON_TOKEN, (token, text?: string) =>
    text === undefined
      ? (PYTHON_WORDS.get(token) ?? token)
      : `"${text.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`,
  );

/** Exceptions are slow, so texts that cannot be the JSON of an object are not parsed. */
function parseText(start: string): unknown {
  if (start.startsWith("{'")) return parse(fromPython(start));
  return start.startsWith('{') || start.startsWith('"') ? parse(start) : undefined;
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** A list that was printed as JSON, or by Python. */
export function parseJsonList(text: string): readonly unknown[] | undefined {
  const start = text.trimStart();
  if (!start.startsWith('[') || text.length > MAX_LENGTH) return undefined;
  const list = parse(start.startsWith("['") ? fromPython(start) : start);
  return Array.isArray(list) ? list : undefined;
}

/**
 * Parses an object, its JSON, its JSON as a JSON text, or JSON with single quotes (wire.md 14, rows 18 and 19).
 * @returns undefined for null, for the text `null`, and for anything else
 */
export function parseJsonObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  let current = value;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    if (isJsonObject(current)) return current;
    if (typeof current !== 'string' || isBlank(current) || current.length > MAX_LENGTH) return undefined;
    current = parseText(current.trimStart());
  }
  return isJsonObject(current) ? current : undefined;
}
