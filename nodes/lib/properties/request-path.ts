import type { Problem } from './kinds';

/** No dot segments, no encoded slashes or dots, no `;`: servers disagree what those mean, and a path that is judged must be the path that is asked. */
const SEGMENT = /^[\w.~@:+,=%-]+$/;
const TRICKS = /^\.{1,2}$|%(2e|2f|5c|00)/i;

/** A path of the API, with or without a query behind it; no host. */
export function requestPathProblem(value: string): Problem | undefined {
  const problem: Problem = { key: 'requestPath', values: { value: value.slice(0, 80) } };
  const [path = ''] = value.split('?');
  if (!path.startsWith('/')) return problem;
  const segments = path.slice(1).split('/');
  const sound = segments.every((segment) => SEGMENT.test(segment) && !TRICKS.test(segment));
  return sound && !value.includes('#') ? undefined : problem;
}
