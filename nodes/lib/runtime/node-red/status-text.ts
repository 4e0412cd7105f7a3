/** Maximum length of a status text: about the space between two nodes on the canvas. */
export const MAX_STATUS_LENGTH = 60;

/**
 * Joins parts with ` · `. The first part is truncated if necessary; later parts that do not fit are left out.
 */
export function joinFitting(parts: readonly string[], max = MAX_STATUS_LENGTH): string {
  const [first = '', ...rest] = parts.filter((part) => part !== '');
  return rest.reduce(
    (text, part) => (text.length + part.length + 3 > max ? text : `${text} · ${part}`),
    truncate(first, max),
  );
}

export function truncate(text: string, max = MAX_STATUS_LENGTH): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
