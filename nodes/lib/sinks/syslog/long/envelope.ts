/** Takes a syslog message apart, so that only its text is ever cut or split. Pure. */

export interface Envelope {
  /** what precedes the structured data, or the text where the header has none */
  readonly head: string;
  /** elements of structured data; empty: none */
  readonly data: string;
  readonly text: string;
  /** whether the header is that of RFC 5424, which has a place for structured data */
  readonly hasData: boolean;
}

/** PRI, version, and five fields of at most 255 characters (RFC 5424, 6). */
const RFC5424_HEAD = /^<\d{1,3}>[1-9]\d?(?: [\x21-\x7e]{1,255}){5} /;
/** PRI, and where they are there, time, host and tag (RFC 3164, 4.1). */
const RFC3164_HEAD =
  /^<\d{1,3}>(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\x21-\x7e]{1,255} (?:[^\s:[\]]{1,48}(?:\[\d{1,10}\])?: )?)?/;

/** Index after the structured data that starts at `start`; undefined when it is not valid. */
function endOfData(message: string, start: number): number | undefined {
  if (message[start] === '-') return endsField(message, start + 1) ? start + 1 : undefined;
  let at = start;
  while (message[at] === '[') {
    const end = endOfElement(message, at + 1);
    if (end === undefined) return undefined;
    at = end;
  }
  return at > start && endsField(message, at) ? at : undefined;
}

const endsField = (message: string, at: number): boolean => at === message.length || message[at] === ' ';

/** Index after the `]` that is not in a value. */
function endOfElement(message: string, start: number): number | undefined {
  let inValue = false;
  for (let at = start; at < message.length; at += 1) {
    const character = message[at];
    if (inValue && character === '\\') at += 1;
    else if (character === '"') inValue = !inValue;
    else if (!inValue && character === ']') return at + 1;
  }
  return undefined;
}

/** @param message with a header of RFC 5424 or RFC 3164 */
export function openEnvelope(message: string): Envelope {
  const head = RFC5424_HEAD.exec(message)?.[0];
  const end = head === undefined ? undefined : endOfData(message, head.length);
  if (head === undefined || end === undefined) {
    const start = head ?? RFC3164_HEAD.exec(message)?.[0] ?? '';
    return { head: start, data: '', text: message.slice(start.length), hasData: false };
  }
  const data = message.slice(head.length, end);
  return { head, data: data === '-' ? '' : data, text: message.slice(end + 1), hasData: true };
}

/** The message of an envelope, with other structured data and another text. */
export function closeEnvelope({ head, hasData }: Envelope, data: string, text: string): string {
  if (hasData) return `${head}${data === '' ? '-' : data} ${text}`;
  // Without a place of its own, it stands before the text.
  return data === '' ? head + text : `${head}${data} ${text}`;
}

/** Number of `|` that end the header of each format: what precedes them must stay whole. */
const HEADERS: readonly (readonly [RegExp, number])[] = [
  [/^\ufeff?CEF:\d/, 7],
  [/^\ufeff?LEEF:2/, 6],
  [/^\ufeff?LEEF:1/, 5],
];

/** Characters at the start of a text that can't be cut without making the format invalid. */
export function uncuttable(text: string): number {
  const bars = HEADERS.find(([start]) => start.test(text))?.[1] ?? 0;
  let at = 0;
  for (let found = 0; found < bars && at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '|') found += 1;
  }
  return at;
}

/** What separates the fields of LEEF: a tab, or in version 2 also what its header names. undefined: no LEEF */
export function leefSeparator(text: string): string | undefined {
  const version = /^\ufeff?LEEF:(\d)/.exec(text)?.[1];
  if (version === undefined) return undefined;
  const named = version === '2' ? text.slice(0, uncuttable(text)).split('|')[5] : undefined;
  const code = /^0?x([0-9a-f]{1,4})$/i.exec(named ?? '')?.[1];
  return code === undefined ? named?.[0] || '\t' : String.fromCharCode(Number.parseInt(code, 16));
}
