/** How much of a receiver's limit a message uses. Pure. */
import { isContinuation } from '../truncate';

const TAB = 0x09;
/** rsyslog stores a tab as `#011`, unless `parser.escapeControlCharacterTab` is off. */
const STORED_TAB = 4;
/** Where it escapes anything, rsyslog keeps this much of its limit free (8.2302: 8,093 of 8,096). */
const ESCAPE_RESERVE = 3;

/** Octets of the limit that a message with a tab can't use. */
export const reserveFor = (octets: Buffer): number => (octets.includes(TAB) ? ESCAPE_RESERVE : 0);

/** Octets that a message needs in a receiver with default settings. */
export function storedSize(octets: Buffer): number {
  let size = octets.length + reserveFor(octets);
  for (let at = octets.indexOf(TAB); at !== -1; at = octets.indexOf(TAB, at + 1)) size += STORED_TAB - 1;
  return size;
}

/** The end of what fits into `room` from `start` on, between two characters. */
export function fittingEnd(octets: Buffer, start: number, room: number): number {
  let end = start;
  let size = 0;
  while (end < octets.length) {
    size += octets[end] === TAB ? STORED_TAB : 1;
    if (size > room) break;
    end += 1;
  }
  while (end > start && isContinuation(octets[end])) end -= 1;
  return end;
}
