/** Times in messages: ISO 8601, epoch milliseconds, or relative to now. */

import { isDate } from 'node:util/types';
import { UNIT_MS } from './time';

/** Characters of a time. */
const MAX_TEXT_LENGTH = 100;

export const TIME_FORMATS = 'ISO 8601 (2026-11-20T10:00:00Z), epoch milliseconds, or relative (-24h, -7d)';

/** @returns epoch ms; undefined for any other format */
export function parseTime(value: unknown, now: number): number | undefined {
  if (isDate(value)) return plausible(Date.prototype.getTime.call(value));
  if (typeof value === 'number') return plausible(value);
  if (typeof value !== 'string' || value.length > MAX_TEXT_LENGTH) return undefined;
  const text = value.trim();
  const relative = /^-(\d{1,6})\s*([smhdw])$/.exec(text);
  if (relative !== null) return now - Number(relative[1]) * unitMs(relative[2]);
  if (text === 'now') return now;
  if (/^\d{12,14}$/.test(text)) return plausible(Number(text));
  return /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) ? plausible(Date.parse(text)) : undefined;
}

/** @param unit the first letter of its name */
function unitMs(unit: string | undefined): number {
  const entry = Object.entries(UNIT_MS).find(([name]) => name[0] === unit);
  return entry === undefined ? Number.NaN : entry[1];
}

/** Refuses times in seconds (ten digits): as milliseconds they are in 1970 and would start a backfill of 56 years. */
function plausible(epochMs: number): number | undefined {
  return Number.isFinite(epochMs) && epochMs >= 1e11 && epochMs < 1e14 ? epochMs : undefined;
}
