import { isMembers } from '../members';
import { isBlank } from './scalar';

/** Longer ones stay the text that they are: nobody waits for them to be parsed on the event loop. */
const LONGEST = 200_000;
const DEPTH = 3;

const PYTHON = [
  ['True', /\bTrue\b/g, 'true'],
  ['False', /\bFalse\b/g, 'false'],
  ['None', /\bNone\b/g, 'null'],
] as const;

/** As an exporter printed it: single quotes, True, False and None. */
function fromPython(value: string): string {
  let json = value;
  // Looking for the word alone is many times faster than for the pattern, and most texts have one of them at most.
  for (const [word, pattern, other] of PYTHON) if (json.includes(word)) json = json.replace(pattern, other);
  return json.replaceAll("'", '"');
}

/** An error costs more than all the rest: what can't be JSON of an object is not tried. */
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

/**
 * An object, the JSON of one, the JSON of that text again, or a text that looks like JSON with single quotes
 * (wire.md 14, rows 18 and 19).
 * @returns undefined for null, for the word `null`, and for what is none of these
 */
export function jsonObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  let current = value;
  for (let depth = 0; depth < DEPTH; depth++) {
    if (isMembers(current)) return current;
    if (typeof current !== 'string' || isBlank(current) || current.length > LONGEST) return undefined;
    current = parseText(current.trimStart());
  }
  return isMembers(current) ? current : undefined;
}
