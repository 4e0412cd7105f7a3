import { parseAddress } from './address';
import { parseIp } from './ip';

/** Values that can be found in the free text of an audit record (wire.md 7.4). */
export interface EventInfo {
  readonly ip: string | undefined;
  readonly application: string | undefined;
  readonly method: string | undefined;
  readonly secondFactor: string | undefined;
  readonly reason: string | undefined;
  /** the affected user: `for ana@corp.example` */
  readonly subject: string | undefined;
  /** the first quoted text */
  readonly quoted: string | undefined;
  /** the description: the text before the date */
  readonly sentence: string;
}

/** Limits the search; some records contain very long search criteria. */
const MAX_LENGTH = 8_000;
/** Limits the text that patterns are matched against. */
const MAX_SENTENCE_LENGTH = 500;

const IP = /\bIP(?: address)?\s*:\s*:?\s*([0-9a-fA-F:.]{2,45})|\bremote IP (?:is|:)\s*([0-9a-fA-F:.]{2,45})/i;
/** Matches a value up to the next `, Key:`, a line break, or the end. */
const valuePattern = (key: string): RegExp =>
  new RegExp(
    `\\b${key}\\s*:\\s*([^\\n\\r]{1,200}?)(?=\\s*(?:,\\s*[A-Z0-9][\\w ]{0,30}:|[\\n\\r]|$|\\s(?:Date|Time|IP|Application|Method|2FA|Reason)\\s*:))`,
    'i',
  );
const APPLICATION = valuePattern('application');
const METHOD = valuePattern('Method');
const SECOND_FACTOR = valuePattern('2FA');
const REASON = valuePattern('Reason');
const SUBJECT = /\b(?:for|of|user|account|mailbox|member)\s+"?<?([^\s<>,;"]{1,64}@[^\s<>,;"]{1,255})/i;
const QUOTED = /"([^"\n\r]{1,200})"/;
const DETAILS = /\b(?:Date\s{0,5}:|IP\s{0,5}:|remote IP\b)/i;

const firstGroup = (pattern: RegExp, text: string): string | undefined =>
  pattern.exec(text)?.[1]?.trim() || undefined;

/** Never throws. Missing values are undefined. */
export function parseEventInfo(whole: string): EventInfo {
  const text = whole.length > MAX_LENGTH ? whole.slice(0, MAX_LENGTH) : whole;
  const found = IP.exec(text);
  // a full stop after the address belongs to the sentence
  const candidate = (found?.[1] ?? found?.[2])?.replace(/[.]$/, '');
  return {
    ip: parseIp(candidate),
    application: firstGroup(APPLICATION, text),
    method: firstGroup(METHOD, text),
    secondFactor: firstGroup(SECOND_FACTOR, text),
    reason: firstGroup(REASON, text),
    subject: parseAddress(firstGroup(SUBJECT, text)?.replace(/[.:]$/, '')),
    quoted: firstGroup(QUOTED, text),
    sentence: descriptionBefore(text),
  };
}

/** The text before the date or the address, or the whole text if nothing is before it. */
function descriptionBefore(text: string): string {
  const at = text.search(DETAILS);
  const before = at > 0 ? text.slice(0, Math.min(at, MAX_SENTENCE_LENGTH)).trim() : '';
  return before === '' ? text.slice(0, MAX_SENTENCE_LENGTH).trim() : before.replace(/,$/, '');
}
