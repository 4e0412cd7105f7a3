/** Replaces e-mail addresses anywhere in a text, in whatever spelling, and the names beside them. */
import { findPersonal, type Personal } from './find-addresses';
import { identity, type Replacer } from './pseudonymizers';
import { spellingsOf } from './spellings';

export interface AddressReplacers {
  readonly address: Replacer;
  readonly name: Replacer;
}

/** Each pseudonym is a digest. A text with more addresses and names gets one pseudonym for all of it. */
export const MAX_FOUND = 2_000;

/** Where the longest of those that overlap is, and what is in its place. */
interface Found {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly hidden: string;
}

function hide({ what, text }: Personal, at: string, { address, name }: AddressReplacers): string {
  if (what === 'userinfo') return '';
  return what === 'name' ? name(text) : address(text).replace('@', () => at);
}

/** @returns undefined when there are too many */
function findAll(text: string, replacers: AddressReplacers): readonly Found[] | undefined {
  const all: Found[] = [];
  for (const spelling of spellingsOf(text)) {
    let count = 0;
    for (const one of findPersonal(spelling.text)) {
      count += 1;
      if (count > MAX_FOUND) return undefined;
      const [from, to] = spelling.rangeOf(one.from, one.to);
      const at = one.at === undefined ? '@' : text.slice(...spelling.rangeOf(one.at, one.at + 1));
      all.push({ from, to, width: to - from, hidden: hide(one, at, replacers) });
    }
  }
  return all.sort((a, b) => a.from - b.from || b.to - a.to);
}

/** An address that is found in several spellings of the text is one. */
function merge(all: readonly Found[]): readonly Found[] {
  const merged: Found[] = [];
  for (const one of all) {
    const last = merged.at(-1);
    if (last === undefined || one.from >= last.to) merged.push(one);
    else {
      const { width, hidden } = one.width > last.width ? one : last;
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, one.to), width, hidden };
    }
  }
  return merged;
}

/** @param between for the text around them */
export function replaceAddresses(
  text: string,
  replacers: AddressReplacers,
  between: Replacer = identity,
): string {
  const all = findAll(text, replacers);
  if (all === undefined) return replacers.name(text);
  const parts: string[] = [];
  let done = 0;
  for (const { from, to, hidden } of merge(all)) {
    parts.push(between(text.slice(done, from)), hidden);
    done = to;
  }
  return parts.join('') + between(text.slice(done));
}
