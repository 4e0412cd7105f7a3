/** A message id identifies a message, not a person: only the domain of the sender is hidden, as far as it is one. */
import { mailboxReplacer } from './mailboxes';
import type { Pseudonymizers, Replacer } from './pseudonymizers';

const ID = /^(<?)([^\s<>()"@,;:%&\\]{1,512})@([^\s<>()"@,;%&\\]{1,512})(>?)$/;
/** Its local part has another address: that of who was written to, in place of the @ an `=` (SRS, VERP, BATV). */
const HAS_ADDRESS =
  /^(?:prvs|msprvs\d|btv\d|srs[01])[=+-]|^\/[a-z]{1,12}=|=(?:40)?(?:[\w-]{1,63}\.){1,8}[a-z]{2}/i;
/** A list, as in `References`. */
const MAX_IDS = 2_000;

export const messageIdReplacer = (pseudonymizers: Pseudonymizers, scrub: Replacer): Replacer => {
  const { domain, name } = pseudonymizers;
  const replaceMailbox = mailboxReplacer(pseudonymizers, scrub);
  const one = ([, start = '', local = '', sender = '', end = '']: RegExpExecArray): string =>
    `${start}${HAS_ADDRESS.test(local) ? name(local) : local}@${domain(sender) || 'invalid'}${end}`;
  return (text) => {
    if (!text.includes('@')) return scrub(text);
    const found = text.trim().split(/\s+/, MAX_IDS + 1);
    const ids = found.map((word) => ID.exec(word)).filter((id) => id !== null);
    // anything else that is in its place is taken for an address
    return ids.length === found.length && ids.length <= MAX_IDS
      ? ids.map(one).join(' ')
      : replaceMailbox(text);
  };
};
