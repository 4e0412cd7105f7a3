import { checked, choice, choices, type Parsed, type Problem, type Property, reference, text } from './kinds';
import {
  DEFAULT_SLUGS,
  INDICATORS,
  type IndicatorFacts,
  isSlug,
  SLUGS,
  type Slug,
  type Thresholds,
} from './kri-indicators';
import { interval, sourceProperties } from './source';

/** For a tenant where another path answers: it is asked instead, and what it answers is counted. */
export interface Override {
  readonly path: string;
  /** sent beside the range */
  readonly filter: Readonly<Record<string, unknown>>;
  /** names of the range in the request; those of the documented path where not given */
  readonly start?: string;
  readonly end?: string;
}

export type ThresholdRows = Readonly<Partial<Record<Slug, Thresholds>>>;
export type Overrides = Readonly<Partial<Record<Slug, Override>>>;

type Fields = Readonly<Record<string, unknown>>;

const refuse = (key: string, values: Problem['values'] = {}): Parsed<never> => ({
  ok: false,
  problem: { key, values },
});
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object by slug, as JSON or as it is. */
function bySlug<T>(
  read: (slug: Slug, row: Fields) => Parsed<T>,
): Property<Readonly<Partial<Record<Slug, T>>>> {
  return {
    value: '{}',
    parse(raw) {
      const given = objectOf(raw);
      if (given === undefined) return refuse('json');
      const rows: Partial<Record<Slug, T>> = {};
      for (const [slug, row] of Object.entries(given)) {
        if (!isSlug(slug)) return refuse('choice', { value: slug.slice(0, 60), choices: SLUGS.join(', ') });
        const parsed = isFields(row) ? read(slug, row) : refuse('json');
        if (!parsed.ok) return parsed;
        rows[slug] = parsed.value;
      }
      return { ok: true, value: rows };
    },
  };
}

function objectOf(raw: unknown): Fields | undefined {
  if (raw === undefined || raw === null || raw === '') return {};
  if (typeof raw !== 'string') return isFields(raw) ? raw : undefined;
  try {
    const value: unknown = JSON.parse(raw);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** One that is left out keeps its default. */
function readThresholds(slug: Slug, row: Fields): Parsed<Thresholds> {
  const { direction, thresholds }: IndicatorFacts = INDICATORS[slug];
  const number = (given: unknown, otherwise: number): number =>
    given === undefined || given === null || given === '' ? otherwise : Number(given);
  const warn = number(row['warn'], thresholds.warn);
  const critical = number(row['critical'], thresholds.critical);
  if (![warn, critical].every((one) => Number.isFinite(one) && one >= 0))
    return refuse('threshold', { slug });
  const ordered = direction === 'higher-is-worse' ? warn <= critical : warn >= critical;
  return ordered ? { ok: true, value: { warn, critical } } : refuse('thresholdOrder', { slug });
}

const NAME = /^\w+$/;

function readOverride(slug: Slug, row: Fields): Parsed<Override> {
  const { path, filter = {}, start, end } = row;
  // The token goes there: one host, and no query that could say something else.
  const onHost = typeof path === 'string' && /^\/(?![/\\])[\w./~-]+$/.test(path) && !path.includes('..');
  if (!onHost) return refuse('overridePath', { slug });
  if (!isFields(filter)) return refuse('overrideFilter', { slug });
  const named = [start, end].every(
    (name) => name === undefined || (typeof name === 'string' && NAME.test(name)),
  );
  if (!named) return refuse('overrideNames', { slug });
  return {
    ok: true,
    value: {
      path,
      filter,
      ...(typeof start === 'string' ? { start } : {}),
      ...(typeof end === 'string' ? { end } : {}),
    },
  };
}

/** `03:30`; empty: at no particular time. */
export const atTime = (): Property<string> =>
  checked('', (given) =>
    given === '' || /^([01]?\d|2[0-3]):[0-5]\d$/.test(given)
      ? undefined
      : { key: 'at', values: { value: given.slice(0, 60) } },
  );

export const kriProperties = {
  name: text(),
  account: reference('mimecast-account', true),
  every: interval(24),
  everyUnit: choice('hours', ['seconds', 'minutes', 'hours']),
  at: atTime(),
  indicators: choices(DEFAULT_SLUGS.join(','), SLUGS),
  thresholds: bySlug(readThresholds),
  unlicensed: choice('zero', ['zero', 'null']),
  overrides: bySlug(readOverride),
  store: sourceProperties.store,
};
