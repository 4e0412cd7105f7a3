/** Names of members as keys of a line: no name can be made to look like another key, or like the end of a value. */

/** As many names as a tenant can think of would fill the memory: the record decides on them. */
const REMEMBERED = 5_000;

/**
 * Makes keys of a name's letters and digits, and remembers them.
 * @param shape from the letters and digits of a name to a key; '' where nothing is left of it
 */
export function keyNames(shape: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = shape(name.replace(/[^A-Za-z0-9]+/g, '').slice(0, 60));
    if (known.size < REMEMBERED) known.set(name, made);
    return made;
  };
}

/** The key itself, or with the first number that makes it new. */
export function unused(key: string, taken: Pick<ReadonlySet<string>, 'has'>): string {
  if (!taken.has(key)) return key;
  let number = 2;
  while (taken.has(`${key}${number}`)) number += 1;
  return `${key}${number}`;
}
