import { DAY, HOUR, MINUTE } from './dates';
import { CI_TYPES, type CiType, FEED_TYPES, type FeedType, SIEM_TYPES, type SiemType } from './feeds';
import type { JsonObject } from './json';
import type { WindowLogName } from './log-names';
import { type AccessRights, PERMISSIONS, PRODUCTS } from './permissions';
import type { PolicyKind } from './policy-kinds';

/** Maximum number of calls of one client id in a fixed window. */
export interface QuotaLimit {
  readonly calls: number;
  readonly windowMs: number;
}

export type QuotaGroup = 'token' | 'siem-batch' | 'siem-stream' | 'api';

/** What the application may read. It can be changed while the tenant runs. */
export interface PermissionGrants extends AccessRights {
  /** Product and permission of get-account (wire.md 11.1). */
  account: boolean;
  whoami: boolean;
  /** SIEM types that may be read. All others get 403. */
  siem: readonly FeedType[];
  /** false: the application was deleted, and the sign-in fails with invalid_grant (wire.md 2.3) */
  active: boolean;
}

/** The four keys of an API 1.0 application (wire.md 16). */
export interface LegacyKeys {
  readonly appId: string;
  readonly appKey: string;
  readonly accessKey: string;
  /** base64 */
  readonly secretKey: string;
}

export interface PageTokenSettings {
  /** ms after which a token is refused: tokens live for a short time (wire.md 3.2). */
  readonly lifetimeMs: number;
  /** false: tokens are not valid after a restart */
  readonly survive: boolean;
}

/** Policies that replace the default ones, by kind. */
export type PolicyOverrides = Readonly<Partial<Record<PolicyKind, readonly JsonObject[]>>>;

/** The members of get-account that can change. */
export interface AccountInfo {
  readonly archive: boolean;
  /** days */
  readonly maxRetention: number;
  readonly packages: readonly string[];
}

export interface SimulatorSettings {
  /** Determines all generated data. */
  readonly seed: number;
  /** `undefined`: any pair is accepted (demo) */
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly accountCode: string;
  readonly accountName: string;
  /** The time in epoch ms (default: Date.now). `advance()` is added to it. */
  readonly now: () => number;
  /** Epoch ms of the first period with files; `undefined`: `history` before the start. A restart needs the same value. */
  readonly origin: number | undefined;
  /** ms before the start for which files exist */
  readonly history: number;
  /** ms that one file covers */
  readonly slotMs: number;
  /** ms after the end of its period until a file appears, plus a random time of up to the same length */
  readonly publishDelayMs: number;
  /** share of files that appear up to `lateByMs` later */
  readonly lateShare: number;
  readonly lateByMs: number;
  readonly filesPerSlot: number;
  readonly recordsPerFile: number | Readonly<Partial<Record<FeedType, number>>>;
  /** Files have 0.5 to 1.5 times `recordsPerFile` records. */
  readonly varied: boolean;
  readonly types: readonly SiemType[];
  readonly ciTypes: readonly CiType[];
  /** maximum ms after an event until the stream feed has it; the late share applies as for files */
  readonly streamDelayMs: number;
  /** share of the stream feed's pages that begin with events of the previous page (wire.md 4.2) */
  readonly repeatedPages: number;
  /** What happens with a cursor of the stream feed that is older than 24 hours. */
  readonly staleCursor: 'skips' | 'refused';
  /** maximum number of links on a page, 1 to 100 */
  readonly pageSize: number;
  /** ms for which a link is valid */
  readonly linkLifetimeMs: number;
  readonly tokenLifetimeS: number;
  readonly quotas: Readonly<Record<QuotaGroup, QuotaLimit>>;
  /** `exceeded`: only a 429 has the headers (wire.md 13.1) */
  readonly quotaHeaders: 'always' | 'exceeded';
  /** minimum ms of every API response */
  readonly latencyMs: number;
  readonly grants: PermissionGrants;
  /** records an hour of the window logs (default: 12) */
  readonly logRates: number | Readonly<Partial<Record<WindowLogName, number>>>;
  /** share of their records that appear up to `lateRecordsByMs` after the event: within a collector's overlap */
  readonly lateRecords: number;
  readonly lateRecordsByMs: number;
  /** share that appears up to `veryLateByMs` after that: only a second read finds them */
  readonly veryLateRecords: number;
  readonly veryLateByMs: number;
  /** retention of the window logs in ms (default: 60 days for audit, 31 for the others) */
  readonly logRetentionMs: Readonly<Partial<Record<WindowLogName, number>>>;
  /** maximum number of records on a page of `/api/*`, 1 to 500 */
  readonly logPageSize: number;
  readonly pageTokens: PageTokenSettings;
  /** number of users at the beginning; `directoryChanges` is the number of changes a day */
  readonly users: number;
  readonly directoryChanges: number;
  /** keys of API 1.0 that `/api/*` accepts; `undefined`: none */
  readonly legacyKeys: LegacyKeys | undefined;
  /** Replaces the default policies. `Simulator.policies` changes them later. */
  readonly policies: PolicyOverrides;
  /** Replaces default values of get-account. */
  readonly account: Partial<AccountInfo>;
  /** `X-RateLimit-Reset` of an injected 429, in ms */
  readonly injectedResetMs: number;
  /** ms for which a `slow-body` pauses */
  readonly slowBodyMs: number;
  /** ms by which fault `late-files` delays a file */
  readonly heldBackMs: number;
  /** maximum bytes of cached files */
  readonly cacheBytes: number;
  /** 0: any free port */
  readonly port: number;
  readonly storagePort: number;
  /** serves `/__simulator/…` on the API port */
  readonly control: boolean;
}

/** Settings that differ from the defaults. `quotas`, `grants` and `pageTokens` can be partial. */
export type SimulatorOptions = Partial<Omit<SimulatorSettings, 'quotas' | 'grants' | 'pageTokens'>> & {
  readonly quotas?: Partial<Record<QuotaGroup, QuotaLimit>>;
  readonly grants?: Partial<PermissionGrants>;
  readonly pageTokens?: Partial<PageTokenSettings>;
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
  // wire.md 13.2; the size of the token bucket is not published
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

export function resolveOptions(options: SimulatorOptions): SimulatorSettings {
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

export function enabledTypes(settings: SimulatorSettings): readonly FeedType[] {
  return [...settings.types, ...settings.ciTypes];
}

export function recordsInFile(settings: SimulatorSettings, type: FeedType): number {
  const { recordsPerFile } = settings;
  if (typeof recordsPerFile === 'number') return recordsPerFile;
  return recordsPerFile[type] ?? 100;
}
