import { choice, choices, flag, type Parsed, type Property, reference, text } from './kinds';
import { atTime } from './kri';
import { CHECKS, DEFAULT_TARGETS, type Targets } from './policy-checks';
import { interval, sourceProperties } from './source';

type Fields = Readonly<Record<string, unknown>>;

const refuse = (key: string, target = '', bounds: Partial<Bounds> = {}): Parsed<never> => ({
  ok: false,
  problem: { key, values: { value: target.slice(0, 60), ...bounds } },
});

/** A number of days or hours; undefined: it is none that makes sense. */
function amount(given: unknown, otherwise: number, { min, max }: Bounds): number | undefined {
  if (given === undefined || given === null || given === '') return otherwise;
  if (typeof given !== 'number' && typeof given !== 'string') return undefined;
  const number = Number(given);
  return Number.isFinite(number) && number >= min && number <= max ? number : undefined;
}

/** A list, or a text with commas. */
function words(given: unknown, otherwise: readonly string[]): readonly string[] {
  if (given === undefined || given === null) return otherwise;
  const parts = Array.isArray(given) ? given.map(String) : String(given).split(',');
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function objectOf(raw: unknown): Fields | undefined {
  if (raw === undefined || raw === null || raw === '') return {};
  try {
    const value: unknown = typeof raw === 'string' ? JSON.parse(raw) : raw;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

const A_CENTURY = 36_500;
/** Statistics go back 90 days (mimecast-api.md 10.8); more hours than that of the audit log say nothing new. */
const NUMBERS = [
  ['minimumRetentionDays', { min: 0, max: A_CENTURY }],
  ['maximumCredentialAgeDays', { min: 0, max: A_CENTURY }],
  ['inferenceDays', { min: 1, max: 90 }],
  ['auditWithinHours', { min: 1, max: 24 * 90 }],
] as const;
const LISTS = ['requiredPackages', 'permittedBypasses'] as const;

/** An object as JSON or as it is; what is left out keeps its default. */
function targets(): Property<Targets> {
  return {
    value: '{}',
    parse(raw) {
      const given = objectOf(raw);
      if (given === undefined) return refuse('targets');
      const stray = Object.keys(given).find((name) => !Object.hasOwn(DEFAULT_TARGETS, name));
      if (stray !== undefined) return refuse('targetName', stray);
      const numbers: Record<string, number> = {};
      for (const [name, bounds] of NUMBERS) {
        const value = amount(given[name], DEFAULT_TARGETS[name], bounds);
        if (value === undefined) return refuse('targetNumber', name, bounds);
        numbers[name] = value;
      }
      const lists = Object.fromEntries(
        LISTS.map((name) => [name, words(given[name], DEFAULT_TARGETS[name])]),
      );
      return { ok: true, value: { ...DEFAULT_TARGETS, ...numbers, ...lists } };
    },
  };
}

export const policyCheckProperties = {
  name: text(),
  account: reference('mimecast-account', true),
  every: interval(24),
  everyUnit: choice('hours', ['seconds', 'minutes', 'hours']),
  at: atTime(),
  /** empty: all of them */
  checks: choices(CHECKS.join(','), CHECKS),
  targets: targets(),
  /** `changed`: only what differs from the run before */
  findings: choice('all', ['all', 'changed']),
  /** asks paths that Mimecast does not publish too */
  unpublished: flag(),
  store: sourceProperties.store,
};
