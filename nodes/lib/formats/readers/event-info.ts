import { address } from './address';
import { ip } from './ip';

/** What can be made out in the free text of an audit record (wire.md 7.4). */
export interface EventInfo {
  readonly ip: string | undefined;
  readonly application: string | undefined;
  readonly method: string | undefined;
  readonly secondFactor: string | undefined;
  readonly reason: string | undefined;
  /** whom it was done to: `for ana@corp.example` */
  readonly subject: string | undefined;
  /** the first thing in quotes */
  readonly quoted: string | undefined;
  /** what stands before the date: what happened, in words */
  readonly sentence: string;
}

/** Nobody searches a megabyte of somebody's search criteria. */
const LONGEST = 8_000;
/** What rules about words are asked of. */
const LONGEST_SENTENCE = 500;

const IP = /\bIP(?: address)?\s*:\s*:?\s*([0-9a-fA-F:.]{2,45})|\bremote IP (?:is|:)\s*([0-9a-fA-F:.]{2,45})/i;
/** A value ends where the next `, Key:` begins, at a line break, or at the end. */
const value = (key: string): RegExp =>
  new RegExp(
    `\\b${key}\\s*:\\s*([^\\n\\r]{1,200}?)(?=\\s*(?:,\\s*[A-Z0-9][\\w ]{0,30}:|[\\n\\r]|$|\\s(?:Date|Time|IP|Application|Method|2FA|Reason)\\s*:))`,
    'i',
  );
const APPLICATION = value('application');
const METHOD = value('Method');
const SECOND_FACTOR = value('2FA');
const REASON = value('Reason');
const SUBJECT = /\b(?:for|of|user|account|mailbox|member)\s+"?<?([^\s<>,;"]{1,64}@[^\s<>,;"]{1,255})/i;
const QUOTED = /"([^"\n\r]{1,200})"/;
const TAIL = /\b(?:Date\s{0,5}:|IP\s{0,5}:|remote IP\b)/i;

const first = (pattern: RegExp, text: string): string | undefined =>
  pattern.exec(text)?.[1]?.trim() || undefined;

/** Never throws; what is not there is undefined. */
export function eventInfo(whole: string): EventInfo {
  const text = whole.length > LONGEST ? whole.slice(0, LONGEST) : whole;
  const found = IP.exec(text);
  // a full stop behind it belongs to the sentence
  const candidate = (found?.[1] ?? found?.[2])?.replace(/[.]$/, '');
  return {
    ip: ip(candidate),
    application: first(APPLICATION, text),
    method: first(METHOD, text),
    secondFactor: first(SECOND_FACTOR, text),
    reason: first(REASON, text),
    subject: address(first(SUBJECT, text)?.replace(/[.:]$/, '')),
    quoted: first(QUOTED, text),
    sentence: sentenceOf(text),
  };
}

/** What stands before the date or the address; all of it where that is nothing. */
function sentenceOf(text: string): string {
  const at = text.search(TAIL);
  const before = at > 0 ? text.slice(0, Math.min(at, LONGEST_SENTENCE)).trim() : '';
  return before === '' ? text.slice(0, LONGEST_SENTENCE).trim() : before.replace(/,$/, '');
}
