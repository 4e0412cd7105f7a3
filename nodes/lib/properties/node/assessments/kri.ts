import { isJsonObject, type JsonObject } from '../../../contracts/json';
import { parseObject } from '../../parse-object';
import {
  configNode,
  enumListOf,
  enumOf,
  type ParseResult,
  type Property,
  text,
  type ValidationProblem,
} from '../../property-types';
import { interval, sourceProperties } from '../../source';
import {
  DEFAULT_SLUGS,
  DEFINITIONS,
  INDICATORS,
  type IndicatorDefinition,
  isSlug,
  SLUGS,
  type Slug,
  type Thresholds,
} from '../../values/kri-indicators';
import { timeOfDay } from '../../values/time-of-day';

/** Replaces the path of an indicator, for a tenant where another path provides the data. Its entries are counted. */
export interface Override {
  readonly path: string;
  /** sent in addition to the time range */
  readonly filter: Readonly<Record<string, unknown>>;
  /** parameter names of the range; default: those of the documented path */
  readonly start?: string;
  readonly end?: string;
}

export type ThresholdRows = Readonly<Partial<Record<Slug, Thresholds>>>;
export type Overrides = Readonly<Partial<Record<Slug, Override>>>;

const invalid = (key: string, values: ValidationProblem['values'] = {}): ParseResult<never> => ({
  ok: false,
  problem: { key, values },
});

/** An object with slugs as keys, as JSON text or as an object. */
function bySlug<T>(
  parseRow: (slug: Slug, row: JsonObject) => ParseResult<T>,
): Property<Readonly<Partial<Record<Slug, T>>>> {
  return {
    value: '{}',
    parse(raw) {
      const input = parseObject(raw);
      if (input === undefined) return invalid('json');
      const rows: Partial<Record<Slug, T>> = {};
      for (const [slug, row] of Object.entries(input)) {
        if (!isSlug(slug)) return invalid('choice', { value: slug.slice(0, 60), choices: SLUGS.join(', ') });
        const parsed = isJsonObject(row) ? parseRow(slug, row) : invalid('json');
        if (!parsed.ok) return parsed;
        rows[slug] = parsed.value;
      }
      return { ok: true, value: rows };
    },
  };
}

/** A missing threshold keeps its default. */
function parseThresholds(slug: Slug, row: JsonObject): ParseResult<Thresholds> {
  const { direction, thresholds }: IndicatorDefinition = INDICATORS[slug];
  const toNumber = (value: unknown, defaultValue: number): number =>
    value === undefined || value === null || value === '' ? defaultValue : Number(value);
  const warn = toNumber(row['warn'], thresholds.warn);
  const critical = toNumber(row['critical'], thresholds.critical);
  if (![warn, critical].every((value) => Number.isFinite(value) && value >= 0))
    return invalid('threshold', { slug });
  const ordered = direction === 'higher-is-worse' ? warn <= critical : warn >= critical;
  return ordered ? { ok: true, value: { warn, critical } } : invalid('thresholdOrder', { slug });
}

const PARAMETER_NAME = /^\w+$/;

function parseOverride(slug: Slug, row: JsonObject): ParseResult<Override> {
  const { path, filter = {}, start, end } = row;
  // The token is sent to this path, so it must stay on the host. A query could override the range.
  const onHost = typeof path === 'string' && /^\/(?![/\\])[\w./~-]+$/.test(path) && !path.includes('..');
  if (!onHost) return invalid('overridePath', { slug });
  if (!isJsonObject(filter)) return invalid('overrideFilter', { slug });
  const validNames = [start, end].every(
    (name) => name === undefined || (typeof name === 'string' && PARAMETER_NAME.test(name)),
  );
  if (!validNames) return invalid('overrideNames', { slug });
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

export const kriProperties = {
  name: text(),
  account: configNode('mimecast-account', true),
  every: interval(24),
  everyUnit: enumOf('hours', ['seconds', 'minutes', 'hours']),
  at: timeOfDay(),
  indicators: enumListOf(DEFAULT_SLUGS.join(','), SLUGS),
  thresholds: bySlug(parseThresholds),
  // Flows without the property keep their numbers.
  definition: enumOf('strict', DEFINITIONS),
  unlicensed: enumOf('zero', ['zero', 'null']),
  overrides: bySlug(parseOverride),
  store: sourceProperties.store,
};
