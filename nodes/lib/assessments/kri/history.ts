/** The stored history of a KRI node: its last runs, the last values of each indicator, and hourly counts. Pure. */
import { z } from 'zod';
import { isSlug, type Slug } from '../../properties/values/kri-indicators';
import { epochMs } from '../../util/epoch-schema';
import { addToDays } from '../last-of-days';
import { type Bucket, bucketSchema } from './hourly-counts';
import type { KriRecord, Query } from './types';

const MAX_RUNS = 20;
const MAX_VALUES = 30;
const MAX_REMOVALS = 20;
/** characters */
const MAX_WARNING_LENGTH = 1_000;

const runSchema = z.object({
  runId: z.string(),
  /** ISO 8601 */
  startedAt: z.string(),
  durationMs: z.number(),
  measured: z.number(),
  unmeasured: z.number(),
  skipped: z.number(),
  calls: z.number(),
});

const valueSchema = z.object({
  runId: z.string(),
  asOf: z.string(),
  value: z.number().nullable(),
  measured: z.boolean(),
  state: z.string(),
  rag: z.string(),
  /** the query that it was counted from; missing in older files */
  source: z.string().optional(),
});

/** One value for each day; `values` has the last runs alone. */
const daySchema = z.object({
  /** ISO 8601 */
  at: z.string(),
  value: z.number().nullable(),
  measured: z.boolean(),
  state: z.string(),
  rag: z.string(),
});

/** What the last record says beside its value. */
const lastSchema = z.object({
  unit: z.string(),
  direction: z.enum(['higher-is-worse', 'lower-is-worse']),
  warn: z.number(),
  critical: z.number(),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  /** 0 to 1 */
  coverage: z.number(),
  windowStart: z.string().nullable(),
  windowEnd: z.string().nullable(),
  /** why it is not measured, or a limitation of the value */
  warning: z.string().nullable(),
});

const indicatorSchema = z.object({
  values: z.array(valueSchema).default([]),
  /** these two: missing in older files; another form is dropped, because only reports and metrics need them */
  days: z.array(daySchema).optional().catch(undefined),
  last: lastSchema.optional().catch(undefined),
  /** the query of the hourly counts; with another path or filter they are not used */
  countedAs: z.string().default(''),
  buckets: z.array(bucketSchema).default([]),
});

/** An indicator that was deselected: its values and counts were deleted. */
const removalSchema = z.object({
  slug: z.string(),
  /** ISO 8601 */
  at: z.string(),
  lastValue: z.number().nullable(),
  /** of the record that told it */
  runId: z.string(),
});

const historySchema = z.object({
  version: z.literal(1),
  /** Mimecast's account code; '' when the application may not read it */
  account: z.string(),
  /** start of the last complete run, epoch ms */
  lastRun: epochMs.nullable(),
  /** a run of all selected indicators has started and not ended */
  unfinished: z.boolean().optional(),
  /** slugs that failed in the last completed run */
  failed: z.array(z.string()).optional(),
  runs: z.array(runSchema),
  indicators: z.record(z.string(), indicatorSchema),
  /** the newest last; missing in older files */
  removed: z.array(removalSchema).optional(),
});

export type Run = Readonly<z.infer<typeof runSchema>>;
export type StoredValue = Readonly<z.infer<typeof valueSchema>>;
export type DailyValue = Readonly<z.infer<typeof daySchema>>;
export type LastRecord = Readonly<z.infer<typeof lastSchema>>;
export type IndicatorHistory = Readonly<z.infer<typeof indicatorSchema>>;
export type History = Readonly<z.infer<typeof historySchema>>;

export const EMPTY_HISTORY: History = { version: 1, account: '', lastRun: null, runs: [], indicators: {} };
const EMPTY_INDICATOR: IndicatorHistory = { values: [], countedAs: '', buckets: [] };

/** @returns undefined when the text is not a history, or is damaged */
export function parseHistory(text: string): History | undefined {
  try {
    const parsed = historySchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export const serializeHistory = (history: History): string => `${JSON.stringify(history)}\n`;

export const indicatorHistory = (history: Pick<History, 'indicators'>, slug: Slug): IndicatorHistory =>
  history.indicators[slug] ?? EMPTY_INDICATOR;

/** Drops the history of another account. */
export function forAccount(history: History, account: string): History {
  if (account === '' || history.account === account) return history;
  return history.account === '' ? { ...history, account } : { ...EMPTY_HISTORY, account };
}

export const bucketsOf = (history: History, slug: Slug, countedAs: string): readonly Bucket[] => {
  const stored = indicatorHistory(history, slug);
  return stored.countedAs === countedAs ? stored.buckets : [];
};

/**
 * The last measured value.
 * @param like the query of the value to compare with; the result is null when the last value has another query
 */
export function lastMeasured(history: History, slug: Slug, like: Query | null = null): number | null {
  const last = indicatorHistory(history, slug).values.findLast(({ measured }) => measured);
  const comparable = like === null || last?.source === undefined || last.source === serializeQuery(like);
  return comparable ? (last?.value ?? null) : null;
}

const serializeQuery = ({ endpoint, filter }: Query): string => JSON.stringify([endpoint, filter]);

export function setBuckets(
  history: History,
  slug: Slug,
  countedAs: string,
  buckets: readonly Bucket[],
): History {
  return updateIndicator(history, slug, { countedAs, buckets: [...buckets] });
}

export function addValue(history: History, record: KriRecord): History {
  const { slug, runId, asOf, value, measured, state, rag, query } = record;
  const source = query === null ? undefined : serializeQuery(query);
  const { values } = indicatorHistory(history, slug);
  const added = [...values, { runId, asOf, value, measured, state, rag, source }].slice(-MAX_VALUES);
  const days = addDay(dailyValues(indicatorHistory(history, slug)), {
    at: asOf,
    value,
    measured,
    state,
    rag,
  });
  const withValue = updateIndicator(history, slug, { values: added, days, last: toLast(record) });
  return history.removed === undefined
    ? withValue
    : { ...withValue, removed: history.removed.filter((one) => one.slug !== slug) };
}

/** One value for each day, in order of time. */
export const dailyValues = ({ values, days }: IndicatorHistory): readonly DailyValue[] =>
  days ??
  values.reduce<readonly DailyValue[]>(
    (all, { asOf, value, measured, state, rag }) => addDay(all, { at: asOf, value, measured, state, rag }),
    [],
  );

/** A run that could not measure must not replace a value of the same day. */
const addDay = (days: readonly DailyValue[], day: DailyValue): DailyValue[] =>
  addToDays(days, day, (entry, before) => before.measured && !entry.measured);

function toLast(record: KriRecord): LastRecord {
  const { unit, direction, thresholds, numerator, denominator, coverage, window, warning } = record;
  return {
    ...{ unit, direction, numerator, denominator, coverage, ...thresholds },
    windowStart: window.start,
    windowEnd: window.end,
    warning: warning?.slice(0, MAX_WARNING_LENGTH) ?? null,
  };
}

/** Keeps what was removed, until it is measured again. */
export function addRemovals(history: History, records: readonly KriRecord[]): History {
  if (records.length === 0) return history;
  const removals = records.map(({ slug, asOf, previous, runId }) => ({
    ...{ slug, at: asOf, lastValue: previous, runId },
  }));
  const before = (history.removed ?? []).filter(({ slug }) => !removals.some((one) => one.slug === slug));
  return { ...history, removed: [...before, ...removals].slice(-MAX_REMOVALS) };
}

/** Marks that a run of all selected indicators has started. */
export const markStarted = (history: History): History => ({ ...history, unfinished: true });

/**
 * Adds a completed run.
 * @param whole false for a retry of failed indicators: it does not count as the last complete run
 */
export function addRun(history: History, run: Run, whole: boolean, failed: readonly Slug[] = []): History {
  return {
    ...history,
    lastRun: whole ? Date.parse(run.startedAt) : history.lastRun,
    unfinished: whole ? false : history.unfinished,
    failed: [...failed],
    runs: [...history.runs, run].slice(-MAX_RUNS),
  };
}

/** Selected indicators that failed in the last run. */
export const failedIndicators = ({ failed = [] }: History, selected: readonly Slug[]): readonly Slug[] =>
  selected.filter((slug) => failed.includes(slug));

/** Indicators with a history that are no longer selected. */
export function deselectedIndicators(history: History, selected: readonly Slug[]): readonly Slug[] {
  return Object.keys(history.indicators)
    .filter(isSlug)
    .filter((slug) => !selected.includes(slug));
}

export function dropIndicators(history: History, slugs: readonly Slug[]): History {
  const left = Object.entries(history.indicators).filter(([slug]) => !slugs.some((one) => one === slug));
  return { ...history, indicators: Object.fromEntries(left) };
}

function updateIndicator(history: History, slug: Slug, part: Partial<IndicatorHistory>): History {
  return {
    ...history,
    indicators: { ...history.indicators, [slug]: { ...indicatorHistory(history, slug), ...part } },
  };
}
