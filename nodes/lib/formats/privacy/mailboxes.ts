/** Replaces the addresses and names of a field that contains addresses. */
import { isIP } from 'node:net';
import { parseMailboxes } from '../parsers/address';
import { parseNumber } from '../parsers/scalar';
import { parseTime } from '../parsers/time';
import { MAX_FOUND, replaceAddresses } from './addresses';
import type { Pseudonymizers, Replacer } from './pseudonymizers';
import { readable } from './readable';

/** Longer texts get one pseudonym for all of it. No real header is that long. */
const MAX_LENGTH = 200_000;

/** Between addresses and brackets. */
const SEPARATORS = /([<>,;"()[\]]+)/;

/** Nothing but an address survives: what is between two addresses may be a name. */
function replacePieces(text: string, pseudonymizers: Pseudonymizers): string {
  const { name } = pseudonymizers;
  if (text.split(SEPARATORS, MAX_FOUND).length === MAX_FOUND) return name(text);
  return replaceAddresses(text, pseudonymizers, (between) => hideNames(between, name));
}

function hideNames(text: string, name: Replacer): string {
  return text
    .split(SEPARATORS)
    .map((piece, index) => {
      const bare = piece.trim();
      return index % 2 === 1 || !/[\p{L}\p{N}]/u.test(bare) ? piece : piece.replace(bare, () => name(bare));
    })
    .join('');
}

/** Some fields with addresses have other values in other logs: a time, a number, a computer. */
const isNoName = (text: string): boolean =>
  parseTime(text) !== undefined || parseNumber(text) !== undefined || isIP(text.trim()) > 0;

/** A field with addresses: parsed as such, and where that fails, nothing but addresses is kept. */
export const mailboxReplacer =
  (pseudonymizers: Pseudonymizers, scrub: Replacer): Replacer =>
  (text) => {
    const { address, name } = pseudonymizers;
    if (isNoName(text)) return scrub(text);
    if (text.length > MAX_LENGTH) return name(text);
    const decoded = readable(text, name);
    const mailboxes = parseMailboxes(decoded);
    if (mailboxes === undefined || mailboxes.length > MAX_FOUND)
      return replacePieces(decoded, pseudonymizers);
    return mailboxes
      .map((one) => {
        // whole, because a local part may have characters that end an address in a sentence
        const hidden = address(one.address.replace(/^'+|'+$/g, ''));
        return one.name === undefined ? hidden : `${name(one.name)} <${hidden}>`;
      })
      .join(', ');
  };
