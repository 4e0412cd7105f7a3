import { isMembers } from '../members';
import { isBlank } from './scalar';

/** Longer ones stay the text that they are: nobody waits for them to be parsed on the event loop. */
const LONGEST = 200_000;
const DEPTH = 3;

/** As an exporter printed it: single quotes, True, False and None. */
function fromPython(value: string): string {
  return value
    .replace(/\bTrue\b/g, 'true')
    .replace(/\bFalse\b/g, 'false')
    .replace(/\bNone\b/g, 'null')
    .replaceAll("'", '"');
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
 * (mimecast-api.md 14, rows 18 and 19).
 * @returns undefined for null, for the word `null`, and for what is none of these
 */
export function jsonObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  let current = value;
  for (let depth = 0; depth < DEPTH; depth++) {
    if (isMembers(current)) return current;
    if (typeof current !== 'string' || isBlank(current) || current.length > LONGEST) return undefined;
    const start = current.trimStart();
    current = parse(start) ?? (start.startsWith("{'") ? parse(fromPython(start)) : undefined);
  }
  return isMembers(current) ? current : undefined;
}
