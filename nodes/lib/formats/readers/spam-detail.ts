import { jsonObject } from './json-text';
import { text } from './scalar';

export interface SpamDetail {
  readonly spf: string | undefined;
  readonly dkim: string | undefined;
  readonly dmarc: string | undefined;
  /** what the verdict decided: `spam`, `ham` … */
  readonly decision: string | undefined;
  /** all the rest of it, in the one shape that it has in every encoding */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** `{ allow, info }`: what it says, else whether it let the message pass. Lower case, as the field has it. */
function check(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return text(value)?.toLowerCase();
  const info = 'info' in value ? text(value.info) : undefined;
  if (info !== undefined) return info.toLowerCase();
  const allow = 'allow' in value ? value.allow : undefined;
  return typeof allow === 'boolean' ? (allow ? 'allow' : 'deny') : undefined;
}

function decisionOf(verdict: unknown): string | undefined {
  return typeof verdict === 'object' && verdict !== null && 'decision' in verdict
    ? text(verdict.decision)
    : undefined;
}

/** Five encodings, and `verdict` or `spamVerdict` (wire.md 4.3 and 9.3). */
export function spamDetail(value: unknown): SpamDetail | undefined {
  const detail = jsonObject(value);
  if (detail === undefined) return undefined;
  const { spf, dkim, dmarc, ...rest } = detail;
  return {
    spf: check(spf),
    dkim: check(dkim),
    dmarc: check(dmarc),
    decision: decisionOf(rest['spamVerdict'] ?? rest['verdict']),
    rest,
  };
}
