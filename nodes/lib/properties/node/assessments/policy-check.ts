import { parseObject } from '../../parse-object';
import {
  boolean,
  configNode,
  enumListOf,
  enumOf,
  type ParseResult,
  type Property,
  text,
} from '../../property-types';
import { interval, sourceProperties } from '../../source';
import { CHECKS, DEFAULT_TARGETS, STANDARD_CHECKS, type Targets } from '../../values/policy-checks';
import { timeOfDay } from '../../values/time-of-day';

const invalid = (key: string, target = '', bounds: Partial<Bounds> = {}): ParseResult<never> => ({
  ok: false,
  problem: { key, values: { value: target.slice(0, 60), ...bounds } },
});

/** A number within the bounds; undefined if invalid. */
function boundedNumber(input: unknown, defaultValue: number, { min, max }: Bounds): number | undefined {
  if (input === undefined || input === null || input === '') return defaultValue;
  if (typeof input !== 'number' && typeof input !== 'string') return undefined;
  const number = Number(input);
  return Number.isFinite(number) && number >= min && number <= max ? number : undefined;
}

/** An array, or a comma-separated text. */
function toStringList(input: unknown, defaultValue: readonly string[]): readonly string[] {
  if (input === undefined || input === null) return defaultValue;
  const parts = Array.isArray(input) ? input.map(String) : String(input).split(',');
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** a hundred years */
const MAX_DAYS = 36_500;
/** Statistics go back 90 days (wire.md 10.8), so longer periods are refused. */
const NUMBER_TARGETS = [
  ['minimumRetentionDays', { min: 0, max: MAX_DAYS }],
  ['maximumCredentialAgeDays', { min: 0, max: MAX_DAYS }],
  ['inferenceDays', { min: 1, max: 90 }],
  ['auditWithinHours', { min: 1, max: 24 * 90 }],
  ['syncWithinHours', { min: 1, max: 24 * 90 }],
] as const;
const LIST_TARGETS = [
  'requiredPackages',
  'permittedBypasses',
  'permittedSenders',
  'permittedUrls',
  'deliveryHosts',
  'permittedRoles',
] as const;

/** JSON text or an object. Missing targets have their default. */
function targets(): Property<Targets> {
  return {
    value: '{}',
    parse(raw) {
      const input = parseObject(raw);
      if (input === undefined) return invalid('targets');
      const unknown = Object.keys(input).find((name) => !Object.hasOwn(DEFAULT_TARGETS, name));
      if (unknown !== undefined) return invalid('targetName', unknown);
      const numbers: Record<string, number> = {};
      for (const [name, bounds] of NUMBER_TARGETS) {
        const value = boundedNumber(input[name], DEFAULT_TARGETS[name], bounds);
        if (value === undefined) return invalid('targetNumber', name, bounds);
        numbers[name] = value;
      }
      const lists = Object.fromEntries(
        LIST_TARGETS.map((name) => [name, toStringList(input[name], DEFAULT_TARGETS[name])]),
      );
      return { ok: true, value: { ...DEFAULT_TARGETS, ...numbers, ...lists } };
    },
  };
}

export const policyCheckProperties = {
  name: text(),
  account: configNode('mimecast-account', true),
  every: interval(24),
  everyUnit: enumOf('hours', ['seconds', 'minutes', 'hours']),
  at: timeOfDay(),
  /** empty: the standard ones */
  checks: enumListOf(STANDARD_CHECKS.join(','), CHECKS),
  targets: targets(),
  /** `changed`: only findings that differ from the previous run */
  findings: enumOf('all', ['all', 'changed']),
  /** whether findings, the policies that were read, or both leave the first output */
  output: enumOf('findings', ['findings', 'policies', 'both']),
  /** also calls API paths that Mimecast does not publish */
  unpublished: boolean(),
  store: sourceProperties.store,
};
