import { isIP } from 'node:net';
import { MAX_FOUND, replaceAddresses } from './addresses';
import { identity, type Pseudonymizers, type Replacer } from './pseudonymizers';
import { readable } from './readable';

/** A name in angle brackets after an address, as in audit records. */
const BRACKETED_NAME = /<([^<>@]{1,80})>/g;
/** In a name of a directory: `CN=Ana Doe,OU=Sales,DC=corp`. */
const COMMON_NAME = /\b(cn=)([^,;/<>"=\r\n]{1,100})/gi;
/** Where the names above begin: too many of them, and the text is no sentence. */
const NAME_START = /<|\bcn=/i;
const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g;
/** Mail servers write `[IPv6:2001:db8::1]` (RFC 5321, 4.1.3). */
const IPV6 = /(?<=(?:^|[^\w:.])(?:IPv6:)?)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}(?:\.\d{1,3}){0,3}(?![\w:])/gi;

/** What has the form of an IP address, possibly with zeros in front of its numbers, or with the colon of a sentence behind. */
function replaceIp(found: string, ip: Replacer): string {
  if (isIP(found) > 0) return ip(found);
  const end = found.endsWith(':') ? ':' : '';
  const plain = end === '' ? found.replace(/\b0+(?=\d)/g, '') : found.slice(0, -1);
  return isIP(plain) > 0 ? ip(plain) + end : found;
}

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
/** Only from the first of several blanks, so that no blank is looked at twice. */
const AFTER_SUBJECT =
  /(?<!\s),?\s+(?:From|To|Date|Time|IP|Application|Method|Processed|Reason|Route|Message[ -]?ID)\s{0,20}:/;
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
  const ipOnly: Replacer = (found) => replaceIp(found, ip);
  const steps: Replacer[] = [];
  if (subject !== identity) steps.push((text) => replaceSubject(text, subject));
  if (query !== identity) steps.push((text) => text.replace(WORD, (word) => replaceQuery(word, query)));
  if (ip !== identity) steps.push((text) => text.replace(IPV6, ipOnly).replace(IPV4, ipOnly));
  if (address !== identity) {
    steps.push((text) => {
      const decoded = readable(text, name);
      if (decoded.split(NAME_START, MAX_FOUND).length === MAX_FOUND) return name(text);
      return replaceAddresses(decoded, { address, name })
        .replace(BRACKETED_NAME, (_all, found: string) => `<${name(found)}>`)
        .replace(COMMON_NAME, (_all, key: string, found: string) => key + name(found));
    });
  }
  return (text) => steps.reduce((clean, step) => step(clean), text);
}
