/** The words of the key risk indicators (issue D 1, peers 5.1). */
import type { Direction, Slug, Thresholds } from '../../properties/kri-indicators';

export type Value = Readonly<Record<string, unknown>>;

/** epoch ms; the end is not part of it */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is counted of something, and of how much. */
export interface Counts {
  readonly numerator: number;
  /** null: the measure is no share of anything */
  readonly denominator: number | null;
  /** what else is worth telling apart, such as `taggedMalicious` */
  readonly details: Readonly<Record<string, number>>;
  /** a few of what was counted, to look up: message ids, addresses, names; the newest first */
  readonly sample: readonly string[];
  /** what it is of, where the answer alone can say so; null: it does not */
  readonly window?: Range | null;
}

/** What one record says to an indicator. */
export interface Vote {
  readonly counted: boolean;
  /** neither counted nor one of those of which it is a share: told in the details only */
  readonly outside?: boolean;
  /** a case to look up; what is counted where not given */
  readonly sampled?: boolean;
  readonly details?: readonly string[];
}

export type LogName =
  | 'ttp.impersonation'
  | 'ttp.attachment'
  | 'ttp.attachment.timeout'
  | 'ttp.attachment.error'
  | 'ttp.url'
  | 'held.releases'
  | 'audit'
  | 'siem.internal'
  | 'siem.receipt';

export type StateName = 'held' | 'dmarc.statistics' | 'dmarc.domains' | 'lag';

/** A series of `GET /threats/v1/stats/` (mimecast-api.md 10.8). */
export interface Series {
  readonly series: string;
  /** `same`: the records of the denominator; `all`: these among others, so it can't be less */
  readonly counts: 'same' | 'all';
}

/** Events of a window, counted by the hour. */
export interface Events {
  readonly kind: 'events';
  readonly log: LogName;
  /** what is counted, in words */
  readonly counted: string;
  readonly vote: (record: Value) => Vote;
  readonly idOf: (record: Value) => string;
  /** what is worth knowing beside, from other logs */
  readonly besides?: readonly { readonly log: LogName; readonly vote: (record: Value) => Vote }[];
  /** the log comes in order of time, so what it has passed is complete */
  readonly inOrder?: boolean;
  readonly stats?: Series;
  /** of the account's packages: without one a zero says nothing */
  readonly license?: RegExp;
  /** the place in words, where it stands in for another one */
  readonly from?: string;
}

/** A state, measured as a whole. */
export interface OfState {
  readonly kind: 'state';
  readonly state: StateName;
  readonly counted: string;
  /** @returns undefined: it can't be understood */
  readonly measure: (records: readonly Value[], range: Range) => Counts | undefined;
  /** what is said of it then */
  readonly unclear?: string;
  /** where to look when it can't be had, though nothing is broken */
  readonly instead?: Events;
}

export type Measure = Events | OfState;

/** What was asked, for a reader who wants to ask again. */
export interface Query {
  readonly endpoint: string;
  readonly filter: Value;
  readonly counted: string;
}

/** A second count by somebody else. */
export interface CrossCheck {
  readonly source: string;
  readonly told: number;
  readonly counted: number;
}

export type State = 'ok' | 'partial' | 'not_licensed' | 'no_permission' | 'error' | 'removed';
export type Rag = 'green' | 'amber' | 'red' | 'unknown';

/** `msg.payload`. Times are ISO 8601. */
export interface KriRecord {
  readonly slug: Slug;
  readonly title: string;
  readonly value: number | null;
  readonly unit: string;
  readonly direction: Direction;
  readonly measured: boolean;
  readonly state: State;
  readonly rag: Rag;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** null: Mimecast does not say of which time its answer is */
  readonly window: { readonly start: string | null; readonly end: string | null };
  readonly asOf: string;
  /** share of the window that was counted, 0 to 1 */
  readonly coverage: number;
  readonly thresholds: Thresholds;
  /** the last value that was measured, and what was added to it since; null where it was counted from something else */
  readonly previous: number | null;
  readonly delta: number | null;
  readonly details: Readonly<Record<string, number>>;
  readonly sample: readonly string[];
  readonly query: Query | null;
  readonly crossChecks: readonly CrossCheck[];
  /** why it is not measured, or what is to be minded */
  readonly warning: string | null;
  readonly runId: string;
}
