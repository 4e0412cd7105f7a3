import type { Trouble } from '../../contracts/api-client';
import type { ErrorCode } from '../../contracts/error-codes';
import { type Access, MimecastError } from '../../contracts/errors';
import { omitEmpty } from '../../util/omit-empty';
import { sanitizeText } from '../../util/redaction/redactor';
import { HOUR_MS } from '../../util/time';
import { type FailedReport, toIso } from './reports';

/** What the status and the reports say about an error. */
export interface PollFailure {
  readonly code: string;
  readonly message: string;
  /** epoch ms of the next try; undefined: only on request */
  readonly retryAt: number | undefined;
  /** it can end without any change by the user */
  readonly transient: boolean;
  /** short form of the cause, if there is one */
  readonly short?: string | undefined;
  /** no failure yet: a response takes longer than usual */
  readonly pending?: true;
  /** missing permission or product, if known */
  readonly needs?: Access | undefined;
}

const PERMANENT_RECHECK_MS = HOUR_MS;

/** Errors that last until the user changes something. They are retried once an hour. */
const PERMANENT_CODES: ReadonlySet<string> = new Set([
  'MIMECAST_FORBIDDEN',
  'MIMECAST_NOT_LICENSED',
  'MIMECAST_BAD_REQUEST',
]);

/** Delay until the next poll in ms; undefined: only on request. */
export interface PollDelays {
  readonly everyMs: number | undefined;
  /** after a transient failure */
  readonly afterFailureMs: number | undefined;
}

/** characters */
const MAX_MESSAGE_LENGTH = 300;

/** Errors of this package have a code. Any other error is a defect; it must not crash the flow. */
export function toFailure(error: unknown, now: number, next: PollDelays): PollFailure {
  if (!(error instanceof MimecastError)) {
    return {
      code: 'MIMECAST_BAD_ANSWER',
      // It may have what the API sent, for example a part of what could not be parsed.
      message: sanitizeText(toError(error).message, MAX_MESSAGE_LENGTH),
      retryAt: retryTime(now, next.afterFailureMs),
      transient: true,
    };
  }
  const { code, message, transient } = error;
  const details = { code, message, transient, ...omitEmpty({ short: error.short }) };
  if (isPermanent(code)) return { ...details, retryAt: now + PERMANENT_RECHECK_MS, needs: error.needs };
  const wait = transient ? next.afterFailureMs : next.everyMs;
  return { ...details, retryAt: error.retryAt ?? retryTime(now, wait) };
}

/** For the status, while a call is still being retried. */
export function toPendingFailure({ error, retryAt }: Trouble): PollFailure {
  const { code, message, transient, short } = error;
  const details = { code, message, transient, retryAt, ...omitEmpty({ short }) };
  return retryAt === undefined ? { ...details, pending: true } : details;
}

/** From the worst: configuration errors, possible outages, missing permissions, waiting for quota. */
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

/** Comparator that sorts the worst failure first. */
export function compareSeverity(one: PollFailure, other: PollFailure): number {
  return severityRank(one) - severityRank(other);
}

function severityRank({ code, pending }: PollFailure): number {
  const place = SEVERITY_ORDER.map(String).indexOf(code);
  return pending === true || place === -1 ? SEVERITY_ORDER.length : place;
}

function retryTime(now: number, waitMs: number | undefined): number | undefined {
  return waitMs === undefined ? undefined : now + waitMs;
}

export function isPermanent(code: string): boolean {
  return PERMANENT_CODES.has(code);
}

export function createFailedReport(failure: PollFailure, error: unknown): FailedReport {
  const { code, message, retryAt } = failure;
  const details = error instanceof MimecastError ? error : undefined;
  return {
    kind: 'failed',
    code,
    message,
    retryAt: toIso(retryAt),
    ...failure.needs,
    ...(details?.endpoint === undefined ? {} : { endpoint: details.endpoint }),
    ...(details?.status === undefined ? {} : { status: details.status }),
    ...(details?.requestId === undefined ? {} : { requestId: details.requestId }),
  };
}

export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
