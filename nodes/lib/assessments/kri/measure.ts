import type { Override } from '../../properties/node/kri';
import type { Slug } from '../../properties/values/kri-indicators';
import type { History } from './history';
import type { Outcome } from './build-record';
import type { Readers } from './data-source';
import type { LogName, Measure, Query, Range, StateName } from './types';

/** Where an indicator is read. */
export interface ReadTarget {
  readonly readers: Readers;
}

/** Input for measuring one indicator. */
export interface Look extends ReadTarget {
  readonly slug: Slug;
  readonly window: Range;
  readonly override: Override | undefined;
  readonly history: History;
  /** Saves hours as soon as they are counted, because a run may be cancelled in the middle of an indicator. */
  readonly keep: (history: History) => Promise<void>;
}

/** Result of measuring one indicator. */
export interface Seen {
  readonly outcome: Outcome;
  readonly history: History;
  /** whether a retry before the next run makes sense */
  readonly again: boolean;
}

export function queryOf(
  measure: Measure,
  what: LogName | StateName,
  { override, readers }: ReadTarget & Pick<Look, 'override'>,
): Query {
  const overridden = override !== undefined && measure.kind === 'events';
  return {
    ...readers.describe(what, override),
    counted: overridden ? 'all records that the override selects' : measure.counted,
  };
}
