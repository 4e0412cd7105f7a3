/** Parses the response of `GET mimecast/position/:id` and formats it for the dialog. */

import { isJsonObject } from '../../../lib/contracts/json';
import { formatDuration } from '../../../lib/util/format-time';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/util/time';
import type { Translate } from '../../fields/fields';

export interface StreamPosition {
  readonly type: string;
  readonly position: Readonly<Record<string, unknown>> | undefined;
  readonly ageMs: number | undefined;
  readonly lagMs: number | undefined;
  /** ISO 8601 */
  readonly doneAt: string | undefined;
  readonly waiting: number;
  readonly problem: string | undefined;
}

export interface NodePosition {
  readonly id: string;
  readonly name: string;
  readonly paused: boolean;
  /** ISO 8601 */
  readonly lastRun: string | undefined;
  readonly streams: readonly StreamPosition[];
}

type JsonRecord = Readonly<Record<string, unknown>>;

const asRecord = (value: unknown): JsonRecord | undefined => (isJsonObject(value) ? { ...value } : undefined);
const stringIn = (record: JsonRecord, name: string): string | undefined => {
  const value = record[name];
  return typeof value === 'string' ? value : undefined;
};
const numberIn = (record: JsonRecord, name: string): number | undefined => {
  const value = record[name];
  return typeof value === 'number' ? value : undefined;
};
const listIn = (record: JsonRecord | undefined, name: string): readonly JsonRecord[] => {
  const value: unknown = record?.[name];
  return Array.isArray(value) ? value.map(asRecord).filter((one) => one !== undefined) : [];
};

/** Empty when the response has another shape. */
export function parsePositions(body: unknown): readonly NodePosition[] {
  return listIn(asRecord(body), 'nodes').map((node) => ({
    id: stringIn(node, 'id') ?? '',
    name: stringIn(node, 'name') ?? '',
    paused: node['paused'] === true,
    lastRun: stringIn(node, 'lastRun'),
    streams: listIn(node, 'streams').map((stream) => ({
      type: stringIn(stream, 'type') ?? '',
      position: asRecord(stream['position']),
      ageMs: numberIn(stream, 'ageMs'),
      lagMs: numberIn(stream, 'lagMs'),
      doneAt: stringIn(stream, 'doneAt'),
      waiting: numberIn(stream, 'waiting') ?? 0,
      problem: stringIn(stream, 'problem'),
    })),
  }));
}

/** New files appear every 15 minutes, and logs have a delay of minutes, so a lag below one hour is normal. */
const LAG_THRESHOLD_MS = HOUR_MS;

export type Level = 'good' | 'busy' | 'bad' | 'none';

/** State of a stream in a few words. Times in the language of the browser. */
export function describeState(stream: StreamPosition, translate: Translate): { level: Level; text: string } {
  const { problem, waiting, position, lagMs, doneAt } = stream;
  if (problem !== undefined) return { level: 'bad', text: problem };
  const waitingTexts = waiting === 0 ? [] : [translate('position.waiting', { count: waiting })];
  if (position === undefined || lagMs === undefined)
    return { level: 'none', text: [translate('position.unread'), ...waitingTexts].join(' · ') };
  const isBehind = hasLag(position) && lagMs >= LAG_THRESHOLD_MS;
  const done =
    doneAt === undefined
      ? []
      : [translate('position.done', { time: formatDateTime(Date.parse(doneAt), Date.now()) })];
  const parts = isBehind ? [translate('position.behind'), ...done] : [translate('position.current')];
  return { level: isBehind || waiting > 0 ? 'busy' : 'good', text: [...parts, ...waitingTexts].join(' · ') };
}

/** A snapshot is as old as its last reading, and has no lag. */
const hasLag = (position: JsonRecord): boolean => !('readAt' in position);

/** `3 d 4 h`; empty before the first poll. */
export function formatLag({ position, lagMs }: StreamPosition): string {
  return position === undefined || lagMs === undefined || position['readAt'] === null
    ? '–'
    : formatDuration(lagMs);
}

/** The time up to which everything was delivered. */
export function formatPositionTime({ position, lagMs }: StreamPosition, now: number): string {
  return position === undefined || lagMs === undefined || position['readAt'] === null
    ? '–'
    : formatDateTime(now - lagMs, now);
}

/** `10:15` on the same day, else with the date; in the format of the browser. */
export function formatDateTime(epochMs: number, now: number): string {
  const date = new Date(epochMs);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return date.toLocaleString([], {
    ...(isToday ? {} : { day: 'numeric', month: 'short' }),
    ...(Math.abs(now - epochMs) > 300 * DAY_MS ? { year: 'numeric' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

const savedText = (ageMs: number, translate: Translate): string =>
  ageMs < MINUTE_MS
    ? translate('position.savedNow')
    : translate('position.saved', { age: formatDuration(ageMs) });

/** Members of saved positions: those with a count, and those that are only present or not. */
const COUNTED_MEMBERS = ['partial', 'finished', 'state'] as const;
const OPTIONAL_MEMBERS = ['slice', 'sweep'] as const;

/** `saved 2 min ago · at a cursor · 12 files done`. */
export function describeCursor({ position, ageMs }: StreamPosition, translate: Translate): string {
  if (position === undefined) return '';
  const saved = ageMs === undefined ? [] : [savedText(ageMs, translate)];
  const cursor =
    'cursor' in position
      ? [translate(`position.cursor.${position['cursor'] === null ? 'date' : 'token'}`)]
      : [];
  const present = OPTIONAL_MEMBERS.filter((name) => (position[name] ?? null) !== null).map((name) =>
    translate(`position.cursor.${name}`),
  );
  const counted = COUNTED_MEMBERS.flatMap((name) => {
    const count = numberIn(position, name) ?? 0;
    return count === 0 ? [] : [translate(`position.cursor.${name}`, { count })];
  });
  return [...saved, ...cursor, ...present, ...counted].join(' · ');
}
