/** Times as messages give them (design 4.1): ISO 8601, epoch milliseconds, or relative to now. */

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

export const ACCEPTED_TIMES = 'ISO 8601 (2026-11-20T10:00:00Z), epoch milliseconds, or relative (-24h, -7d)';

/** @returns epoch ms; undefined when it is none of the accepted forms */
export function parseWhen(value: unknown, now: number): number | undefined {
  if (value instanceof Date) return valid(value.getTime());
  if (typeof value === 'number') return valid(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const relative = /^-(\d{1,6})\s*([smhdw])$/.exec(text);
  if (relative !== null) return now - Number(relative[1]) * unitMs(relative[2]);
  if (text === 'now') return now;
  if (/^\d{12,14}$/.test(text)) return valid(Number(text));
  return /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) ? valid(Date.parse(text)) : undefined;
}

function unitMs(unit: string | undefined): number {
  const known = Object.entries(UNIT_MS).find(([name]) => name === unit);
  return known === undefined ? Number.NaN : known[1];
}

/** Ten digits are seconds and would be 1970: better an error than a backfill of 56 years. */
function valid(epochMs: number): number | undefined {
  return Number.isFinite(epochMs) && epochMs >= 1e11 && epochMs < 1e14 ? epochMs : undefined;
}
