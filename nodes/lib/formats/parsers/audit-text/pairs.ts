/** Splits audit text into a sentence and its `key: value` pairs (wire.md 7.4). */

import { cached } from '../../text-cache';

export interface Pair {
  /** in lower case */
  readonly key: string;
  readonly value: string;
}

export interface SplitText {
  /** the text before the first pair */
  readonly sentence: string;
  readonly pairs: readonly Pair[];
}

interface FoundKey {
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
}

/** Places where a key can begin. Quoted text and text in angle brackets are skipped as a whole. */
const PLACE =
  /(?<!\w)"[^"\n]{1,300}"(?!\w)|<[^<>\n]{0,300}>|[,;\n]|\s-\s|[ \t(](?=(?:remote |source |client )?ip\b|date\b|time\b|application\b|method\b|2fa\b|reason\b)/gi;
/** Up to six words before a colon. */
const KEY =
  /^\s{0,5}\[?([\p{L}\p{N}][\p{L}\p{N}()/&'_-]{0,40}(?: (?:[\p{L}\p{N}/&][\p{L}\p{N}()/&'_-]{0,40}|\([\p{L}\p{N}]{1,40}\))){0,5}) {0,5}$/u;
/** The same for one word of plain letters, which is much faster to look for. */
const WORD_KEY = /^\s{0,5}([a-z]{1,41}) {0,5}$/i;
/** The characters of a key, and its longest length: most sentences have others, and are not tried word by word. */
const KEY_CHARACTERS = /^[\s[\p{L}\p{N}()/&'_-]{1,300}$/u;
const MAX_KEY_LENGTH = 300;
/** Keys that also end a value without a comma before them. */
const BARE_KEY =
  /\s{0,5}((?:remote |source |client )?ip(?: address)?) {0,5}:|\s{0,5}(date|time) {0,5}:(?=\s{0,5}\d)/iy;
/** The same, after one of the keys above. */
const LATE_KEY = /\s{0,5}(application|method|2fa|reason) {0,5}:/iy;
/** `Remote IP is 192.0.2.1` */
const IS_KEY = /\s{0,5}((?:remote|source|client) ip(?: address)?) is(?=\s)/iy;
/** A colon after a part of a sentence, as in `Password reset for user: …`. */
const IN_SENTENCE = /(?:^| )(?:for|by|to|from|with|the|was|is) /i;
/** A key with a participle: `Deleted user`, `Policy changed`. */
const CHANGED_THING = /^([\p{L}-]{2,30}(?:ed|ing)) (.+)$|^(.+) ([\p{L}-]{2,30}ed)$/u;
const TAIL: ReadonlySet<string> = new Set(['date', 'time', 'ip', 'application', 'method', '2fa', 'reason']);

const isTail = (key: string): boolean => TAIL.has(key) || /\bip(?: address)?$/.test(key);

/** @param at where the key is looked for, after the separator at `start` */
function match(pattern: RegExp, text: string, at: number, start: number): FoundKey | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  const key = found?.[1] ?? found?.[2];
  if (found === null || key === undefined) return undefined;
  return { key: key.toLowerCase(), start, valueStart: pattern.lastIndex };
}

/** Several words before the key `IP`: fewer can belong to it, as in `Blocked IP`. */
const BEFORE_IP = /^(?:\S{1,41} ){3,5}(?:(?:remote|source|client) )?ip(?: address)?$/;
const DATE_AND_TIME = /\s{0,5}\d{4}-\d\d-\d\d,?\s{1,5}time\s{0,5}:/iy;

/** A sentence that goes over into the values without a comma: `Deleted folder Date: 2021-10-11 Time: …` */
function endsInTail(text: string, { key, valueStart }: FoundKey): boolean {
  if (BEFORE_IP.test(key)) return true;
  DATE_AND_TIME.lastIndex = valueStart;
  return key.endsWith(' date') && DATE_AND_TIME.test(text);
}

/** A key by what is before its colon: one word is never a part of a sentence. */
interface Head {
  readonly key: string;
  readonly isWord: boolean;
}

const NO_KEY: Head = { key: '', isWord: false };

function readHead(head: string): Head {
  // no key has one of them, and nearly every sentence has: they are found much faster than a key is ruled out
  if (head.includes(',') || head.includes('@')) return NO_KEY;
  const word = WORD_KEY.exec(head)?.[1];
  if (word !== undefined) return { key: word.toLowerCase(), isWord: true };
  const key = KEY_CHARACTERS.test(head) ? KEY.exec(head)?.[1]?.toLowerCase() : undefined;
  return key === undefined || !/\p{L}/u.test(key) || IN_SENTENCE.test(key) ? NO_KEY : { key, isWord: false };
}

/** Texts have the same keys again and again. What is longer is mostly a sentence. */
const MAX_HEADS = 2_000;
const MAX_CACHED_LENGTH = 30;
const shortHead = cached(MAX_HEADS, readHead);

/** A time, a URL, an IPv6 address and a part of a sentence are no keys. */
function generalKey(text: string, at: number, start: number): FoundKey | undefined {
  const colon = text.indexOf(':', at);
  if (colon < 0 || colon - at > MAX_KEY_LENGTH) return undefined;
  const head = text.slice(at, colon);
  const { key, isWord } = head.length > MAX_CACHED_LENGTH ? readHead(head) : shortHead(head);
  if (key === '') return undefined;
  const found = { key, start, valueStart: colon + 1 };
  if (text.startsWith('//', found.valueStart)) return undefined;
  if (isWord) return found;
  if (endsInTail(text, found)) return undefined;
  const isTime = /\d$/.test(key) && /[\d:]/.test(text.charAt(found.valueStart));
  return isTime ? undefined : found;
}

/** @param all the keys before */
function keyAt(text: string, start: number, place: string, all: readonly FoundKey[]): FoundKey | undefined {
  const after = all.at(-1)?.key;
  const at = start + place.length;
  if (place === ' ' || place === '(' || place === '\t') {
    const late = after !== undefined && isTail(after) ? match(LATE_KEY, text, at, start) : undefined;
    return late ?? match(BARE_KEY, text, at, start) ?? match(IS_KEY, text, at, start);
  }
  // a dash separates a sentence, or the first name, from its pairs; later it belongs to a value
  if (place.includes('-') && all.length > 1) return undefined;
  return generalKey(text, at, start) ?? match(IS_KEY, text, at, start);
}

/** `Deleted policy: Name: …` */
function keyAfterSentence(text: string, { key, valueStart }: FoundKey): readonly FoundKey[] {
  const found = CHANGED_THING.test(key) ? generalKey(text, valueStart, valueStart) : undefined;
  return found === undefined ? [] : [found];
}

function findKeys(text: string): readonly FoundKey[] {
  const first = keyAt(text, 0, '', []);
  const all = first === undefined ? [] : [first, ...keyAfterSentence(text, first)];
  PLACE.lastIndex = all.at(-1)?.valueStart ?? 0;
  for (let place = PLACE.exec(text); place !== null; place = PLACE.exec(text)) {
    if (place[0].startsWith('"') || place[0].startsWith('<')) continue;
    const found = keyAt(text, place.index, place[0], all);
    if (found === undefined) continue;
    all.push(found);
    PLACE.lastIndex = found.valueStart;
  }
  return all;
}

/** Without separators around it, and without quotes. A value ends at a line break. */
function cleanValue(raw: string): string {
  const start = raw.trimStart();
  const rest = start.startsWith(':') && /^:\s/.test(start) ? start.slice(1).trimStart() : start;
  const end = rest.indexOf('\n');
  let value = (end < 0 ? rest : rest.slice(0, end)).trimEnd();
  if (value.endsWith(',') || value.endsWith(';')) value = value.slice(0, -1).trimEnd();
  if (value.endsWith(']') && !value.includes('[')) value = value.slice(0, -1).trimEnd();
  const isQuoted = value.length > 1 && value.startsWith('"') && value.indexOf('"', 1) === value.length - 1;
  return isQuoted ? value.slice(1, -1).trim() : value;
}

const PLAIN_VALUE = /^(?:\d{1,15}|true|false|yes|no|null)$/i;

/** `Could not bind: invalid credentials` */
const FAILED = /^(?:failed|failure|unable|could not|cannot|(?:access|permission|request) denied)\b/;

/** `Deleted user: ana@corp.example` is a sentence, too. */
function splitFirst({ key, value }: Pair): { readonly key: string; readonly isSentence: boolean } {
  if (FAILED.test(key)) return { key, isSentence: true };
  const found = PLAIN_VALUE.test(value) ? null : CHANGED_THING.exec(key);
  const thing = found?.[2] ?? found?.[3];
  // `Blocked IP: …` is not the address of the user
  return thing === undefined || isTail(thing) ? { key, isSentence: false } : { key: thing, isSentence: true };
}

/** Linear: a key has a limited length, and is looked for once at every place. */
export function splitPairs(text: string): SplitText {
  const keys = findKeys(text);
  const pairs = keys.map(({ key, valueStart }, index) => ({
    key,
    value: cleanValue(text.slice(valueStart, keys[index + 1]?.start)),
  }));
  const [first, ...others] = pairs;
  const start = keys[0]?.start ?? text.length;
  if (first === undefined || text.slice(0, start).trim() !== '')
    return { sentence: text.slice(0, start).trim(), pairs };
  const { key, isSentence } = splitFirst(first);
  const sentence = isSentence
    ? text
        .slice(start, keys[0]?.valueStart)
        .replace(/\s{0,5}:$/, '')
        .trim()
    : '';
  return { sentence, pairs: [{ ...first, key }, ...others] };
}
