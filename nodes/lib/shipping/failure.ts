import { type Access, type ErrorCode, MimecastError } from '../api/errors';
import type { Trouble } from '../api/types';
import { given } from '../given';
import { type FailedReport, iso } from './reports';

/** What a status and a report tell of an error. */
export interface SourceFailure {
  readonly code: string;
  readonly message: string;
  /** epoch ms of the next try, undefined: when somebody asks */
  readonly retryAt: number | undefined;
  /** nothing has to be changed for it to go away */
  readonly transient: boolean;
  /** the cause in a few words, where there are some */
  readonly short?: string | undefined;
  /** nothing has failed so far: an answer is waited for, longer than usual */
  readonly pending?: true;
  /** what the application lacks of this, where that is known */
  readonly needs?: Access | undefined;
}

const PERMANENT_RECHECK_MS = 60 * 60 * 1000;

/** Somebody has to change something first; asked once an hour whether they did. */
const PERMANENT_CODES: ReadonlySet<string> = new Set([
  'MIMECAST_FORBIDDEN',
  'MIMECAST_NOT_LICENSED',
  'MIMECAST_BAD_REQUEST',
]);

/** When the next poll is due, in ms from now; undefined: when somebody asks. */
export interface NextPoll {
  readonly everyMs: number | undefined;
  /** after trouble that may pass by itself */
  readonly afterTroubleMs: number | undefined;
}

/** Errors of our own carry a code; anything else is a defect that must not take the flow down. */
export function failureOf(error: unknown, now: number, next: NextPoll): SourceFailure {
  if (!(error instanceof MimecastError)) {
    return {
      code: 'MIMECAST_BAD_ANSWER',
      message: asError(error).message,
      retryAt: retryTime(now, next.afterTroubleMs),
      transient: true,
    };
  }
  const { code, message, transient } = error;
  const details = { code, message, transient, ...given({ short: error.short }) };
  if (isLasting(code)) return { ...details, retryAt: now + PERMANENT_RECHECK_MS, needs: error.needs };
  const wait = transient ? next.afterTroubleMs : next.everyMs;
  return { ...details, retryAt: error.retryAt ?? retryTime(now, wait) };
}

/** Of a call that goes on all the same: what a status is to say meanwhile. */
export function troubleOf({ error, retryAt }: Trouble): SourceFailure {
  const { code, message, transient, short } = error;
  const details = { code, message, transient, retryAt, ...given({ short }) };
  return retryAt === undefined ? { ...details, pending: true } : details;
}

/** From the worst on: what somebody has to repair, what may pass, what somebody has to grant, what is waiting. */
const SEVERITY_ORDER: readonly ErrorCode[] = [
  'MIMECAST_CONFIG',
  'MIMECAST_AUTH',
  'MIMECAST_UNAVAILABLE',
  'MIMECAST_BAD_ANSWER',
  'MIMECAST_BAD_REQUEST',
  'MIMECAST_FORBIDDEN',
  'MIMECAST_NOT_LICENSED',
  'MIMECAST_RATE_LIMITED',
];

/** Sorts failures: the worst one first. */
export function byWorst(one: SourceFailure, other: SourceFailure): number {
  return severityRank(one) - severityRank(other);
}

function severityRank({ code, pending }: SourceFailure): number {
  const place = SEVERITY_ORDER.map(String).indexOf(code);
  return pending === true || place === -1 ? SEVERITY_ORDER.length : place;
}

function retryTime(now: number, waitMs: number | undefined): number | undefined {
  return waitMs === undefined ? undefined : now + waitMs;
}

export function isLasting(code: string): boolean {
  return PERMANENT_CODES.has(code);
}

export function failedReport(failure: SourceFailure, error: unknown): FailedReport {
  const { code, message, retryAt } = failure;
  const details = error instanceof MimecastError ? error : undefined;
  return {
    kind: 'failed',
    code,
    message,
    retryAt: iso(retryAt),
    ...failure.needs,
    ...(details?.endpoint === undefined ? {} : { endpoint: details.endpoint }),
    ...(details?.status === undefined ? {} : { status: details.status }),
    ...(details?.requestId === undefined ? {} : { requestId: details.requestId }),
  };
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
