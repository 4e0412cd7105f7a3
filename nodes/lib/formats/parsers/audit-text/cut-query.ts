/** Cuts what somebody searched for out of audit text: it can be any words, with keys, quotes and addresses (wire.md 7.4). */
import { CUT } from './cut-data';

/** `Search executed by ana@corp.example: …`, without the performer. `Search name: …` is a name. */
const START =
  /^\s{0,5}(?:[\p{L} ]{0,40}\b)?search(?:e[sd])?\b(?![^\n:]{0,80}\bname\s{0,3}:)[^:,;{"\n-]{0,80}\n?\s{0,3}:(?=\s)/iu;
const HAS_SEARCH = /search/i;
/** What Mimecast adds to every text. */
const END =
  /[,\n]\s{0,5}(?:date|time|(?:remote |source |client )?ip(?: address)?|application)\s{0,5}(?::|is\b)/i;

export function cutQuery(text: string): string {
  // most texts have no search, and this is looked for faster
  const start = HAS_SEARCH.test(text) ? START.exec(text)?.[0] : undefined;
  if (start === undefined) return text;
  const rest = text.slice(start.length);
  const end = END.exec(rest)?.index ?? rest.length;
  return `${start.trimEnd().replace(/\s{0,5}:$/, '')}${CUT}${rest.slice(end)}`;
}
