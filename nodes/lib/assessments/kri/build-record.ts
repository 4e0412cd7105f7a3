/** Builds the record of an indicator from its counts. Pure. */
import type {
  Definition,
  IndicatorDefinition,
  Slug,
  Thresholds,
} from '../../properties/values/kri-indicators';
import type { Range } from '../evidence/read-window';
import type { Counts, CrossCheck, KriRecord, Query, Rag, State } from './types';

export interface Measured {
  readonly kind: 'measured';
  /** set when it differs from the requested window; null when it is unknown */
  readonly window?: Range | null;
  readonly counts: Counts;
  /** 0 to 1 */
  readonly coverage: number;
  readonly crossChecks: readonly CrossCheck[];
  readonly warning: string | null;
  readonly query: Query;
  /** the window was read, but its records were not all understood or received */
  readonly isIncomplete?: boolean;
  /** records without a readable member, by member */
  readonly lacking?: Readonly<Record<string, number>>;
}

export interface Unmeasured {
  readonly kind: 'unmeasured';
  /** set when it differs from the requested window */
  readonly window?: Range;
  readonly state: 'not_licensed' | 'no_permission' | 'error';
  readonly warning: string;
  readonly coverage: number;
  readonly query: Query;
}

export type Outcome = Measured | Unmeasured;

export interface RecordContext {
  readonly slug: Slug;
  readonly facts: IndicatorDefinition;
  readonly thresholds: Thresholds;
  /** what `value` contains when a product is not licensed */
  readonly unlicensed: 'zero' | 'null';
  readonly window: Range;
  readonly previous: number | null;
  readonly runId: string;
  /** null: an override selects what is counted */
  readonly definition?: Definition | null;
}

export function ragOf(
  value: number,
  { warn, critical }: Thresholds,
  direction: IndicatorDefinition['direction'],
): Exclude<Rag, 'unknown'> {
  const reached = (limit: number): boolean =>
    direction === 'higher-is-worse' ? value >= limit : value < limit;
  if (reached(critical)) return 'red';
  return reached(warn) ? 'amber' : 'green';
}

/** null for a percentage of zero records. */
function measuredValue({ numerator, denominator }: Counts, unit: IndicatorDefinition['unit']): number | null {
  if (unit !== 'percent') return numerator;
  return denominator === null || denominator === 0 ? null : Math.round((numerator / denominator) * 1e4) / 100;
}

/** The count of a partly covered window can only grow, so amber and red are certain and green is not. */
function ragOfPartial(rag: Rag, { direction, unit }: IndicatorDefinition): Rag {
  return rag !== 'green' && direction === 'higher-is-worse' && unit !== 'percent' ? rag : 'unknown';
}

const roundDown = (share: number): number => Math.floor(share * 1e4) / 1e4;

const toIso = (time: number): string => new Date(time).toISOString();

const measuredState = ({ coverage, isIncomplete = false }: Measured): State =>
  coverage < 1 || isIncomplete ? 'partial' : 'ok';

const UNKNOWN_WINDOW = { start: null, end: null } as const;

export function buildKriRecord(outcome: Outcome, context: RecordContext): KriRecord {
  const { slug, facts, thresholds, unlicensed, previous, runId, definition = 'strict' } = context;
  const { window = context.window } = outcome;
  const { title, unit, direction } = facts;
  const asOf = toIso((window ?? context.window).to);
  const common = {
    slug,
    title,
    unit,
    direction,
    window: window === null ? UNKNOWN_WINDOW : { start: toIso(window.from), end: toIso(window.to) },
    asOf,
    definition,
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
      coverage: roundDown(coverage),
      warning,
    };
  }
  const { counts, coverage, crossChecks } = outcome;
  const value = measuredValue(counts, unit);
  const state = measuredState(outcome);
  const rag = value === null ? 'unknown' : ragOf(value, thresholds, direction);
  return {
    ...common,
    value,
    measured: value !== null,
    state,
    rag: state === 'partial' ? ragOfPartial(rag, facts) : rag,
    numerator: counts.numerator,
    denominator: counts.denominator,
    coverage: roundDown(coverage),
    delta: value === null || previous === null ? null : Math.round((value - previous) * 100) / 100,
    details: counts.details,
    parts: counts.parts ?? {},
    lacking: outcome.lacking ?? {},
    sample: counts.sample,
    crossChecks,
    warning: outcome.warning ?? (value === null ? 'no records, so there is no percentage' : null),
  };
}

const UNMEASURED = {
  measured: false,
  rag: 'unknown',
  numerator: null,
  denominator: null,
  delta: null,
  details: {},
  parts: {},
  lacking: {},
  sample: [],
  crossChecks: [],
} as const;

/** Tells downstream systems that the indicator is no longer selected. */
export function removedRecord(
  slug: Slug,
  facts: IndicatorDefinition,
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
    definition: null,
    thresholds,
    previous,
    query: null,
    warning: 'the indicator is no longer selected: its stored values and counts were deleted',
    runId,
  };
}
