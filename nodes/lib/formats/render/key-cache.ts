/** Turns member names into keys of a line format. No name can imitate another key or the end of a value. */
import { cached } from '../text-cache';

/** Records can contain any number of names. */
const MAX_KEYS = 5_000;

/**
 * Returns a cached function from a name to a key.
 * @param shape makes the key from the letters and digits of the name, which may be ''
 */
export const createKeyNamer = (shape: (name: string) => string): ((name: string) => string) =>
  cached(MAX_KEYS, (name) => shape(name.replace(/[^A-Za-z0-9]+/g, '').slice(0, 60)));
