/** Maximum length of a status text: about the space between two nodes on the canvas. */
export const MAX_TEXT = 60;

/**
 * Joins parts with ` · `. The first part is truncated if necessary; later parts that do not fit are left out.
 */
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
