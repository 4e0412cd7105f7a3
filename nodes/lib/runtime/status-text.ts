/** How long a text below a node may be: about what fits between two of them. */
export const MAX_TEXT = 60;

/** The first part is the cause and is cut where it must be; what does not fit behind it is left out. */
export function fitting(parts: readonly string[], max = MAX_TEXT): string {
  const [first = '', ...rest] = parts.filter((part) => part !== '');
  return rest.reduce(
    (text, part) => (text.length + part.length + 3 > max ? text : `${text} · ${part}`),
    cut(first, max),
  );
}

export function cut(text: string, max = MAX_TEXT): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
