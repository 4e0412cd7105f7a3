/** What a KRI node remembers: its last runs, the last values of each indicator, and hours that were counted. Pure. */
import { z } from 'zod';
import { isSlug, type Slug } from '../../properties/kri-indicators';
import { type Bucket, bucketSchema } from './buckets';
import type { KriRecord, Query } from './types';

const RUNS = 20;
const VALUES = 30;

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
  /** where it was counted; older histories do not say */
  source: z.string().optional(),
});

const indicatorSchema = z.object({
  values: z.array(valueSchema).default([]),
  /** what was counted: another path or filter makes the hours worthless */
  countedAs: z.string().default(''),
  buckets: z.array(bucketSchema).default([]),
});

const historySchema = z.object({
  version: z.literal(1),
  /** Mimecast's account code, '' where the application may not know it */
  account: z.string(),
  /** epoch ms at which the last complete run began */
  lastRun: z.number().nullable(),
  /** a run of all that is ticked has begun, and has not ended */
  unfinished: z.boolean().optional(),
  /** slugs that failed in the last run that ended */
  failed: z.array(z.string()).optional(),
  runs: z.array(runSchema),
  indicators: z.record(z.string(), indicatorSchema),
});

export type Run = Readonly<z.infer<typeof runSchema>>;
export type Remembered = Readonly<z.infer<typeof valueSchema>>;
export type IndicatorHistory = Readonly<z.infer<typeof indicatorSchema>>;
export type History = Readonly<z.infer<typeof historySchema>>;

export const EMPTY_HISTORY: History = { version: 1, account: '', lastRun: null, runs: [], indicators: {} };
const UNKNOWN: IndicatorHistory = { values: [], countedAs: '', buckets: [] };

/** @returns undefined: it is none, or damaged */
export function parseHistory(text: string): History | undefined {
  try {
    const parsed = historySchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export const historyText = (history: History): string => `${JSON.stringify(history)}\n`;

export const ofIndicator = (history: History, slug: Slug): IndicatorHistory =>
  history.indicators[slug] ?? UNKNOWN;

/** Another account has other hours and other values. */
export function forAccount(history: History, account: string): History {
  if (account === '' || history.account === account) return history;
  return history.account === '' ? { ...history, account } : { ...EMPTY_HISTORY, account };
}

export const bucketsOf = (history: History, slug: Slug, countedAs: string): readonly Bucket[] => {
  const known = ofIndicator(history, slug);
  return known.countedAs === countedAs ? known.buckets : [];
};

/**
 * The last value that was measured.
 * @param like the query of a value to compare it with: null then where it was counted from something else
 */
export function lastMeasured(history: History, slug: Slug, like: Query | null = null): number | null {
  const last = ofIndicator(history, slug).values.findLast(({ measured }) => measured);
  const comparable = like === null || last?.source === undefined || last.source === sourceOf(like);
  return comparable ? (last?.value ?? null) : null;
}

const sourceOf = ({ endpoint, filter }: Query): string => JSON.stringify([endpoint, filter]);

export function withBuckets(
  history: History,
  slug: Slug,
  countedAs: string,
  buckets: readonly Bucket[],
): History {
  return change(history, slug, { countedAs, buckets: [...buckets] });
}

export function withValue(history: History, record: KriRecord): History {
  const { slug, runId, asOf, value, measured, state, rag, query } = record;
  const source = query === null ? undefined : sourceOf(query);
  const { values } = ofIndicator(history, slug);
  const added = [...values, { runId, asOf, value, measured, state, rag, source }].slice(-VALUES);
  return change(history, slug, { values: added });
}

/** A run of all that is ticked begins. */
export const begun = (history: History): History => ({ ...history, unfinished: true });

/**
 * A run has ended.
 * @param whole false: it was for what had failed before, so it neither counts as the last one nor settles all
 */
export function withRun(history: History, run: Run, whole: boolean, failed: readonly Slug[] = []): History {
  return {
    ...history,
    lastRun: whole ? Date.parse(run.startedAt) : history.lastRun,
    unfinished: whole ? false : history.unfinished,
    failed: [...failed],
    runs: [...history.runs, run].slice(-RUNS),
  };
}

/** Ticked indicators that failed in the last run. */
export const failedOf = ({ failed = [] }: History, ticked: readonly Slug[]): readonly Slug[] =>
  ticked.filter((slug) => failed.includes(slug));

/** Indicators that were measured once and are not ticked any more. */
export function untickedOf(history: History, ticked: readonly Slug[]): readonly Slug[] {
  return Object.keys(history.indicators)
    .filter(isSlug)
    .filter((slug) => !ticked.includes(slug));
}

export function without(history: History, slugs: readonly Slug[]): History {
  const left = Object.entries(history.indicators).filter(([slug]) => !slugs.some((one) => one === slug));
  return { ...history, indicators: Object.fromEntries(left) };
}

function change(history: History, slug: Slug, part: Partial<IndicatorHistory>): History {
  return {
    ...history,
    indicators: { ...history.indicators, [slug]: { ...ofIndicator(history, slug), ...part } },
  };
}
