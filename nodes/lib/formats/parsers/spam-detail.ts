import { parseJsonObject } from './json-text';
import { parseText } from './scalar';

export interface SpamDetail {
  readonly spf: string | undefined;
  readonly dkim: string | undefined;
  readonly dmarc: string | undefined;
  /** decision of the spam verdict: `spam`, `ham` … */
  readonly decision: string | undefined;
  /** all other members, decoded */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** `{ allow, info }`: `info` in lower case, otherwise whether the message passed. */
function parseCheck(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return parseText(value)?.toLowerCase();
  const info = 'info' in value ? parseText(value.info) : undefined;
  if (info !== undefined) return info.toLowerCase();
  const allow = 'allow' in value ? value.allow : undefined;
  return typeof allow === 'boolean' ? (allow ? 'allow' : 'deny') : undefined;
}

function parseDecision(verdict: unknown): string | undefined {
  return typeof verdict === 'object' && verdict !== null && 'decision' in verdict
    ? parseText(verdict.decision)
    : undefined;
}

/** Parses the five encodings of this member, with `verdict` or `spamVerdict` (wire.md 4.3 and 9.3). */
export function parseSpamDetail(value: unknown): SpamDetail | undefined {
  const detail = parseJsonObject(value);
  if (detail === undefined) return undefined;
  const { spf, dkim, dmarc, ...rest } = detail;
  return {
    spf: parseCheck(spf),
    dkim: parseCheck(dkim),
    dmarc: parseCheck(dmarc),
    decision: parseDecision(rest['spamVerdict'] ?? rest['verdict']),
    rest,
  };
}
