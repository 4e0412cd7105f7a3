import { isCiType, isSiemType } from '../common/feeds';
import { WINDOW_LOGS, type WindowLogName } from '../common/log-names';
import type { LegacyKeys, QuotaGroup, QuotaLimit, SimulatorOptions } from '../common/options';
import { type AccessRights, PERMISSIONS, PRODUCTS, setGranted } from '../common/permissions';

type OptionParser = (text: string, name: string) => SimulatorOptions;

const number =
  (make: (value: number) => SimulatorOptions): OptionParser =>
  (text, name) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
      throw new RangeError(`--${name} must be a number, and not negative.`);
    }
    return make(value);
  };

/** Program options with a value. Times are in milliseconds unless the name says otherwise. */
const OPTIONS: Readonly<Record<string, OptionParser>> = {
  port: number((port) => ({ port })),
  'storage-port': number((storagePort) => ({ storagePort })),
  seed: number((seed) => ({ seed })),
  'records-per-file': number((recordsPerFile) => ({ recordsPerFile })),
  'files-per-slot': number((filesPerSlot) => ({ filesPerSlot })),
  'slot-ms': number((slotMs) => ({ slotMs })),
  'publish-delay-ms': number((publishDelayMs) => ({ publishDelayMs })),
  'history-ms': number((history) => ({ history })),
  origin: number((origin) => ({ origin })),
  'late-share': number((lateShare) => ({ lateShare })),
  'link-lifetime-ms': number((linkLifetimeMs) => ({ linkLifetimeMs })),
  'token-lifetime-s': number((tokenLifetimeS) => ({ tokenLifetimeS })),
  'latency-ms': number((latencyMs) => ({ latencyMs })),
  'slow-body-ms': number((slowBodyMs) => ({ slowBodyMs })),
  'held-back-ms': number((heldBackMs) => ({ heldBackMs })),
  'cache-bytes': number((cacheBytes) => ({ cacheBytes })),
  'log-rate': number((logRates) => ({ logRates })),
  /** `ttp.url=900,audit=40`: records an hour of each, instead of one rate for all */
  'log-rates': (text, name) => ({ logRates: parseRates(text, name) }),
  'log-page-size': number((logPageSize) => ({ logPageSize })),
  users: number((users) => ({ users })),
  'directory-changes': number((directoryChanges) => ({ directoryChanges })),
  'late-records': number((lateRecords) => ({ lateRecords })),
  'very-late-records': number((veryLateRecords) => ({ veryLateRecords })),
  'page-token-lifetime-ms': number((lifetimeMs) => ({ pageTokens: { lifetimeMs } })),
  'page-size': number((pageSize) => ({ pageSize })),
  /** calls per quarter of an hour, for every group */
  quota: number((calls) => ({ quotas: quotasOfAllGroups({ calls, windowMs: 900_000 }) })),
  'client-id': (clientId) => ({ clientId }),
  'client-secret': (clientSecret) => ({ clientSecret }),
  'account-code': (accountCode) => ({ accountCode }),
  types: (text) => ({ types: parseList(text, isSiemType) }),
  'ci-types': (text) => ({ ciTypes: parseList(text, isCiType) }),
  'repeated-pages': number((repeatedPages) => ({ repeatedPages })),
  /** appId,appKey,accessKey,secretKey */
  'legacy-keys': (text) => ({ legacyKeys: parseLegacyKeys(text) }),
  /** names of the products that the application has, separated by semicolons */
  products: (text) => ({ grants: { products: parseProducts(text) } }),
  /** names of products and permissions that the application does not have, separated by semicolons (names contain commas) */
  without: (text) => ({ grants: withoutAccess(text.split(';')) }),
};

/** Program options without a value. */
const FLAGS: Readonly<Record<string, SimulatorOptions>> = {
  control: { control: true },
  varied: { varied: true },
  'unpublished-paths': { grants: { unpublished: true } },
};

export const USAGE = `Options: ${[
  ...Object.keys(OPTIONS).map((name) => `--${name} <value>`),
  ...Object.keys(FLAGS).map((name) => `--${name}`),
].join(', ')}`;

/**
 * Reads `--name value`, `--name=value` and `--flag`.
 * @throws RangeError with the reason
 */
export function parseArguments(words: readonly string[]): SimulatorOptions {
  let options: SimulatorOptions = {};
  for (let at = 0; at < words.length; at++) {
    const [, name = '', given] = /^--([a-z-]+)(?:=(.*))?$/s.exec(words[at] ?? '') ?? [];
    const flag = FLAGS[name];
    const parse = OPTIONS[name];
    if (flag !== undefined) {
      options = merge(options, flag);
    } else if (parse !== undefined) {
      const value = given ?? words[++at];
      if (value === undefined) throw new RangeError(`--${name} needs a value.`);
      options = merge(options, parse(value, name));
    } else {
      throw new RangeError(`There is no option ${words[at]}. ${USAGE}`);
    }
  }
  return options;
}

/** Merges two sets of options. Several options set members of `grants`. */
function merge(options: SimulatorOptions, more: SimulatorOptions): SimulatorOptions {
  const grants = { ...options.grants, ...more.grants };
  return { ...options, ...more, ...(Object.keys(grants).length > 0 && { grants }) };
}

function parseLegacyKeys(text: string): LegacyKeys {
  const [appId, appKey, accessKey, secretKey, ...more] = text.split(',');
  if (!appId || !appKey || !accessKey || !secretKey || more.length > 0) {
    throw new RangeError('--legacy-keys takes four keys: appId,appKey,accessKey,secretKey.');
  }
  return { appId, appKey, accessKey, secretKey };
}

function parseProducts(text: string): AccessRights['products'] {
  const rights: Pick<AccessRights, 'products' | 'permissions'> = { products: [], permissions: [] };
  for (const name of text.split(';')) setGranted(rights, name.trim(), true);
  if (rights.permissions.length > 0) throw new RangeError('--products takes products, no permissions.');
  return rights.products;
}

function withoutAccess(names: readonly string[]): Pick<AccessRights, 'products' | 'permissions'> {
  const rights = { products: PRODUCTS, permissions: PERMISSIONS };
  for (const name of names) setGranted(rights, name.trim(), false);
  return rights;
}

/** An empty text is an empty list. */
function parseList<T extends string>(text: string, isKnown: (word: string) => word is T): T[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const unknown = words.find((word) => !isKnown(word));
  if (unknown !== undefined) throw new RangeError(`There is no type called ${unknown}.`);
  return words.filter(isKnown);
}

function parseRates(text: string, name: string): Partial<Record<WindowLogName, number>> {
  const rates: Partial<Record<WindowLogName, number>> = {};
  for (const part of text.split(',')) {
    const [log = '', rate = ''] = part.split('=');
    const known = WINDOW_LOGS.find((one) => one === log.trim());
    const value = Number(rate);
    if (known === undefined || rate.trim() === '' || !(value >= 0))
      throw new RangeError(`--${name} must be like ttp.url=900,audit=40.`);
    rates[known] = value;
  }
  return rates;
}

function quotasOfAllGroups(size: QuotaLimit): Record<QuotaGroup, QuotaLimit> {
  return { token: size, 'siem-batch': size, 'siem-stream': size, api: size };
}
