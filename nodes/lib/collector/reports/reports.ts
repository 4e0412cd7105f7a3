import type { ErrorCode } from '../../contracts/error-codes';
import type { LeaseEvent } from '../../contracts/lease';
import type { Notice } from '../../contracts/stream';

/** `payload` of the messages on the second output of a source. Times are ISO 8601, durations ms. */
export type Report = { readonly log: string; readonly type: string; readonly at: string } & ReportBody;

export type ReportBody =
  | PollReport
  | Exclude<Notice, { kind: 'duplicates' | 'swept' }>
  | ThrottledReport
  | FailedReport
  | StuckReport
  | LedgerReport
  | LeaseEvent
  | { readonly kind: 'recovered'; readonly since: string }
  | { readonly kind: 'hint'; readonly message: string };

export interface PollReport {
  readonly kind: 'poll';
  /** time range that was read: from the position at the start to the position at the end */
  readonly window: { readonly start: string | null; readonly end: string | null };
  readonly records: number;
  /** of a first snapshot, which is not sent: number of objects that later snapshots are compared with */
  readonly known?: number;
  readonly duplicates: number;
  readonly pages: number;
  /** calls to the API, without file downloads */
  readonly calls: number;
  readonly bytes: number;
  readonly lagMs: number | null;
  readonly durationMs: number;
  /** false when the poll ended with an error; the records delivered before it stay delivered */
  readonly complete: boolean;
  /** in a cluster: the replica that ran the poll, and the fencing token of its lease */
  readonly replica?: string;
  readonly token?: number;
}

export interface ThrottledReport {
  readonly kind: 'throttled';
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAt: string;
  /** the polling interval that fits the quota, once throttling recurs */
  readonly fittingIntervalMs?: number;
}

/** A batch that was redelivered several times and is still not fully acknowledged. */
export interface StuckReport {
  readonly kind: 'stuck';
  readonly batch: string;
  /** indexes of the unacknowledged messages */
  readonly missing: readonly number[];
  readonly attempts: number;
  readonly since: string;
  /** reason from the receiver, if it gave one */
  readonly reason?: string;
}

export interface FailedReport {
  readonly kind: 'failed';
  readonly code: string;
  readonly message: string;
  readonly retryAt: string | null;
  /** missing permission or product of the application */
  readonly permission?: string;
  readonly product?: string;
  readonly endpoint?: string;
  readonly status?: number;
  readonly requestId?: string;
}

/** What one stream collected on one day. */
export interface LedgerReport {
  readonly kind: 'ledger';
  readonly day: string;
  readonly intervals: readonly { readonly from: string; readonly to: string }[];
  readonly pages: number;
  readonly records: number;
  readonly duplicates: number;
  readonly swept: number;
  readonly quarantined: number;
  readonly gapCount: number;
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
}

export type ReportMessage = {
  topic: 'mimecast/report';
  payload: Report;
};

export function createReport(
  stream: { log: string; type: string },
  body: ReportBody,
  now: number,
): ReportMessage {
  const { log, type } = stream;
  return { topic: 'mimecast/report', payload: { ...body, log, type, at: new Date(now).toISOString() } };
}

export function toIso(epochMs: number): string;
export function toIso(epochMs: number | undefined): string | null;
export function toIso(epochMs: number | undefined): string | null {
  return epochMs === undefined ? null : new Date(epochMs).toISOString();
}
