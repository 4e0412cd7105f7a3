import { createHmac, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { FormatOptions, PrivacyChoice } from '../../properties/values/format-options';

/** Replaces a matched text: by itself, by nothing, or by a pseudonym. */
export type Replacer = (found: string) => string;

/** Keeps the text. Callers compare by identity to skip the work. */
export const identity: Replacer = (found) => found;

export interface Pseudonymizers {
  readonly address: Replacer;
  readonly domain: Replacer;
  readonly name: Replacer;
  readonly ip: Replacer;
  readonly subject: Replacer;
  readonly query: Replacer;
}

/** The canonical form of an IP address: IPv6 has many spellings, and IPv4 can be written as IPv6. */
function canonicalIp(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  return ip.includes(':') && isIP(ip) > 0 && !ip.includes('%') ? new URL(`http://[${ip}]`).hostname : ip;
}

/**
 * The id of an event is a hash of its record as it was. Beside a pseudonym it would tell the original to everyone who
 * guesses: the rest of the record is known. So ids have a key too where anything is hidden.
 * @param key without one, ids are the same until the process ends
 */
export function createIdReplacer(key: string): Replacer {
  const secret = key === '' ? PROCESS_KEY : key;
  return (id) => createHmac('sha256', secret).update(`id\0${id}`).digest('hex').slice(0, ID_LENGTH);
}

const PROCESS_KEY = randomBytes(32);
const ID_LENGTH = 32;

export function createPseudonymizers(options: FormatOptions, key: string): Pseudonymizers {
  const digest = (kind: string, text: string, digits: number): string =>
    createHmac('sha256', key).update(`${kind}\0${text.toLowerCase()}`).digest('hex').slice(0, digits);
  const domain = (text: string): string => `${digest('domain', text, 12)}.invalid`;
  const choose = (choice: PrivacyChoice, dropped: string, pseudonym: Replacer): Replacer =>
    choice === 'keep' ? identity : choice === 'drop' ? () => dropped : pseudonym;
  const { addresses, ips, subjects, urlQueries } = options;
  return {
    address: choose(addresses, '', (found) => {
      const at = found.lastIndexOf('@');
      return `${digest('local', found, 16)}@${domain(found.slice(at + 1))}`;
    }),
    domain: choose(addresses, '', domain),
    name: choose(addresses, '', (found) => `name-${digest('name', found, 16)}`),
    // an address from the unique local range fd00::/8 (RFC 4193), so that fields for IP addresses accept it
    ip: choose(ips, '', (found) =>
      `fd${digest('ip', canonicalIp(found), 30)}`.replace(/(....)(?=.)/g, '$1:'),
    ),
    subject: choose(subjects, '', (found) => `subject-${digest('subject', found, 16)}`),
    query: choose(urlQueries, '', (found) => `?${digest('query', found, 16)}`),
  };
}
