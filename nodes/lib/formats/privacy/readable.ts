import { decodeWords } from '../parsers/encoded-word';
import type { Replacer } from './pseudonymizers';

/** An encoded word that is cut off, has an unknown character set, or has bytes that are no text: nobody knows what it says. */
const UNDECODED = /=\?[\w-]{1,40}(?:\*[\w-]{1,20})?\?[bq]\?\S*/gi;

/** The text with its encoded words decoded. Those that can't be decoded are replaced as a whole, like a name. */
export const readable = (text: string, name: Replacer): string =>
  text.includes('=?') ? decodeWords(text).replace(UNDECODED, (word) => name(word)) : text;
