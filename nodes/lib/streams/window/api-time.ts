/** Times in the format of `/api/*` (wire.md 7.1). */

/** `2026-11-20T00:00:00+0000`: the only form that all public sources have in common. */
export function formatApiTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}+0000`;
}

/** @returns epoch ms; undefined: not a date-time with a time zone */
export function parseApiTime(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(value))
    return undefined;
  const epochMs = Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(epochMs) ? undefined : epochMs;
}
