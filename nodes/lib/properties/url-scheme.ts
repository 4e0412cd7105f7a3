import type { ValidationProblem } from './property-types';

/** Everything at the beginning of an address that is meant as a scheme. No host is called `https`. */
const TYPED_SCHEME = /^(?:https?(?:[:;,.]?\/+|:))+/i;
const ONE_SCHEME = /^https?:\/*$/i;
/** characters of a message */
const MAX_SHOWN = 60;

/**
 * A scheme without its colon, with another sign for it, or twice. Without this check, `https//host` is the path `//host`
 * of a host called `https`.
 */
export function schemeProblem(address: string): ValidationProblem | undefined {
  const typed = TYPED_SCHEME.exec(address)?.[0] ?? '';
  if (typed === '' || ONE_SCHEME.test(typed)) return undefined;
  const scheme = /^https/i.test(typed) ? 'https://' : 'http://';
  return { key: 'urlScheme', values: { typed: typed.slice(0, MAX_SHOWN), scheme } };
}
