/** The types of all values in messages, to compare the examples of the help with the messages of a node. */

/** `payload.to.[].emailAddress: string` and so on, for each value in it. */
export function pathsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => pathsOf(entry, `${path}.[]`));
  if (typeof value !== 'object' || value === null)
    return [`${path}: ${value === null ? 'null' : typeof value}`];
  return Object.entries(value).flatMap(([name, member]) =>
    pathsOf(member, path === '' ? name : `${path}.${name}`),
  );
}

/** Members that the example has and no message has. */
export function unknownPaths(example: unknown, messages: readonly unknown[]): string[] {
  const known = new Set(messages.flatMap((message) => pathsOf(message)));
  return [...new Set(pathsOf(example))].filter((path) => !known.has(path));
}

/** Members that every message has and the example does not, down to the second level. */
export function missingPaths(example: object, messages: readonly object[]): string[] {
  const shown = membersOf(example);
  const [first, ...others] = messages.map(membersOf);
  const everywhere = [...(first ?? [])].filter((name) => others.every((names) => names.has(name)));
  return everywhere.filter((name) => !shown.has(name));
}

function membersOf(message: object): Set<string> {
  return new Set(
    Object.entries(message).flatMap(([name, member]) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? [name, ...Object.keys(member).map((inner) => `${name}.${inner}`)]
        : [name],
    ),
  );
}
