import type { Override } from '../../properties/node/assessments/kri';
import type { Slug } from '../../properties/values/kri-indicators';
import type { Range } from '../evidence/read-window';
import type { Outcome } from './build-record';
import type { History } from './history';
import type { KriDataSource, LogName, Measure, Query, StateName } from './types';

/** Where an indicator is read. */
export interface ReadTarget {
  readonly dataSource: KriDataSource;
}

/** Input for measuring one indicator. */
export interface MeasureRequest extends ReadTarget {
  readonly slug: Slug;
  readonly window: Range;
  readonly override: Override | undefined;
  readonly history: History;
  /** Saves hours as soon as they are counted, because a run may be cancelled in the middle of an indicator. */
  readonly saveProgress: (history: History) => Promise<void>;
}

/** Result of measuring one indicator. */
export interface MeasureResult {
  readonly outcome: Outcome;
  readonly history: History;
  /** whether a retry before the next run makes sense */
  readonly retryable: boolean;
  /** records that were seen, counted or not; 0 proves nothing */
  readonly recordsRead: number;
}

export function describeQuery(
  measure: Measure,
  what: LogName | StateName,
  { override, dataSource }: ReadTarget & Pick<MeasureRequest, 'override'>,
): Query {
  const overridden = override !== undefined && measure.kind === 'events';
  return {
    ...dataSource.describe(what, override),
    counted: overridden ? 'all records that the override selects' : measure.counted,
  };
}
