import { isJsonObject, type JsonObject } from '../../contracts/json';
import { setSafe } from '../field-mapping';
import { parseJsonObject } from './json-text';
import { isBlank, parseBoolean, parseText } from './scalar';

export interface SpamDetail {
  readonly spf: string | undefined;
  readonly dkim: string | undefined;
  readonly dmarc: string | undefined;
  /** of the spam verdict: `spam`, `ham` … and `low`, `medium` … */
  readonly decision: string | undefined;
  readonly risk: string | undefined;
  /** whether it was judged to be bulk mail that the recipient once asked for */
  readonly greyEmail: boolean | undefined;
  /** all that the members above do not hold, decoded */
  readonly rest: JsonObject;
}

/** `{ allow, info }`: `info` in lower case. Without it, `allow` is all that is known. */
function resultOf(check: unknown): string | undefined {
  if (!isJsonObject(check)) return parseText(check)?.toLowerCase();
  const info = parseText(check['info']);
  if (info !== undefined) return info.toLowerCase();
  const allow = parseBoolean(check['allow']);
  return allow === undefined ? undefined : allow ? 'allow' : 'deny';
}

/** What a check has beside its result: `allow` is what the policy let through, which may be a message that failed. */
function restOf(check: unknown): unknown {
  if (!isJsonObject(check)) return parseText(check) === undefined ? check : undefined;
  const rest: Record<string, unknown> = {};
  let isEmpty = true;
  for (const name of Object.keys(check)) {
    const value = check[name];
    if (isBlank(value) || (name === 'info' && parseText(value) !== undefined)) continue;
    setSafe(rest, name, value);
    isEmpty = false;
  }
  return isEmpty ? undefined : rest;
}

const CHECKS: ReadonlySet<string> = new Set(['spf', 'dkim', 'dmarc']);

/** Parses the five encodings of this member, with `verdict` or `spamVerdict` (wire.md 4.3 and 9.3). */
export function parseSpamDetail(value: unknown): SpamDetail | undefined {
  const detail = parseJsonObject(value);
  if (detail === undefined) return undefined;
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(detail)) {
    const kept = CHECKS.has(name) ? restOf(detail[name]) : detail[name];
    if (kept !== undefined && !(CHECKS.has(name) && isBlank(kept))) setSafe(rest, name, kept);
  }
  const verdict = detail['spamVerdict'] ?? detail['verdict'];
  return {
    spf: resultOf(detail['spf']),
    dkim: resultOf(detail['dkim']),
    dmarc: resultOf(detail['dmarc']),
    decision: isJsonObject(verdict) ? parseText(verdict['decision'])?.toLowerCase() : parseText(verdict),
    risk: isJsonObject(verdict) ? parseText(verdict['risk'])?.toLowerCase() : undefined,
    greyEmail: parseBoolean(detail['greyEmail']),
    rest,
  };
}

export type CheckOutcome = 'pass' | 'fail' | 'not checked';

/** The policy that a domain publishes says nothing about the result: `DMARC=pass; p=reject`. */
const PUBLISHED_POLICY = /\bs?p\s*=\s*\w+/g;

/** Words of a result. The first that occurs decides. */
const OUTCOMES: readonly (readonly [words: RegExp, outcome: CheckOutcome])[] = [
  [/(?:^|[^a-z])(?:soft|hard)?fail(?:ed|ure)?(?![a-z])/, 'fail'],
  [
    /(?:^|[^a-z])(?:den(?:y|ied)|reject(?:ed)?|block(?:ed)?|quarantined?|unaligned|not[ _-]aligned)(?![a-z])/,
    'fail',
  ],
  // a domain without a policy passes without any alignment
  [
    /(?:^|[^a-z])(?:none|unknown|neutral|skipped|disabled|(?:temp|perm)?error|timeout|n\/a)(?![a-z])/,
    'not checked',
  ],
  [/(?:^|[^a-z])(?:pass(?:ed)?|allow(?:ed)?|aligned|ok)(?![a-z])/, 'pass'],
];

/**
 * The result of SPF, DKIM or DMARC. `info` has it; `allow` is what the policy let through, and decides only where `info`
 * does not say a result. A check that did not let the message through never passes.
 */
export function checkOutcome(check: unknown): CheckOutcome {
  const { info, allow } = isJsonObject(check) ? check : { info: check, allow: undefined };
  const text = (parseText(info) ?? '').toLowerCase().replace(PUBLISHED_POLICY, '');
  const said = OUTCOMES.find(([words]) => words.test(text))?.[1];
  const allowed = parseBoolean(allow);
  if (said === 'pass') return allowed === false ? 'fail' : 'pass';
  return said ?? (allowed === undefined ? 'not checked' : allowed ? 'pass' : 'fail');
}
