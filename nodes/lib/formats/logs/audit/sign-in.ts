/** How a user signed in, as far as an audit record says it (wire.md 7.4). */
import type { AuditText } from '../../parsers/audit-text/parse';
import { parseWord } from '../../parsers/scalar';

/** No second factor was used: the text says so. */
const NO_FACTOR = /^(?:none|no|off|false|disabled|not (?:required|used|enabled|configured|enforced|set))$/i;
const MULTI_FACTOR = /\b(?:two|2|multi)[ -]?(?:step|factor)\b|\b(?:2fa|mfa)\b/i;
/** `without 2FA`, `non-MFA`, `two-step authentication not required` */
const NO_MULTI_FACTOR =
  /\b(?:skipp(?:ed|ing)|bypass(?:ed|ing)|skips|bypasses) (?:[a-z]{1,20} )?(?:(?:two|2|multi)[ -]?(?:step|factor)|2fa|mfa)\b|\b(?:no|non|not|without)[ -](?:(?:two|2|multi)[ -]?(?:step|factor)|2fa|mfa)\b|\b(?:step|factor|2fa|mfa)(?: [a-z]{1,20})?(?: is| was)? (?:not|disabled|skipped|bypassed|off)\b/i;
/** `Method: GET` belongs to a request. */
const HTTP_METHOD = /^(?:get|put|post|patch|delete|head|options)$/i;

export const signInMethodOf = ({ method }: AuditText): string | undefined =>
  method === undefined || HTTP_METHOD.test(method) ? undefined : method;

export function usedFactorOf({ secondFactor }: AuditText): string | undefined {
  const factor = parseWord(secondFactor);
  return factor === undefined || NO_FACTOR.test(factor) ? undefined : factor;
}

const factorIn = (text: string): boolean | undefined =>
  MULTI_FACTOR.test(text) ? !NO_MULTI_FACTOR.test(text) : undefined;

/** Undefined when the record does not say: most sign-in methods can ask for a second factor elsewhere. */
export function multiFactorOf(type: string, text: AuditText): boolean | undefined {
  if (usedFactorOf(text) !== undefined) return true;
  if (NO_FACTOR.test(text.secondFactor ?? '')) return false;
  return factorIn(text.method ?? '') ?? factorIn(text.words) ?? factorIn(type);
}
