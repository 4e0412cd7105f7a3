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

/** A URL without a scheme, as audit records have it. */
const HOST_AND_QUERY = /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}(?::\d{1,5})?(?:\/[^?#]*)?[?#]./;

function withoutQuery(word: string, query: Replace): string {
  const found = word.indexOf('://');
  if (found < 1 && !HOST_AND_QUERY.test(word)) return word;
  const scheme = Math.max(0, found);
  const start = word.slice(scheme).search(/[?#]/);
  return start < 0 ? word : word.slice(0, scheme + start) + query(word.slice(scheme + start));
}

/** `Subject: Quote, Date: …` in audit records, and `"subject":"Quote"` in the JSON that some of them quote. */
const SUBJECT_LINE = /\b(subject\s{0,5}[:=]\s{0,5})([^\n\r]+)/gi;
const AFTER_SUBJECT =
  /,?\s+(?:From|To|Date|Time|IP|Application|Method|Processed|Reason|Route|Message[ -]?ID)\s*:/;
const SUBJECT_MEMBER = /("subject"\s{0,5}:\s{0,5}")((?:[^"\\]|\\.)*)/gi;

function withoutSubject(text: string, subject: Replace): string {
  if (!/subject/i.test(text)) return text;
  return text
    .replace(SUBJECT_MEMBER, (_all, key: string, found: string) => key + (found === '' ? '' : subject(found)))
    .replace(SUBJECT_LINE, (_all, key: string, rest: string) => {
      const end = rest.search(AFTER_SUBJECT);
      const found = end < 0 ? rest : rest.slice(0, end);
      return `${key}${found === '' ? '' : subject(found)}${end < 0 ? '' : rest.slice(end)}`;
    });
}

/** Free text without what is found in it by its form: subjects, queries of URLs, IP and e-mail addresses, names. */
export function scrubber({ query, ip, address, name, subject }: Tools): Replace {
  const ipOnly: Replace = (found) => (isIP(found) === 0 ? found : ip(found));
  const steps: Replace[] = [];
  if (subject !== KEEP) steps.push((text) => withoutSubject(text, subject));
  if (query !== KEEP) steps.push((text) => text.replace(WORD, (word) => withoutQuery(word, query)));
  if (ip !== KEEP) steps.push((text) => text.replace(IPV6, ipOnly).replace(IPV4, ipOnly));
  if (address !== KEEP) {
    steps.push((text) =>
      text.replace(ADDRESS, address).replace(NAME, (_all, found: string) => `<${name(found)}>`),
    );
  }
  return (text) => steps.reduce((clean, step) => step(clean), text);
}
