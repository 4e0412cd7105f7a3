/** What a report says, before it is written in a format. */
import type { History } from '../../assessments/kri/history';
import type { Baseline } from '../../assessments/policy/stored/baseline';
import type { StoredChange } from '../../assessments/policy/stored/results';
import type { ReportSection } from '../../properties/node/assessments/report';

/** What the nodes of an account have stored. */
export interface AccountInput {
  /** of the account node, else its region */
  readonly name: string;
  readonly demo: boolean;
  readonly kris: readonly {
    readonly node: string;
    readonly history: Pick<History, 'account' | 'lastRun' | 'indicators'>;
  }[];
  readonly policies: readonly {
    readonly node: string;
    readonly baseline: Pick<Baseline, 'account' | 'lastRun' | 'results'>;
  }[];
  /** nodes whose results could not be read, and why */
  readonly problems: readonly string[];
}

export interface ReportInput {
  /** epoch ms */
  readonly at: number;
  readonly days: number;
  readonly sections: readonly ReportSection[];
  readonly accounts: readonly AccountInput[];
}

export type Rating = 'red' | 'amber' | 'green' | 'unknown';

/** A value of a trend; null: it was not measured on that day. */
export interface Point {
  /** epoch ms */
  readonly at: number;
  readonly value: number | null;
}

export interface RiskRow {
  readonly slug: string;
  readonly title: string;
  /** of the KRI node; may be empty */
  readonly node: string;
  /** null: not measured by the last run */
  readonly value: number | null;
  readonly unit: string;
  readonly rating: Rating;
  readonly state: string;
  /** ISO 8601 */
  readonly asOf: string;
  readonly warn: number | null;
  readonly critical: number | null;
  readonly isLowerWorse: boolean;
  /** 0 to 1; null: unknown */
  readonly coverage: number | null;
  /** in order of time */
  readonly trend: readonly Point[];
  /** difference between the first and the last value of the trend; null: there are no two */
  readonly change: number | null;
}

export interface FindingRow {
  readonly check: string;
  readonly title: string;
  readonly node: string;
  readonly status: string;
  readonly severity: string;
  readonly summary: string;
  readonly remediation: string;
  readonly controls: string;
  /** where it was read, and how strong that evidence is */
  readonly evidence: string;
  /** ISO 8601 */
  readonly at: string;
}

export interface ChangeRow extends StoredChange {
  readonly title: string;
}

/** What a reader must not take for a good result. */
export interface Unmeasured {
  readonly what: string;
  readonly why: string;
}

export interface Posture {
  readonly node: string;
  /** ISO 8601 start of the run; '' before the first one */
  readonly at: string;
  /** percentage */
  readonly score: number | null;
  readonly trend: readonly Point[];
  readonly passed: number;
  readonly failed: number;
  readonly notAssessed: number;
  readonly findings: readonly FindingRow[];
  readonly changes: readonly ChangeRow[];
}

export interface AccountReport {
  readonly name: string;
  /** Mimecast's account code; '' when it is unknown */
  readonly code: string;
  readonly demo: boolean;
  readonly risks: readonly RiskRow[];
  readonly postures: readonly Posture[];
  readonly unmeasured: readonly Unmeasured[];
  readonly totals: Totals;
}

export interface Totals {
  readonly red: number;
  readonly amber: number;
  readonly green: number;
  readonly passed: number;
  readonly failed: number;
  /** indicators and checks without a result, or with a part of one */
  readonly unmeasured: number;
}

export interface Report {
  /** epoch ms */
  readonly at: number;
  readonly from: number;
  readonly days: number;
  readonly sections: readonly ReportSection[];
  /** those that need attention first */
  readonly accounts: readonly AccountReport[];
  readonly totals: Totals;
}
