import { PERMISSIONS, PRODUCTS, type Rights } from './access';
import type { LegacyKeys } from './legacy-auth';
import type { TokenSettings } from './page-tokens';
import type { AccountFacts, GivenPolicies } from './policy/policies';
import { CI_TYPES, type CiType, FEED_TYPES, type FeedType, SIEM_TYPES, type SiemType } from './types';
import type { WindowLogName } from './window/names';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Calls that a client id may make in a fixed window. */
export interface QuotaSize {
  readonly calls: number;
  readonly windowMs: number;
}

export type QuotaGroup = 'token' | 'siem-batch' | 'siem-stream' | 'api';

/** What the application was given at its creation and by its role; may be changed while it runs. */
export interface Grants extends Rights {
  /** Product and permission of the account read (mimecast-api.md 11.1). */
  account: boolean;
  whoami: boolean;
  /** SIEM types that may be read; all others are answered with 403. */
  siem: readonly FeedType[];
  /** False: the application was deleted; the token endpoint says invalid_grant. */
  active: boolean;
}

export interface SimulatorSettings {
  /** Everything that exists follows from it. */
  readonly seed: number;
  /** `undefined`: any pair is accepted (demo). */
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly accountCode: string;
  readonly accountName: string;
  /** Epoch ms; the machine's clock where not given. `advance()` is added to it. */
  readonly now: () => number;
  /** Epoch ms of the first period with files; `undefined`: `history` before the start. Keep it to restart a tenant. */
  readonly origin: number | undefined;
  /** ms before the start for which files exist. */
  readonly history: number;
  /** ms that one file covers. */
  readonly slotMs: number;
  /** ms after the end of its period at which a file appears; up to as much again is added. */
  readonly publishDelayMs: number;
  /** Share of files that appear late, by up to `lateByMs` more. */
  readonly lateShare: number;
  readonly lateByMs: number;
  readonly filesPerSlot: number;
  readonly recordsPerFile: number | Readonly<Partial<Record<FeedType, number>>>;
  /** Half to one and a half times `recordsPerFile`. */
  readonly varied: boolean;
  readonly types: readonly SiemType[];
  readonly ciTypes: readonly CiType[];
  /** ms after its time at which an event can be had from the stream feed, at most; some are late like files. */
  readonly streamDelayMs: number;
  /** Share of the pages of the stream feed that begin with events of the page before. */
  readonly repeatedPages: number;
  /** What a cursor of the stream feed does that stands further back than its 24 hours. */
  readonly staleCursor: 'skips' | 'refused';
  /** Links a page at most, also when more are asked for; 1 to 100. */
  readonly pageSize: number;
  /** ms that a link is honoured. */
  readonly linkLifetimeMs: number;
  readonly tokenLifetimeS: number;
  readonly quotas: Readonly<Record<QuotaGroup, QuotaSize>>;
  /** `exceeded`: the headers come with a 429 only (mimecast-api.md 13.1, disagreements). */
  readonly quotaHeaders: 'always' | 'exceeded';
  /** ms that every API answer takes, at least. */
  readonly latencyMs: number;
  readonly grants: Grants;
  /** Records an hour of the logs that are read by time range; those not named have 12. */
  readonly logRates: number | Readonly<Partial<Record<WindowLogName, number>>>;
  /** Share of their records that appear up to `lateRecordsByMs` after the event, which an overlap makes good. */
  readonly lateRecords: number;
  readonly lateRecordsByMs: number;
  /** Share that appears up to `veryLateByMs` later than that, which only another look makes good. */
  readonly veryLateRecords: number;
  readonly veryLateByMs: number;
  /** ms for which they answer; the reference's or 31 days, where not given. */
  readonly logRetentionMs: Readonly<Partial<Record<WindowLogName, number>>>;
  /** Records a page of `/api/*` at most, also when more are asked for; 1 to 500. */
  readonly logPageSize: number;
  readonly pageTokens: TokenSettings;
  /** Users of the first state of the directory, and what changes in it a day. */
  readonly users: number;
  readonly directoryChanges: number;
  /** Keys of API 1.0 that are honoured for `/api/*`; `undefined`: none. */
  readonly legacyKeys: LegacyKeys | undefined;
  /** What it begins with instead of a well-kept tenant's policies; changed while it runs by `policies`. */
  readonly policies: GivenPolicies;
  /** The same for what get-account says. */
  readonly account: Partial<AccountFacts>;
  /** ms that the `X-RateLimit-Reset` of an injected 429 says. */
  readonly injectedResetMs: number;
  /** ms that a `slow-body` stands still. */
  readonly slowBodyMs: number;
  /** ms by which the fault `late-files` holds a file back. */
  readonly heldBackMs: number;
  /** Bytes of finished files that are kept. */
  readonly cacheBytes: number;
  /** 0: any free port. */
  readonly port: number;
  readonly storagePort: number;
  /** Serves `/__simulator/…` on the API port. */
  readonly control: boolean;
}

/** Members of `quotas`, `grants` and `pageTokens` may be given one by one. */
export type SimulatorOptions = Partial<Omit<SimulatorSettings, 'quotas' | 'grants' | 'pageTokens'>> & {
  readonly quotas?: Partial<Record<QuotaGroup, QuotaSize>>;
  readonly grants?: Partial<Grants>;
  readonly pageTokens?: Partial<TokenSettings>;
};

const DEFAULTS: SimulatorSettings = {
  seed: 1,
  clientId: undefined,
  clientSecret: undefined,
  accountCode: 'CUSA00A000',
  accountName: 'Corp Example',
  now: Date.now,
  origin: undefined,
  history: DAY,
  slotMs: 15 * MINUTE,
  publishDelayMs: 30_000,
  lateShare: 0.02,
  lateByMs: 3 * HOUR,
  filesPerSlot: 1,
  recordsPerFile: 100,
  varied: false,
  types: SIEM_TYPES,
  ciTypes: CI_TYPES,
  streamDelayMs: 20_000,
  repeatedPages: 0.05,
  staleCursor: 'skips',
  pageSize: 100,
  linkLifetimeMs: 10 * MINUTE,
  tokenLifetimeS: 1799,
  // mimecast-api.md 13.2; the token bucket has no published size
  quotas: {
    token: { calls: 20, windowMs: 15 * MINUTE },
    'siem-batch': { calls: 50, windowMs: 15 * MINUTE },
    'siem-stream': { calls: 300, windowMs: HOUR },
    api: { calls: 800, windowMs: 5_000 },
  },
  quotaHeaders: 'always',
  latencyMs: 0,
  grants: {
    account: true,
    whoami: true,
    siem: FEED_TYPES,
    active: true,
    products: PRODUCTS,
    permissions: PERMISSIONS,
    missingProduct: 'not-found',
    missingPermission: 'forbidden',
    unpublished: false,
  },
  logRates: 12,
  lateRecords: 0.05,
  lateRecordsByMs: 9 * MINUTE,
  veryLateRecords: 0.002,
  veryLateByMs: 6 * HOUR,
  logRetentionMs: {},
  logPageSize: 500,
  users: 120,
  directoryChanges: 12,
  pageTokens: { lifetimeMs: 10 * MINUTE, survive: false },
  legacyKeys: undefined,
  policies: {},
  account: {},
  injectedResetMs: 250,
  slowBodyMs: 1_500,
  heldBackMs: 2_000,
  cacheBytes: 32 * 1024 * 1024,
  port: 0,
  storagePort: 0,
  control: false,
};

export function settle(options: SimulatorOptions): SimulatorSettings {
  const { quotas, grants, pageTokens, ...plain } = options;
  const settings = { ...DEFAULTS, ...plain };
  return {
    ...settings,
    pageSize: Math.min(100, Math.max(1, settings.pageSize)),
    grants: { ...DEFAULTS.grants, ...grants },
    quotas: { ...DEFAULTS.quotas, ...quotas },
    pageTokens: { ...DEFAULTS.pageTokens, ...pageTokens },
  };
}

export function logRate(settings: SimulatorSettings, log: WindowLogName): number {
  const { logRates } = settings;
  return typeof logRates === 'number' ? logRates : (logRates[log] ?? 12);
}

export function typesOf(settings: SimulatorSettings): readonly FeedType[] {
  return [...settings.types, ...settings.ciTypes];
}

export function recordsOf(settings: SimulatorSettings, type: FeedType): number {
  const { recordsPerFile } = settings;
  if (typeof recordsPerFile === 'number') return recordsPerFile;
  return recordsPerFile[type] ?? 100;
}
