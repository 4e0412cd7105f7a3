/** A tile per indicator and account, and the history of one. Pure. */
import {
  type IndicatorHistory,
  type IndicatorInfo,
  type Level,
  type RiskState,
  type RiskTile,
  TILE_DAYS,
} from '../../contracts/overview';
import { INDICATORS } from '../../properties/values/kri-indicators';
import { DAY_MS, HOUR_MS, utcDay } from '../../util/time';
import { type AccountHistory, tileKey } from '../history/account-history';
import { dayOf } from '../history/day-counts';
import { dayValues } from '../history/hour-values';
import type { StoredIndicator } from '../history/indicator-history';
import { compareLevel } from './collection';
import type { KriFacts } from './types';

const LEVEL_OF_RAG: Readonly<Record<RiskTile['rag'], Level>> = {
  red: 'bad',
  amber: 'warn',
  green: 'ok',
  unknown: 'off',
};
/** What failed needs someone; what is not licensed does not. */
const LEVEL_OF_STATE: Readonly<Partial<Record<RiskState, Level>>> = { error: 'warn', no_permission: 'warn' };

export const INDICATOR_INFOS: Readonly<Record<string, IndicatorInfo>> = Object.fromEntries(
  Object.entries(INDICATORS).map(([slug, { title, unit, direction, windowHours }]) => [
    slug,
    { title, unit, direction, windowHours },
  ]),
);

export function buildTiles(
  kri: KriFacts,
  history: AccountHistory | undefined,
  now: number,
): readonly RiskTile[] {
  const { node, link, name, account } = kri;
  return kri.indicators.map(({ slug, thresholds }) => {
    const id = tileKey(node, slug);
    const stored = history?.indicator(id);
    const common = { id, account, node, link, name, indicator: slug };
    return stored === undefined
      ? { ...common, ...NEVER, amber: thresholds.warn, red: thresholds.critical }
      : { ...common, ...toTile(stored, dayOf(now)) };
  });
}

const NEVER = {
  ...({ level: 'off', rag: 'unknown', state: 'never', value: null, coverage: 0 } as const),
  ...{ previous: null, delta: null, ragSince: null, asOf: null, reason: null },
  days: new Array<null>(TILE_DAYS).fill(null),
};

type MeasuredPart = Omit<RiskTile, 'id' | 'account' | 'node' | 'link' | 'name' | 'indicator'>;

function toTile({ hours, ...stored }: StoredIndicator, today: number): MeasuredPart {
  const level = LEVEL_OF_STATE[stored.state] ?? LEVEL_OF_RAG[stored.rag];
  return { ...stored, level, days: dayValues(hours, today, TILE_DAYS) };
}

const RAG_ORDER: Readonly<Record<RiskTile['rag'], number>> = { red: 0, amber: 1, unknown: 2, green: 3 };

/** The worst first. */
export const compareTiles = (one: RiskTile, other: RiskTile): number =>
  RAG_ORDER[one.rag] - RAG_ORDER[other.rag] || compareLevel(one, other);

/** @param archived days since the epoch and values */
export function buildIndicatorHistory(
  tile: string,
  history: AccountHistory | undefined,
  archived: readonly (readonly [day: number, value: number])[],
): IndicatorHistory {
  const hours = history?.indicator(tile)?.hours ?? [];
  const byDay = new Map(archived);
  for (const [hour, value] of hours) byDay.set(Math.floor(hour / 24), value);
  return {
    tile,
    hours: hours.map(([hour, value]) => [new Date(hour * HOUR_MS).toISOString(), value]),
    days: [...byDay].sort(([a], [b]) => a - b).map(([day, value]) => [utcDay(day * DAY_MS), value]),
  };
}
