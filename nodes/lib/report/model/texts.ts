/** Words of a report for what nodes store. */
import type { ChangeRow, Report, RiskRow } from './types';

type Texts = Readonly<Record<string, string>>;

/** Why an indicator has no value, or only a part of one. */
const STATE_TEXTS: Texts = {
  ok: 'measured',
  partial: 'measured in part',
  not_licensed: 'not licensed',
  no_permission: 'no permission',
  error: 'could not be read',
  removed: 'no longer selected',
};

const STATUS_TEXTS: Texts = {
  pass: 'passed',
  fail: 'failed',
  not_configured: 'not configured',
  disabled: 'disabled',
  scope_gap: 'does not cover everybody',
  not_licensed: 'not licensed',
  no_permission: 'no permission',
  not_readable: 'not readable',
  error: 'could not be read',
};

/** Stored files may hold any text, `constructor` too. */
const wordOf = (texts: Texts, key: string): string => (Object.hasOwn(texts, key) ? (texts[key] ?? key) : key);

export const stateText = (state: string): string => wordOf(STATE_TEXTS, state);
export const statusText = (status: string): string => wordOf(STATUS_TEXTS, status);

/** The statuses that are a result, and no pass. */
export const FAILED_STATUSES: ReadonlySet<string> = new Set([
  'fail',
  'not_configured',
  'disabled',
  'scope_gap',
]);

export const SEVERITY_ORDER = ['critical', 'high', 'medium', 'low'];

const MAX_TEXT_LENGTH = 400;

export const cut = (text: string, max = MAX_TEXT_LENGTH): string =>
  text.length > max ? `${text.slice(0, max - 1).toWellFormed()}…` : text.toWellFormed();

/** A day in UTC, as 2026-11-30. */
export const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** A stored time, as 2026-11-30 06:30; '' for what is none. */
export const timeText = (iso: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)}` : '';

/** At most two decimals, and no thousands separator, which differs between countries. */
export const numberText = (value: number): string => String(Math.round(value * 100) / 100);

export function valueText(value: number | null, unit: string): string {
  if (value === null) return '–';
  return unit === 'percent' ? `${numberText(value)} %` : `${numberText(value)} ${unit}`.trimEnd();
}

/** A colour, or why there is none. */
export function ratingText({ rating, state }: Pick<RiskRow, 'rating' | 'state'>): string {
  if (rating !== 'unknown') return rating;
  return state === 'ok' ? 'no value' : stateText(state);
}

export const changeText = (change: number | null): string => {
  if (change === null) return '–';
  return change === 0 ? '±0' : `${change > 0 ? '+' : '−'}${numberText(Math.abs(change))}`;
};

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * Control characters become spaces, and half surrogates U+FFFD. Characters that change the direction of the text that
 * follows are left out: they would make a name look like another one.
 */
export const withoutControls = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/[\p{Bidi_Control}\ufeff]/gu, '');

export function changeSummary({ previousStatus, status, added, removed, changed, names }: ChangeRow): string {
  const counts = [
    [added, 'added'],
    [removed, 'removed'],
    [changed, 'changed'],
  ] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const moved =
    previousStatus === null || previousStatus === status
      ? ''
      : `was ${statusText(previousStatus)}, is ${statusText(status)}`;
  const named = names.length === 0 ? '' : `: ${names.map((name) => cut(name, 80)).join(', ')}`;
  return [moved, parts.length === 0 ? '' : `policies ${parts.join(', ')}${named}`]
    .filter((one) => one !== '')
    .join('; ');
}

export const changedBy = ({ by, since }: ChangeRow): string => {
  if (since === null) return '–';
  if (by === null) return 'the audit log could not be read';
  return by.length === 0 ? 'nobody in the audit log' : by.map((user) => cut(user, 100)).join(', ');
};

export const periodText = ({ from, at, days }: Report): string =>
  `${dayText(from)} to ${dayText(at)} (${counted(days, 'day')})`;
