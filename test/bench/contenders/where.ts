/** What a contender has to know of a run. */
export interface Where {
  readonly apiUrl: string;
  /** first day with files */
  readonly day: string;
  /** empty, for what it writes */
  readonly folder: string;
  /** that there are */
  readonly events: number;
}

/** What it writes there. */
export const OUT = 'out.ndjson';
/** JSON of what a function node has counted, once it has seen all */
export const COUNTED = 'counted.json';
/** the reports of the source, one a line */
export const REPORTS = 'reports.ndjson';
