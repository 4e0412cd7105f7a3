import { isIP } from 'node:net';
import { KEEP, type Replace, type Tools } from './tools';

const AT = '(?:@|%40)';
const PART = `[^\\s<>()\\[\\],;:"'/?&=@|]`;
/** Wherever it stands: also in URLs, where the @ may be written as %40. */
const ADDRESS = new RegExp(`${PART}{1,128}${AT}${PART}{1,255}`, 'giu');
/** A name between angle brackets, as audit records have it behind an address. */
const NAME = /<([^<>@]{1,80})>/g;
const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g;
const IPV6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?![\w:])/gi;
/** Word by word, since a pattern for all of a URL looks at a long text again and again. */
const WORD = /[^\s"'<>]+/g;

function withoutQuery(word: string, query: Replace): string {
  const scheme = word.indexOf('://');
  if (scheme < 1) return word;
  const start = word.slice(scheme).search(/[?#]/);
  return start < 0 ? word : word.slice(0, scheme + start) + query(word.slice(scheme + start));
}

/** Free text without what is found in it by its form: queries of URLs, IP addresses, e-mail addresses, names. */
export function scrubber({ query, ip, address, name }: Tools): Replace {
  const ipOnly: Replace = (found) => (isIP(found) === 0 ? found : ip(found));
  const steps: Replace[] = [];
  if (query !== KEEP) steps.push((text) => text.replace(WORD, (word) => withoutQuery(word, query)));
  if (ip !== KEEP) steps.push((text) => text.replace(IPV6, ipOnly).replace(IPV4, ipOnly));
  if (address !== KEEP) {
    steps.push((text) =>
      text.replace(ADDRESS, address).replace(NAME, (_all, found: string) => `<${name(found)}>`),
    );
  }
  return (text) => steps.reduce((clean, step) => step(clean), text);
}
