export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const FORM = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(Z|[+-]\d{2}:?\d{2})$/;

/** `2026-11-20T05:58:12+0000`: the time format of `/api/*` (wire.md 7.1). */
export function formatApiDate(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+0000`;
}

/** @returns epoch ms; undefined for another format, fractions of a second, or a day that does not exist */
export function parseApiDate(text: string): number | undefined {
  const [, local, zone] = FORM.exec(text) ?? [];
  if (local === undefined || zone === undefined) return undefined;
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc) || !new Date(asUtc).toISOString().startsWith(local)) return undefined;
  const withColon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const time = Date.parse(`${local}${withColon}`);
  return Number.isNaN(time) ? undefined : time;
}
