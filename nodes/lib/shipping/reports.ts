import type { ErrorCode } from '../api/errors';
import type { LeaseEvent } from '../cluster/leased-work';
import type { LedgerReport } from './ledger';
import type { Notice } from './stream';

/** What a source sends on its second output, as `payload` (design 4.1). Times are ISO 8601, durations ms. */
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
  /** what was read in time: from where the position stood to where it stands */
  readonly window: { readonly start: string | null; readonly end: string | null };
  readonly records: number;
  /** of a first reading that is not sent: how many things later ones are compared with */
  readonly known?: number;
  readonly duplicates: number;
  readonly pages: number;
  /** calls to the API; downloads of files are none */
  readonly calls: number;
  readonly bytes: number;
  readonly lagMs: number | null;
  readonly durationMs: number;
  /** false when the poll ended with an error; what it had delivered by then stays delivered */
  readonly complete: boolean;
  /** in a cluster: where it ran, and the fencing token of its lease */
  readonly replica?: string;
  readonly token?: number;
}

export interface ThrottledReport {
  readonly kind: 'throttled';
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAt: string;
  /** the polling interval that would fit the quota, once throttling has become a habit */
  readonly fittingIntervalMs?: number;
}

/** A batch that was sent again and again, and that nobody acknowledged as a whole. */
export interface StuckReport {
  readonly kind: 'stuck';
  readonly batch: string;
  /** indexes of its messages */
  readonly missing: readonly number[];
  readonly attempts: number;
  readonly since: string;
  /** in the receiver's words, where it said why */
  readonly reason?: string;
}

export interface FailedReport {
  readonly kind: 'failed';
  readonly code: string;
  readonly message: string;
  readonly retryAt: string | null;
  /** what the application has to be given first */
  readonly permission?: string;
  readonly product?: string;
  readonly endpoint?: string;
  readonly status?: number;
  readonly requestId?: string;
}

export type ReportMessage = {
  topic: 'mimecast/report';
  payload: Report;
};

export function reportMessage(
  stream: { log: string; type: string },
  body: ReportBody,
  now: number,
): ReportMessage {
  const { log, type } = stream;
  return { topic: 'mimecast/report', payload: { ...body, log, type, at: new Date(now).toISOString() } };
}

export function iso(epochMs: number): string;
export function iso(epochMs: number | undefined): string | null;
export function iso(epochMs: number | undefined): string | null {
  return epochMs === undefined ? null : new Date(epochMs).toISOString();
}
