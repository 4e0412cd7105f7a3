import type { OverviewModel } from '../../lib/contracts/overview';
import type { Filter } from '../model/select-rows';
import type { Context } from '../text/context';

export interface ViewProps {
  /** with the part of the view */
  readonly model: OverviewModel;
  readonly context: Context;
  /** shared by all views */
  readonly filter: Filter;
  onFilter(filter: Filter): void;
}

/** Rows of a page. A screen reader, and a slow browser, read all of them. */
export const PAGE_ROWS = 50;
