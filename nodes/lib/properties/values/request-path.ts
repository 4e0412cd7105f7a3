import type { ValidationProblem } from '../property-types';

/**
 * No dot segments, no encoded slashes or dots, no `;`: servers interpret them differently, and the validated path
 * must be the requested path.
 */
const SEGMENT = /^[\w.~@:+,=%-]+$/;
/** Characters; no server takes longer ones for certain (RFC 9110, 4.1, asks for 8000). */
const MAX_LENGTH = 8192;
const DOT_OR_ENCODED = /^\.{1,2}$|%(2e|2f|5c|00)/i;

/** Validates a path of the API, with or without a query, without a host. */
export function requestPathProblem(value: string): ValidationProblem | undefined {
  const problem: ValidationProblem = { key: 'requestPath', values: { value: value.slice(0, 80) } };
  if (value.length > MAX_LENGTH) return problem;
  const [path = ''] = value.split('?');
  if (!path.startsWith('/')) return problem;
  const segments = path.slice(1).split('/');
  const valid = segments.every((segment) => SEGMENT.test(segment) && !DOT_OR_ENCODED.test(segment));
  return valid && !value.includes('#') ? undefined : problem;
}
