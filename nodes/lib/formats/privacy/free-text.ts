import { isIP } from 'node:net';
import { identity, type Pseudonymizers, type Replacer } from './pseudonymizers';

const AT = '(?:@|%40)';
const PART = `[^\\s<>()\\[\\],;:"'/?&=@|]`;
/** Anywhere in a text, also in URLs, where the @ may be encoded as %40. */
const ADDRESS = new RegExp(`${PART}{1,128}${AT}${PART}{1,255}`, 'giu');
/** A name in angle brackets after an address, as in audit records. */
const BRACKETED_NAME = /<([^<>@]{1,80})>/g;
const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g;
const IPV6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?![\w:])/gi;
/** Matches word by word, because a pattern for a whole URL would backtrack on long texts. */
const WORD = /[^\s"'<>]+/g;

/** A URL without a scheme, as in audit records. */
const HOST_AND_QUERY = /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}(?::\d{1,5})?(?:\/[^?#]*)?[?#]./;

function replaceQuery(word: string, query: Replacer): string {
  const found = word.indexOf('://');
  if (found < 1 && !HOST_AND_QUERY.test(word)) return word;
  const scheme = Math.max(0, found);
  const start = word.slice(scheme).search(/[?#]/);
  return start < 0 ? word : word.slice(0, scheme + start) + query(word.slice(scheme + start));
}

/** `Subject: Quote, Date: …` in audit records, and `"subject":"Quote"` in JSON inside of them. */
const SUBJECT_LINE = /\b(subject\s{0,5}[:=]\s{0,5})([^\n\r]+)/gi;
const AFTER_SUBJECT =
  /,?\s+(?:From|To|Date|Time|IP|Application|Method|Processed|Reason|Route|Message[ -]?ID)\s*:/;
const SUBJECT_MEMBER = /("subject"\s{0,5}:\s{0,5}")((?:[^"\\]|\\.)*)/gi;

function replaceSubject(text: string, subject: Replacer): string {
  if (!/subject/i.test(text)) return text;
  return text
    .replace(SUBJECT_MEMBER, (_all, key: string, found: string) => key + (found === '' ? '' : subject(found)))
    .replace(SUBJECT_LINE, (_all, key: string, rest: string) => {
      const end = rest.search(AFTER_SUBJECT);
      const found = end < 0 ? rest : rest.slice(0, end);
      return `${key}${found === '' ? '' : subject(found)}${end < 0 ? '' : rest.slice(end)}`;
    });
}

/** Replaces personal data in free text by pattern: subjects, URL queries, IP and e-mail addresses, names. */
export function createTextScrubber({ query, ip, address, name, subject }: Pseudonymizers): Replacer {
  const ipOnly: Replacer = (found) => (isIP(found) === 0 ? found : ip(found));
  const steps: Replacer[] = [];
  if (subject !== identity) steps.push((text) => replaceSubject(text, subject));
  if (query !== identity) steps.push((text) => text.replace(WORD, (word) => replaceQuery(word, query)));
  if (ip !== identity) steps.push((text) => text.replace(IPV6, ipOnly).replace(IPV4, ipOnly));
  if (address !== identity) {
    steps.push((text) =>
      text.replace(ADDRESS, address).replace(BRACKETED_NAME, (_all, found: string) => `<${name(found)}>`),
    );
  }
  return (text) => steps.reduce((clean, step) => step(clean), text);
}
