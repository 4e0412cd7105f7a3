/** Builds what the overview shows, from what runs and its history. Only when somebody asks. */

import { LINE_HOURS } from '../../contracts/hour-line';
import {
  type AccountPosture,
  type ApiRow,
  type CollectionRow,
  OVERVIEW_VERSION,
  type OverviewAccount,
  type OverviewModel,
  type OverviewPart,
  type RiskTile,
  ROW_DAYS,
  TILE_DAYS,
} from '../../contracts/overview';
import { dayOf } from '../../overview/history/day-counts';
import { hourOf } from '../../overview/history/hour-counts';
import { buildApiRow } from '../../overview/model/api';
import { buildRows, compareLevel, compareRows } from '../../overview/model/collection';
import { buildPosture, CHECK_INFOS, firstDayOf } from '../../overview/model/posture';
import { buildTiles, compareTiles, INDICATOR_INFOS } from '../../overview/model/risk';
import type { AccountFacts, PolicyFacts } from '../../overview/model/types';
import { toName } from '../../overview/text';
import { withTimeout, yieldToEventLoop } from '../../util/async';
import { DAY_MS, HOUR_MS, startOfDay, utcDay } from '../../util/time';
import { type BoardAccount, type BoardAssessment, type BoardSource, board } from '../recording/board';

/** More than 1,000 accounts with 6 sources of three types. They bound a response. */
const MAX_ROWS = 20_000;
/** ms of work between two turns of the event loop: other flows must not wait */
const MAX_TURN_MS = 8;

export interface ModelRequest {
  /** undefined: all */
  readonly part: OverviewPart | undefined;
  /** for the posture: a day, `YYYY-MM-DD`; undefined: now */
  readonly at: string | undefined;
}

/** Histories that are read at the same time. */
const PARALLEL_READS = 16;
/** ms; a Redis that does not answer must not hold up the page */
const MAX_READ_MS = 3_000;

/** Reads the histories that are not in memory. What can't be read (in time) is shown without its history. */
async function readHistories(): Promise<void> {
  const recorders = [...board.accounts.values()].map(({ recorder }) => recorder).values();
  const until = performance.now() + MAX_READ_MS;
  const readOn = async (): Promise<void> => {
    for (const recorder of recorders) {
      if (performance.now() > until) return;
      const isCurrent = recorder.history !== undefined && recorder.replica === undefined;
      if (!isCurrent) await recorder.refresh().catch(() => undefined);
    }
  };
  await withTimeout(Promise.all(Array.from({ length: PARALLEL_READS }, readOn)), MAX_READ_MS);
}

/** Models that are being built, by request: several pages that ask at the same time get the same one. */
const building = new Map<string, Promise<OverviewModel>>();

export function readModel(request: ModelRequest): Promise<OverviewModel> {
  const key = JSON.stringify([request.part, request.at]);
  const built =
    building.get(key) ??
    buildModel(request).finally(() => {
      building.delete(key);
    });
  building.set(key, built);
  return built;
}

async function buildModel({ part, at }: ModelRequest): Promise<OverviewModel> {
  await readHistories();
  const now = Date.now();
  const isWanted = (one: OverviewPart): boolean => part === undefined || part === one;
  return {
    version: OVERVIEW_VERSION,
    at: new Date(now).toISOString(),
    accounts: [...board.accounts.values()].map(toAccount).sort(byName),
    ...(isWanted('collection') && { collection: await buildCollection(now) }),
    ...(isWanted('risk') && { risk: await buildRisk(now) }),
    ...(isWanted('posture') && { posture: await buildPosturePart(now, at) }),
    ...(isWanted('api') && { api: await buildApi(now) }),
  };
}

const collator = new Intl.Collator('en', { numeric: true });
const byName = (one: OverviewAccount, other: OverviewAccount): number =>
  collator.compare(one.name, other.name);

export function toAccount({ node, recorder }: BoardAccount): OverviewAccount {
  const { label, demo } = node.account;
  const code = recorder.history?.code ?? '';
  return {
    ...{ id: node.id, name: toName(label), code: code === '' ? null : code, demo },
    replica: recorder.replica === undefined || recorder.replica === '' ? null : toName(recorder.replica),
  };
}

const hoursFrom = (now: number): string => new Date((hourOf(now) - LINE_HOURS + 1) * HOUR_MS).toISOString();
const firstDay = (now: number, days: number): string => utcDay(now - (days - 1) * DAY_MS);

interface Limited<T> {
  readonly list: readonly T[];
  readonly omitted: number;
}

const limit = <T>(all: readonly T[]): Limited<T> => ({
  list: all.slice(0, MAX_ROWS),
  omitted: Math.max(0, all.length - MAX_ROWS),
});

async function buildCollection(now: number): Promise<NonNullable<OverviewModel['collection']>> {
  const rows: CollectionRow[] = [];
  await eachInTurn([...board.sources.values()], async (source) => {
    rows.push(...rowsOf(source, now));
  });
  const { list, omitted } = limit(rows.sort(compareRows));
  return { hoursFrom: hoursFrom(now), daysFrom: firstDay(now, ROW_DAYS), rows: list, omitted };
}

export const rowsOf = (source: BoardSource, now: number): readonly CollectionRow[] =>
  buildRows(source.facts(), board.recorderOf(source.account)?.history, now);

async function buildRisk(now: number): Promise<NonNullable<OverviewModel['risk']>> {
  const tiles: RiskTile[] = [];
  await eachInTurn([...board.assessments.values()], async (assessment) => {
    tiles.push(...tilesOf(assessment, now));
  });
  const { list, omitted } = limit(tiles.sort(compareTiles));
  return { daysFrom: firstDay(now, TILE_DAYS), indicators: INDICATOR_INFOS, tiles: list, omitted };
}

export function tilesOf(assessment: BoardAssessment, now: number): readonly RiskTile[] {
  const facts = { ...assessment.facts(), indicators: assessment.indicators };
  return buildTiles(facts, board.recorderOf(assessment.account)?.history, now);
}

async function buildPosturePart(
  now: number,
  at: string | undefined,
): Promise<NonNullable<OverviewModel['posture']>> {
  const onDay = at === undefined ? undefined : dayOf(startOfDay(at));
  const accounts: AccountPosture[] = [];
  const firstDays: number[] = [];
  const withChecks = [...board.assessments.values()].filter(({ checks }) => checks.length > 0);
  await eachInTurn(withChecks, async (assessment) => {
    accounts.push(postureOf(assessment, now, onDay));
    firstDays.push(
      firstDayOf(policyFacts(assessment), board.recorderOf(assessment.account)?.history) ?? dayOf(now),
    );
  });
  const { list, omitted } = limit(accounts);
  const since = firstDays.length === 0 ? null : utcDay(Math.min(...firstDays) * DAY_MS);
  return { at: at ?? null, since, checks: CHECK_INFOS, accounts: list, omitted };
}

const policyFacts = (assessment: BoardAssessment): PolicyFacts => ({
  ...assessment.facts(),
  checks: assessment.checks,
});

export const postureOf = (assessment: BoardAssessment, now: number, onDay?: number): AccountPosture =>
  buildPosture(policyFacts(assessment), board.recorderOf(assessment.account)?.history, now, onDay);

async function buildApi(now: number): Promise<NonNullable<OverviewModel['api']>> {
  const rows: ApiRow[] = [];
  await eachInTurn([...board.accounts.values()], async (account) => {
    rows.push(await apiRowOf(account, now));
  });
  const { list, omitted } = limit(rows.sort(compareLevel));
  return { hoursFrom: hoursFrom(now), rows: list, omitted };
}

export async function apiRowOf({ node, recorder }: BoardAccount, now: number): Promise<ApiRow> {
  const client = await node.account.stats();
  const facts: AccountFacts = {
    ...{ id: node.id, name: node.account.label, demo: node.account.demo },
    replica: recorder.replica,
    client,
  };
  return buildApiRow(facts, recorder.history, now);
}

/** One after the other, with a turn of the event loop in between whenever the work has taken long. */
async function eachInTurn<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  let turn = performance.now();
  for (const one of list) {
    await work(one);
    if (performance.now() - turn < MAX_TURN_MS) continue;
    await yieldToEventLoop();
    turn = performance.now();
  }
}
