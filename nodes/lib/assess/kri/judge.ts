/** From counts to an answer that can be trusted. Pure. */
import type { IndicatorFacts, Slug, Thresholds } from '../../properties/kri-indicators';
import type { Counts, CrossCheck, KriRecord, Query, Rag, Range, State } from './types';

export interface Measured {
  readonly kind: 'measured';
  /** where it is another one than was asked about; null: nobody knows */
  readonly window?: Range | null;
  readonly counts: Counts;
  /** 0 to 1 */
  readonly coverage: number;
  readonly crossChecks: readonly CrossCheck[];
  readonly warning: string | null;
  readonly query: Query;
}

export interface Unmeasured {
  readonly kind: 'unmeasured';
  /** as above */
  readonly window?: Range;
  readonly state: 'not_licensed' | 'no_permission' | 'error';
  readonly warning: string;
  readonly coverage: number;
  readonly query: Query;
}

export type Outcome = Measured | Unmeasured;

export interface Ground {
  readonly slug: Slug;
  readonly facts: IndicatorFacts;
  readonly thresholds: Thresholds;
  /** what stands in `value` where a product is not there */
  readonly unlicensed: 'zero' | 'null';
  readonly window: Range;
  readonly previous: number | null;
  readonly runId: string;
}

export function ragOf(
  value: number,
  { warn, critical }: Thresholds,
  direction: IndicatorFacts['direction'],
): Exclude<Rag, 'unknown'> {
  const reached = (limit: number): boolean =>
    direction === 'higher-is-worse' ? value >= limit : value < limit;
  if (reached(critical)) return 'red';
  return reached(warn) ? 'amber' : 'green';
}

/** A share of nothing is no number. */
function measuredValue({ numerator, denominator }: Counts, unit: IndicatorFacts['unit']): number | null {
  if (unit !== 'percent') return numerator;
  return denominator === null || denominator === 0 ? null : Math.round((numerator / denominator) * 1e4) / 100;
}

/** What was counted of a part of the window can only grow: it may be bad enough already, never good. */
function ragOfPart(rag: Rag, { direction, unit }: IndicatorFacts): Rag {
  return rag !== 'green' && direction === 'higher-is-worse' && unit !== 'percent' ? rag : 'unknown';
}

const round = (share: number): number => Math.floor(share * 1e4) / 1e4;

const isoOf = (time: number): string => new Date(time).toISOString();

const UNKNOWN_WINDOW = { start: null, end: null } as const;

export function judge(outcome: Outcome, ground: Ground): KriRecord {
  const { slug, facts, thresholds, unlicensed, previous, runId } = ground;
  const { window = ground.window } = outcome;
  const { title, unit, direction } = facts;
  const asOf = isoOf((window ?? ground.window).to);
  const common = {
    slug,
    title,
    unit,
    direction,
    window: window === null ? UNKNOWN_WINDOW : { start: isoOf(window.from), end: isoOf(window.to) },
    asOf,
    thresholds,
    previous,
    query: outcome.query,
    runId,
  };
  if (outcome.kind === 'unmeasured') {
    const { state, warning, coverage } = outcome;
    const value = state === 'not_licensed' && unlicensed === 'zero' ? 0 : null;
    return {
      ...common,
      ...UNMEASURED,
      value,
      state,
      coverage: round(coverage),
      warning,
    };
  }
  const { counts, coverage, crossChecks } = outcome;
  const value = measuredValue(counts, unit);
  const state: State = coverage < 1 ? 'partial' : 'ok';
  const rag = value === null ? 'unknown' : ragOf(value, thresholds, direction);
  return {
    ...common,
    value,
    measured: value !== null,
    state,
    rag: state === 'partial' ? ragOfPart(rag, facts) : rag,
    numerator: counts.numerator,
    denominator: counts.denominator,
    coverage: round(coverage),
    delta: value === null || previous === null ? null : Math.round((value - previous) * 100) / 100,
    details: counts.details,
    sample: counts.sample,
    crossChecks,
    warning: outcome.warning ?? (value === null ? 'there was nothing of which this could be a share' : null),
  };
}

const UNMEASURED = {
  measured: false,
  rag: 'unknown',
  numerator: null,
  denominator: null,
  delta: null,
  details: {},
  sample: [],
  crossChecks: [],
} as const;

/** For a register downstream: the indicator is not ticked any more. */
export function removed(
  slug: Slug,
  facts: IndicatorFacts,
  previous: number | null,
  runId: string,
  now: number,
): KriRecord {
  const at = new Date(now).toISOString();
  const { title, unit, direction, thresholds } = facts;
  return {
    slug,
    title,
    unit,
    direction,
    ...UNMEASURED,
    value: null,
    state: 'removed',
    window: { start: at, end: at },
    asOf: at,
    coverage: 0,
    thresholds,
    previous,
    query: null,
    warning: 'the indicator is not ticked any more',
    runId,
  };
}
