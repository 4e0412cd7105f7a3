const MAX_LENGTH = 60;

/**
 * A value that a message has in place of a setting, for the sentence that refuses it. Of objects only the kind: to write one as
 * text can throw, and takes minutes where a list has millions of holes.
 */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, MAX_LENGTH);
  if (value === undefined) return 'missing';
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return String(value).slice(0, MAX_LENGTH);
}
