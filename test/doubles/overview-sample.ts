/**
 * A model as the overview page gets it, of any size, the same for the same arguments. Every state, level and advice
 * occurs from a few accounts on.
 */

import { ragOf } from '../../nodes/lib/assessments/kri/build-record';
import { EMPTY_LINE, encodeHours, type HourLine, LINE_HOURS } from '../../nodes/lib/contracts/hour-line';
import {
  type AccountPosture,
  type Advice,
  type ApiRow,
  type CollectionRow,
  type CollectionState,
  DAY_PROOFS,
  type FindingDetail,
  type FindingStatus,
  type IndicatorHistory,
  type Level,
  type OverviewModel,
  type RiskState,
  type RiskTile,
  ROW_DAYS,
  type RowCalendar,
  type StateFacts,
  TILE_DAYS,
} from '../../nodes/lib/contracts/overview';
import { INDICATORS, isSlug, type Slug } from '../../nodes/lib/properties/values/kri-indicators';
import { CHECKS } from '../../nodes/lib/properties/values/policy-checks';
import { DAY_MS, HOUR_MS, MINUTE_MS, utcDay } from '../../nodes/lib/util/time';

/** A Friday, in the middle of an hour. */
export const SAMPLE_NOW = Date.parse('2026-11-20T06:30:00.000Z');

const iso = (ms: number): string => new Date(ms).toISOString();
const ago = (ms: number): string => iso(SAMPLE_NOW - ms);
const hoursFrom = iso(Math.floor(SAMPLE_NOW / HOUR_MS) * HOUR_MS - (LINE_HOURS - 1) * HOUR_MS);
const firstDay = (days: number): string => utcDay(SAMPLE_NOW - (days - 1) * DAY_MS);

/** Not random: the same for the same seed. */
const noise = (seed: number): number => {
  const mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
};
const pick = <T>(list: readonly [T, ...T[]], seed: number): T => list[seed % list.length] ?? list[0];

interface Sample {
  readonly state: CollectionState;
  readonly level: Level;
  readonly advice: Advice;
  readonly facts: StateFacts;
}

const CURRENT: Sample = { state: 'current', level: 'ok', advice: 'none', facts: { records: 1397 } };
const TROUBLES: readonly [Sample, ...Sample[]] = [
  {
    state: 'failed',
    level: 'bad',
    advice: 'check_credentials',
    facts: { code: 'MIMECAST_AUTH', reason: 'Mimecast rejects the client secret' },
  },
  {
    state: 'stuck',
    level: 'bad',
    advice: 'check_receiver',
    facts: { since: ago(3 * HOUR_MS), attempts: 7, reason: '503 Service Unavailable' },
  },
  { state: 'behind', level: 'warn', advice: 'wait', facts: { doneAt: iso(SAMPLE_NOW + 2 * HOUR_MS) } },
  {
    state: 'failed',
    level: 'bad',
    advice: 'grant_permission',
    facts: {
      code: 'MIMECAST_FORBIDDEN',
      reason: 'the application may not read this',
      permission: 'Threats | SIEM Events | Read',
      product: 'Security Events',
      retryAt: iso(SAMPLE_NOW + HOUR_MS),
    },
  },
  {
    state: 'failed',
    level: 'bad',
    advice: 'check_licence',
    facts: { code: 'MIMECAST_NOT_LICENSED', reason: 'the product is not licensed' },
  },
  {
    state: 'failed',
    level: 'bad',
    advice: 'check_network',
    facts: {
      code: 'MIMECAST_UNAVAILABLE',
      reason: 'connection refused',
      retryAt: iso(SAMPLE_NOW + MINUTE_MS),
    },
  },
  {
    state: 'misconfigured',
    level: 'bad',
    advice: 'fix_node',
    facts: { code: 'MIMECAST_CONFIG', reason: 'no account is selected' },
  },
  {
    state: 'rejected',
    level: 'bad',
    advice: 'check_receiver',
    facts: { since: ago(20 * MINUTE_MS), reason: '403 Invalid token' },
  },
  { state: 'unanswered', level: 'bad', advice: 'connect_ack', facts: { since: ago(HOUR_MS) } },
  { state: 'stale', level: 'bad', advice: 'restart', facts: { since: ago(5 * HOUR_MS) } },
  {
    state: 'retrying',
    level: 'warn',
    advice: 'wait',
    facts: { code: 'MIMECAST_UNAVAILABLE', reason: 'no response yet', retryAt: iso(SAMPLE_NOW + MINUTE_MS) },
  },
  {
    state: 'throttled',
    level: 'warn',
    advice: 'longer_interval',
    facts: { retryAt: iso(SAMPLE_NOW + 9 * MINUTE_MS), fittingIntervalMs: 15 * MINUTE_MS },
  },
  { state: 'quiet', level: 'warn', advice: 'enable_logging', facts: { since: ago(2 * DAY_MS) } },
  { state: 'polling', level: 'ok', advice: 'none', facts: { records: 120 } },
  { state: 'resting', level: 'ok', advice: 'none', facts: { nextAt: iso(SAMPLE_NOW + 3 * MINUTE_MS) } },
  { state: 'starting', level: 'off', advice: 'none', facts: {} },
  { state: 'paused', level: 'off', advice: 'resume', facts: {} },
  { state: 'standby', level: 'off', advice: 'none', facts: { holder: 'node-red-1' } },
];

const SOURCES: readonly (readonly [node: string, stream: string, type: string])[] = [
  ['mimecast-siem', 'siem.batch.receipt', 'receipt'],
  ['mimecast-ttp', 'ttp.url', 'url'],
  ['mimecast-audit', 'audit', 'audit'],
  ['mimecast-dlp', 'dlp', 'dlp'],
  ['mimecast-held', 'held.held', 'held'],
  ['mimecast-directory', 'directory.domains', 'domains'],
];

function hourLine(seed: number, scale: number): HourLine {
  if (scale === 0) return EMPTY_LINE;
  return encodeHours(
    Array.from({ length: LINE_HOURS }, (_, hour) => {
      // The recording began two days ago for every tenth line.
      if (seed % 10 === 9 && hour < LINE_HOURS - 48) return null;
      const daytime = 1 + Math.sin(((hour % 24) / 24) * 2 * Math.PI);
      return Math.round(scale * daytime * noise(seed * 1000 + hour));
    }),
  );
}

function dayLetters(seed: number, level: Level): string {
  const letters = Array.from({ length: ROW_DAYS }, (_, day) => {
    if (day === ROW_DAYS - 1) return 'O';
    if (seed % 10 === 9 && day < ROW_DAYS - 3) return '.';
    const chance = noise(seed * 77 + day);
    if (chance < (level === 'bad' ? 0.1 : 0.01)) return 'G';
    return chance < 0.03 ? 'A' : 'P';
  });
  return letters.join('');
}

const accountId = (index: number): string => `a${index.toString(16).padStart(15, '0')}`;

function sampleRow(account: number, source: number, trouble: Sample | undefined): CollectionRow {
  const seed = account * SOURCES.length + source;
  const [node = '', stream = '', type = ''] = SOURCES[source] ?? [];
  const { state, level, advice, facts } = trouble ?? CURRENT;
  const id = `${source}${account.toString(16).padStart(15, '0')}`;
  const isOff = level === 'off';
  const days = dayLetters(seed, level);
  return {
    id: `${id} ${stream}`,
    account: accountId(account),
    node: id,
    link: id,
    name: source % 2 === 0 ? `${type} of ${account}` : '',
    ...{ source: node, stream, type, level, state, facts, advice },
    lagMs:
      state === 'misconfigured' ? null : Math.round(noise(seed) * (level === 'ok' ? 15 : 300)) * MINUTE_MS,
    polledAt: isOff || state === 'misconfigured' ? null : ago(Math.round(noise(seed + 1) * 300) * 1000),
    everyMs: 5 * MINUTE_MS,
    hours: hourLine(seed, state === 'misconfigured' ? 0 : 10 ** (1 + (seed % 4))),
    days,
    gaps: days.slice(-7).split('G').length - 1,
    quarantined: seed % 50 === 7 ? 3 : 0,
    rejected: state === 'rejected' || state === 'stuck' ? 12 : 0,
    waiting: state === 'stuck' ? 4 : 0,
  };
}

const RISK_STATES: readonly [RiskState, ...RiskState[]] = [
  ...([
    'ok',
    'ok',
    'partial',
    'ok',
    'not_licensed',
    'ok',
    'ok',
    'no_permission',
    'ok',
    'error',
    'never',
  ] as const),
];
const REASONS: Readonly<Partial<Record<RiskState, string>>> = {
  not_licensed: 'IEP module not licensed',
  no_permission: 'the application may not read this',
  error: 'connection refused',
};
const COVERAGES: Readonly<Partial<Record<RiskState, number>>> = { ok: 1, partial: 0.8 };
const LEVEL_OF_RAG = { red: 'bad', amber: 'warn', green: 'ok', unknown: 'off' } as const;

function sampleDays(seed: number, scale: number): readonly (number | null)[] {
  return Array.from({ length: TILE_DAYS }, (_, day) =>
    noise(seed * 50 + day) > 0.05 ? Math.round(noise(seed * 90 + day) * scale * 11) / 10 : null,
  );
}

function sampleTile(account: number, indicator: Slug, at: number): RiskTile {
  const seed = account * 31 + at;
  const { thresholds, direction } = INDICATORS[indicator];
  const state = pick(RISK_STATES, seed);
  const isMeasured = state === 'ok' || state === 'partial';
  const days = sampleDays(seed, direction === 'higher-is-worse' ? thresholds.critical : 100);
  const value = isMeasured ? (days.findLast((one) => one !== null) ?? 0) : null;
  const rag = value === null ? 'unknown' : ragOf(value, thresholds, direction);
  const node = `k${account.toString(16)}`;
  return {
    id: `${node} ${indicator}`,
    account: accountId(account),
    ...{ node, link: node, name: 'Risk indicators', indicator, level: LEVEL_OF_RAG[rag], rag, state, value },
    ...{ amber: thresholds.warn, red: thresholds.critical, coverage: COVERAGES[state] ?? 0 },
    previous: value === null ? null : 2,
    delta: value === null ? null : Math.round((value - 2) * 100) / 100,
    ragSince: value === null ? null : ago((seed % 9) * DAY_MS),
    asOf: state === 'never' ? null : ago(20 * MINUTE_MS),
    reason: REASONS[state] ?? null,
    days: isMeasured ? days : days.map(() => null),
  };
}

const STATUSES: readonly [FindingStatus, ...FindingStatus[]] = [
  'pass',
  'pass',
  'fail',
  'pass',
  'not_configured',
  'pass',
  'disabled',
  'pass',
  'scope_gap',
  'not_licensed',
  'no_permission',
  'not_readable',
  'error',
];
const levelOfStatus = (status: FindingStatus): Level =>
  status === 'pass' ? 'ok' : ['fail', 'not_configured', 'disabled'].includes(status) ? 'bad' : 'off';

function samplePosture(account: number): AccountPosture {
  const findings = CHECKS.map((check, at) => {
    const status = pick(STATUSES, account * 3 + at);
    const drift =
      (account + at) % 8 === 0
        ? {
            ...{ from: ago(26 * HOUR_MS), to: ago(2 * HOUR_MS), added: 1, removed: 0, changed: 2 },
            by: ['admin@example.com'],
          }
        : null;
    return { check, level: levelOfStatus(status), status, since: utcDay(SAMPLE_NOW - at * DAY_MS), drift };
  });
  const passed = findings.filter(({ status }) => status === 'pass').length;
  const assessed = findings.filter(({ level }) => level !== 'off').length;
  return {
    account: accountId(account),
    node: `p${account.toString(16)}`,
    link: `p${account.toString(16)}`,
    name: 'Policy check',
    runAt: ago(2 * HOUR_MS),
    score: Math.round((100 * passed) / assessed),
    findings,
  };
}

function sampleApiRow(account: number): ApiRow {
  const isThrottled = account % 9 === 4;
  return {
    account: accountId(account),
    level: isThrottled ? 'warn' : 'ok',
    quota: [
      { group: 'token', limit: 20, windowMs: MINUTE_MS, remaining: 20, resetAt: null, blocked: false },
      {
        group: 'siem-batch',
        limit: 50,
        windowMs: 15 * MINUTE_MS,
        remaining: isThrottled ? 0 : 37,
        resetAt: iso(SAMPLE_NOW + 9 * MINUTE_MS),
        blocked: isThrottled,
      },
      { group: 'siem-stream', limit: 300, windowMs: HOUR_MS, remaining: 300, resetAt: null, blocked: false },
      {
        group: 'api',
        limit: 800,
        windowMs: 5000,
        remaining: 795,
        resetAt: iso(SAMPLE_NOW + 3000),
        blocked: false,
      },
    ],
    hours: hourLine(account, 60),
    callsLastHour: 74,
    throttledLastHour: isThrottled ? 3 : 0,
    throttled: isThrottled ? 41 : 0,
    latency: { medianMs: 120 + (account % 50), maxMs: 900, responses: 30 },
    token: { issuedAt: ago(11 * MINUTE_MS), renewAt: iso(SAMPLE_NOW + 16 * MINUTE_MS) },
    lastError: isThrottled
      ? { at: ago(MINUTE_MS), code: 'MIMECAST_RATE_LIMITED', reason: 'Mimecast asks for fewer calls' }
      : null,
  };
}

const LEVEL_ORDER: readonly Level[] = ['bad', 'warn', 'ok', 'off'];
const byLevel = (one: { readonly level: Level }, other: { readonly level: Level }): number =>
  LEVEL_ORDER.indexOf(one.level) - LEVEL_ORDER.indexOf(other.level);

/**
 * @param accounts from 1 on; each has 6 sources, all indicators and all checks
 * @param name of an account: hostile ones, for example
 */
export function sampleOverview(accounts: number, name?: (index: number) => string): OverviewModel {
  const indexes = Array.from({ length: accounts }, (_, index) => index);
  const rows = indexes.flatMap((account) =>
    SOURCES.map((_, source) => {
      // One account shows the first troubles; of many, about every twelfth source has one.
      const seed = account * SOURCES.length + source;
      const isTroubled = accounts < 10 ? source < 3 : seed % 12 === 0;
      return sampleRow(
        account,
        source,
        isTroubled ? pick(TROUBLES, accounts < 10 ? seed : seed / 12) : undefined,
      );
    }),
  );
  const slugs = Object.keys(INDICATORS).filter(isSlug);
  return {
    version: 1,
    at: iso(SAMPLE_NOW),
    accounts: indexes.map((index) => ({
      id: accountId(index),
      name: name?.(index) ?? `Customer ${String(index + 1).padStart(4, '0')}`,
      code: index % 20 === 19 ? null : `C0A${index}`,
      demo: index === 0,
      replica: index % 40 === 39 ? 'node-red-2' : null,
    })),
    collection: { hoursFrom, daysFrom: firstDay(ROW_DAYS), rows: rows.toSorted(byLevel), omitted: 0 },
    risk: {
      daysFrom: firstDay(TILE_DAYS),
      indicators: Object.fromEntries(
        Object.entries(INDICATORS).map(([slug, { title, unit, direction, windowHours }]) => [
          slug,
          { title, unit, direction, windowHours },
        ]),
      ),
      tiles: indexes
        .flatMap((account) => slugs.map((slug, at) => sampleTile(account, slug, at)))
        .toSorted(byLevel),
      omitted: 0,
    },
    posture: {
      at: null,
      since: utcDay(SAMPLE_NOW - 90 * DAY_MS),
      checks: Object.fromEntries(
        CHECKS.map((check, at) => [
          check,
          {
            title: `Check ${check}`,
            protects: 'what it protects',
            severity: pick(['high', 'critical', 'medium', 'low'] as const, at),
            remediation: 'what to do',
            controls: { 'CIS v8': ['9.6'], 'ISO 27001:2022': ['A.8.7'], 'NIST 800-53': ['SI-8'] },
          },
        ]),
      ),
      accounts: indexes.map(samplePosture),
      omitted: 0,
    },
    api: { hoursFrom, rows: indexes.map(sampleApiRow).toSorted(byLevel), omitted: 0 },
  };
}

/** The calendar of a row of a sample. */
export function sampleCalendar(row: CollectionRow): RowCalendar {
  const letters: Readonly<Record<string, (typeof DAY_PROOFS)[keyof typeof DAY_PROOFS]>> = DAY_PROOFS;
  return {
    row: row.id,
    asked: { account: row.account, code: 'C0A1', stream: row.stream, node: row.node, name: row.name },
    days: Array.from(row.days, (letter, at) => ({
      day: utcDay(SAMPLE_NOW - (ROW_DAYS - 1 - at) * DAY_MS),
      proof: letters[letter] ?? 'unknown',
      ...{ records: 1000 + at, duplicates: at % 3, quarantined: 0, rejected: 0 },
      ...{ gaps: letter === 'G' ? 1 : 0, polls: 288, failed: letter === 'P' ? 0 : 2 },
    })).filter(({ proof }) => proof !== 'unknown'),
    gaps: [
      {
        from: ago(30 * HOUR_MS),
        to: ago(29 * HOUR_MS),
        reason: 'the files have expired',
        recoverable: false,
        at: ago(28 * HOUR_MS),
      },
    ],
  };
}

/** The history of a tile of a sample. */
export function sampleIndicator(tile: RiskTile): IndicatorHistory {
  const dated = tile.days.flatMap((value, at) =>
    value === null ? [] : [{ at: SAMPLE_NOW - (TILE_DAYS - 1 - at) * DAY_MS, value }],
  );
  return {
    tile: tile.id,
    hours: dated.map(({ at, value }) => [iso(Math.floor(at / HOUR_MS) * HOUR_MS), value]),
    days: dated.map(({ at, value }) => [utcDay(at), value]),
  };
}

/** The evidence of a finding of a sample. */
export function sampleFinding(posture: AccountPosture, check: string): FindingDetail {
  const row = posture.findings.find((finding) => finding.check === check);
  return {
    account: posture.account,
    node: posture.node,
    check,
    status: row?.status ?? 'unknown',
    summary: 'one of two definitions is disabled',
    runAt: posture.runAt ?? iso(SAMPLE_NOW),
    evidence: [
      {
        tier: 'direct',
        endpoint: '/api/policy/blockedsenders/get-policy',
        httpStatus: 200,
        collectedAt: ago(2 * HOUR_MS),
        sha256: 'a'.repeat(64),
        excerpt: '{"option":"block_sender"}',
      },
    ],
    drift: row?.drift
      ? {
          ...row.drift,
          items: [{ name: 'Block list', change: 'changed' }],
          events: [{ at: ago(20 * HOUR_MS), user: 'admin@example.com', what: 'Policy Edited' }],
        }
      : null,
    changes: [{ day: utcDay(SAMPLE_NOW - DAY_MS), status: row?.status ?? 'unknown' }],
  };
}
