/** The values that a contender needs from a run. */
export interface RunContext {
  readonly apiUrl: string;
  /** first day with files */
  readonly day: string;
  /** empty folder for its output */
  readonly folder: string;
  /** number of existing records */
  readonly events: number;
}

/** Its output file there. */
export const OUT = 'out.ndjson';
/** JSON with the counts of a function node, once it has seen all */
export const COUNTED = 'counted.json';
/** the reports of the source, one per line */
export const REPORTS = 'reports.ndjson';
