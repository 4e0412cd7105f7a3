/** Cuts JSON and printed Java objects out of audit text: nothing inside of them is a part of the sentence (wire.md 7.4). */
import { parseAddress } from '../address';

export interface CutText {
  /** the rest, with a line break in place of each cut part */
  readonly text: string;
  /** the address in a printed Java object */
  readonly address: string | undefined;
}

/** Replaces a part that is no text. A value never goes past a line break. */
export const CUT = '\n';

const OPENING = /[{[]|@[0-9a-f]{1,16}\[/gi;
const JSON_OBJECT = /\{\s{0,10}["}]/y;
const JSON_ARRAY = /\[\s{0,10}[{"]/y;
const MAX_CLASS_NAME_LENGTH = 200;
const CLASS_NAME_CHARACTER = /[\w.$]/;
const ADDRESS_MEMBER = /[[,{ ]emailAddress=([^,\]\s]{1,320})/;

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** The position after the string that begins at `start`, or the end of the text. */
function afterString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === '"') return at + 1;
  }
  return text.length;
}

/** The position after the closing bracket, or -1 when there is none. */
function afterBrackets(text: string, start: number, hasStrings: boolean): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const one = text.charAt(at);
    if (one === '"' && hasStrings) {
      at = afterString(text, at);
      continue;
    }
    if (one === '{' || one === '[') depth++;
    if (one === '}' || one === ']') depth--;
    at++;
    if (depth === 0) return at;
  }
  return -1;
}

/** Data without a valid end goes up to the last closing bracket: what comes after that is outside of it in any case. */
function endOfData(text: string, start: number, hasStrings: boolean): number {
  const found = afterBrackets(text, start, hasStrings);
  if (found >= 0) return found;
  const last = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  return last > start ? last + 1 : text.length;
}

function startOfClassName(text: string, end: number): number {
  let at = end;
  while (at > 0 && end - at < MAX_CLASS_NAME_LENGTH && CLASS_NAME_CHARACTER.test(text.charAt(at - 1))) at--;
  return at;
}

/** Linear: every position is passed once, and at most twice more when data has no end. */
export function cutData(text: string): CutText {
  if (!text.includes('[') && !text.includes('{')) return { text, address: undefined };
  const kept: string[] = [];
  let address: string | undefined;
  let from = 0;
  OPENING.lastIndex = 0;
  for (let found = OPENING.exec(text); found !== null; found = OPENING.exec(text)) {
    const start = found.index;
    const isJava = found[0].startsWith('@');
    if (!isJava && !matchesAt(JSON_OBJECT, text, start) && !matchesAt(JSON_ARRAY, text, start)) continue;
    const bracket = start + found[0].length - 1;
    const end = endOfData(text, bracket, !isJava);
    if (isJava) address ??= parseAddress(ADDRESS_MEMBER.exec(text.slice(bracket, end))?.[1]);
    kept.push(text.slice(from, isJava ? Math.max(from, startOfClassName(text, start)) : start));
    from = end;
    OPENING.lastIndex = end;
  }
  kept.push(text.slice(from));
  return { text: kept.join(CUT), address };
}
