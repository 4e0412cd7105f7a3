import { isIP } from 'node:net';
import { decodeWords } from '../parsers/encoded-word';
import { replaceAddresses } from './addresses';
import { identity, type Pseudonymizers, type Replacer } from './pseudonymizers';

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

/** `https://ana:password@host.example/`: nothing needs the name of who signs in. */
const USER_INFO = /(:\/\/)[^\s/?#"'<>@]{1,256}@/g;
const withoutUserInfo = (text: string): string =>
  text.includes('://') ? text.replace(USER_INFO, '$1') : text;

/** In front of `<ana@corp.example>`: a name in quotes, or up to four words that begin with a capital letter. */
const NAME_BEFORE =
  /(?:"[^"<>\r\n]{1,80}"|(?:\p{Lu}[\p{L}\p{M}'.-]{0,40}[ \t]{1,2}){0,3}\p{Lu}[\p{L}\p{M}'.-]{0,40})[ \t]{0,2}<$/u;
const MAX_NAME_LENGTH = 180;

function hideNameBefore(part: string, name: Replacer): string {
  if (!part.endsWith('<')) return part;
  const found = NAME_BEFORE.exec(part.slice(-MAX_NAME_LENGTH))?.[0];
  if (found === undefined) return part;
  const hidden = name(
    found
      .slice(0, -1)
      .trim()
      .replace(/^"(.*)"$/, '$1'),
  );
  return `${part.slice(0, -found.length)}${hidden} <`;
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
      replaceAddresses(withoutUserInfo(decodeWords(text)), { address, name }, (part) =>
        hideNameBefore(part, name),
      ).replace(BRACKETED_NAME, (_all, found: string) => `<${name(found)}>`),
    );
  }
  return (text) => steps.reduce((clean, step) => step(clean), text);
}
