/** Replaces the addresses and names of a field that contains addresses. */
import { parseMailboxes } from '../parsers/address';
import { decodeWords } from '../parsers/encoded-word';
import { replaceAddresses } from './addresses';
import type { Pseudonymizers, Replacer } from './pseudonymizers';

/** Longer texts get one pseudonym for all of it. No real header is that long. */
const MAX_LENGTH = 200_000;
const MAX_ADDRESSES = 2_000;

/** Between addresses and brackets. */
const SEPARATORS = /([<>,;"()[\]]+)/;

/** Nothing but an address survives: what is between two addresses may be a name. */
function replacePieces(text: string, pseudonymizers: Pseudonymizers): string {
  const { name } = pseudonymizers;
  if (text.split('@', MAX_ADDRESSES + 1).length > MAX_ADDRESSES) return name(text);
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

/** A field with addresses: parsed as such, and where that fails, nothing but addresses is kept. */
export const mailboxReplacer =
  (pseudonymizers: Pseudonymizers, scrub: Replacer): Replacer =>
  (text) => {
    const { address, name } = pseudonymizers;
    const decoded = decodeWords(text);
    if (!/[@<(\uff20\ufe6b]|%(?:25){0,4}40/i.test(decoded)) return scrub(text);
    if (text.length > MAX_LENGTH) return name(text);
    const mailboxes = parseMailboxes(decoded);
    if (mailboxes === undefined || mailboxes.length > MAX_ADDRESSES)
      return replacePieces(decoded, pseudonymizers);
    return mailboxes
      .map((one) => {
        const hidden = replaceAddresses(one.address, { address, name });
        return one.name === undefined ? hidden : `${name(one.name)} <${hidden}>`;
      })
      .join(', ');
  };
