/**
 * Finds e-mail addresses, the names beside them, and the names of who signs in to a URL. From each @ it reads to the right
 * and to the left, and never over another @, so the work is linear in the text.
 */

export interface Personal {
  readonly what: 'address' | 'name' | 'userinfo';
  /** the end is not part of it */
  readonly from: number;
  readonly to: number;
  /** an address without what may be in it: blanks and comments */
  readonly text: string;
  /** where the @ is; undefined when it is written as a word */
  readonly at?: number;
}

/** `ana (at) corp.example`, too. */
const AT = /[@\uff20\ufe6b]{1,64}|[([{][ \t]?at[ \t]?[)\]}]/gi;
/** What ends a local part to its left. `?` and `&` may belong to it, or to a query. */
const STOPS: ReadonlySet<string> = new Set('<>()[],;:"/@|\uff20\ufe6b');
/** A name, or an address literal. */
const DOMAIN = /\[[\da-z:.]{0,60}\]|[^\s<>()[\],;:"'/?&=@|\\\uff20\ufe6b]+/iuy;
/** Where it is not certain that there is an address, a domain has a dot and letters. */
const CERTAIN_DOMAIN = /^[\w-]*[\p{L}][\w-]*(?:\.[\p{L}\p{N}_-]+)*\.\p{L}{2}/u;
const MAX_CERTAIN = 256;
/** RFC 5322 allows blanks, line breaks and comments around the @. */
const GAP_BEFORE = /(?:[ \t\r\n]|\([^()]{0,80}\)){1,4}$/;
const GAP_AFTER = /(?:[ \t\r\n]{0,3}\([^()]{0,80}\)[ \t\r\n]{0,3}|[ \t\r\n]{1,3})/y;
const MAX_GAP = 100;
/** In a local part in quotes, blanks and an @ are allowed. */
const QUOTED_LOCAL = /"(?:[^"\\\r\n]|\\.){0,250}"$/;
const REST_OF_QUOTED = /(?:[^"\\\r\n]|\\.){0,250}"[@\uff20\ufe6b]/y;
const MAX_QUOTED = 260;
/** X.400 has the name in pieces: `/G=Ana/S=Doe/@gateway.example`. */
const X400 = /(?:\/[A-Z]{1,12}=[^/\s@<>",;]{0,64}){1,12}\/?$/i;
const MAX_X400 = 400;
/** `user=ana@corp.example`: what is in front of such an address is no part of it. */
const PARAMETER =
  /^(?:u|e|to|cc|bcc|id|uid|upn|from|user|username|mail|e-?mail|address|login|account|owner|operator|rcpt|recipient|sender|smtp|mailto|name|reply-?to)$/i;

/** `ana@corp.example (Ana Doe)`, RFC 5322, 3.2.2. */
const COMMENT = /[ \t\r\n]{0,8}\(((?:[^()]|\([^()]{0,80}\)){1,80})\)/y;
/** In front of an address: a name in quotes or brackets. */
const QUOTED_BEFORE = /(?:"([^"<>\r\n]{1,80})"|\(([^()]{1,80})\))[ \t]{1,2}$/;
/** In front of `<ana@corp.example>`: a name in quotes, or up to four words that begin with a capital letter. */
const NAME_BEFORE =
  /(?:"([^"<>\r\n]{1,80})"|(?<!\p{L})((?:\p{Lu}[\p{L}\p{M}'.-]{0,40},?[ \t]{1,2}){0,3}\p{Lu}[\p{L}\p{M}'.-]{0,40}))[ \t]{0,2}<$/u;
const MAX_NAME = 180;

/** `https://ana:password@host.example/`. A number behind the first colon is a port. */
const USER_INFO =
  /(?<=:\/\/|(?:^|[\s"'(<=])\/\/)(?:[^\s/?#"'<>@]{1,256}|[^\s/?#"'<>@:]{1,64}:(?!\d{1,5}[/?#])[^\s"'<>@]{1,256})@/g;

/** Where the word begins that ends there. */
function wordBefore(text: string, end: number, min: number): number {
  let start = end;
  while (start > min && !isStop(text.charAt(start - 1))) start -= 1;
  return start;
}

const isStop = (char: string): boolean => STOPS.has(char) || /\s/.test(char);

/** Without what is in front of an address: quotes, other parameters of a query, and the name of a parameter. */
function skipPrefix(text: string, start: number, end: number): number {
  let from = start;
  const word = text.slice(start, end);
  if (text.charAt(start - 1) === '/' || word.includes('='))
    from += 1 + Math.max(word.lastIndexOf('?'), word.lastIndexOf('&'));
  while (from < end && "'?&".includes(text.charAt(from))) from += 1;
  const equals = text.slice(from, end).indexOf('=');
  return equals >= 0 && PARAMETER.test(text.slice(from, from + equals)) ? from + equals + 1 : from;
}

/** Where the local part begins that ends there; the same index: there is none. */
function localBefore(text: string, end: number, min: number): number {
  if (text.charAt(end - 1) === '"') {
    const quoted = QUOTED_LOCAL.exec(text.slice(Math.max(min, end - MAX_QUOTED), end))?.[0];
    if (quoted !== undefined) return end - quoted.length;
  }
  const start = wordBefore(text, end, min);
  if (text.charAt(start - 1) === '/' && (start === end || text.slice(start, end).includes('='))) {
    const pieces = X400.exec(text.slice(Math.max(min, end - MAX_X400), end))?.[0];
    if (pieces !== undefined) return end - pieces.length;
  }
  return skipPrefix(text, start, end);
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

/** Without the full stops of a sentence. */
function domainAt(text: string, start: number): string {
  const found = matchAt(DOMAIN, text, start)?.[0] ?? '';
  let end = found.length;
  while (end > 0 && found.charAt(end - 1) === '.') end -= 1;
  return found.slice(0, end);
}

interface Match {
  readonly from: number;
  readonly to: number;
  readonly local: string;
  readonly domain: string;
}

/** The address around an @ from `start` to `end`. Reads the domain first: without one, nothing to the left is looked at. */
function addressAround(text: string, start: number, end: number, min: number): Match | undefined {
  const afterGap = end + (matchAt(GAP_AFTER, text, end)?.[0].length ?? 0);
  const domain = domainAt(text, afterGap);
  if (domain === '') return undefined;
  const before = /[\s)]/.test(text.charAt(start - 1))
    ? text.slice(Math.max(min, start - MAX_GAP), start)
    : '';
  const gap = GAP_BEFORE.exec(before)?.[0].length ?? 0;
  const isCertain = afterGap === end && gap === 0 && end === start + 1;
  if (!isCertain && !CERTAIN_DOMAIN.test(domain.slice(0, MAX_CERTAIN))) return undefined;
  const localEnd = start - gap;
  const from = localBefore(text, localEnd, min);
  if (from === localEnd) return undefined;
  return { from, to: afterGap + domain.length, local: text.slice(from, localEnd), domain };
}

function nameBefore(text: string, from: number, min: number): Personal | undefined {
  const before = text.slice(Math.max(min, from - MAX_NAME), from);
  const found = (before.endsWith('<') ? NAME_BEFORE : QUOTED_BEFORE).exec(before);
  const name = found?.[1] ?? found?.[2];
  if (found === null || name === undefined) return undefined;
  const start = from - before.length + found.index + found[0].indexOf(name);
  return { what: 'name', from: start, to: start + name.length, text: name };
}

function nameBehind(text: string, to: number): Personal | undefined {
  const comment = matchAt(COMMENT, text, to);
  const name = comment?.[1];
  if (comment === null || name === undefined) return undefined;
  const end = to + comment[0].length - 1;
  return { what: 'name', from: end - name.length, to: end, text: name };
}

/** By the index behind its @. */
function userInfos(text: string): ReadonlyMap<number, number> {
  const all = new Map<number, number>();
  if (!text.includes('//')) return all;
  for (const { 0: found, index } of text.matchAll(USER_INFO)) all.set(index + found.length, index);
  return all;
}

/** An address, and the names beside it. */
function* withNames(text: string, at: number, end: number, min: number): Generator<Personal> {
  const found = addressAround(text, at, end, min);
  if (found === undefined) return;
  // an @ inside of a quoted local part: the one behind it counts
  if (text.charAt(found.from - 1) === '"' && matchAt(REST_OF_QUOTED, text, end) !== null) return;
  const before = nameBefore(text, found.from, min);
  if (before !== undefined) yield before;
  const address = `${found.local}@${found.domain}`;
  yield {
    ...{ what: 'address', from: found.from, to: found.to, text: address },
    ...(end - at === 1 ? { at } : {}),
  };
  const behind = nameBehind(text, found.to);
  if (behind !== undefined) yield behind;
}

/** In their order. */
export function* findPersonal(text: string): Generator<Personal> {
  const infos = userInfos(text);
  let done = 0;
  for (const { 0: at, index } of text.matchAll(AT)) {
    if (index < done) continue;
    const end = index + at.length;
    const info = infos.get(end);
    if (info !== undefined && info >= done) {
      yield { what: 'userinfo', from: info, to: end, text: '' };
      done = end;
      continue;
    }
    for (const one of withNames(text, index, end, done)) {
      yield one;
      done = one.to;
    }
  }
}
