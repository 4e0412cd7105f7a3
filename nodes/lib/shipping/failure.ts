import { type Access, MimecastError } from '../api/errors';
import { type FailedReport, iso } from './reports';

/** What a status and a report tell of an error. */
export interface SourceFailure {
  readonly code: string;
  readonly message: string;
  /** epoch ms of the next try, undefined: when somebody asks */
  readonly retryAt: number | undefined;
  /** nothing has to be changed for it to go away */
  readonly transient: boolean;
  /** what the application lacks of this, where that is known */
  readonly needs?: Access | undefined;
}

const HOUR_MS = 60 * 60 * 1000;

/** Somebody has to change something first; asked once an hour whether they did. */
const LASTING: ReadonlySet<string> = new Set([
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
      retryAt: dueAt(now, next.afterTroubleMs),
      transient: true,
    };
  }
  const { code, message, transient } = error;
  if (isLasting(code)) return { code, message, transient, retryAt: now + HOUR_MS, needs: error.needs };
  const wait = transient ? next.afterTroubleMs : next.everyMs;
  return { code, message, transient, retryAt: error.retryAt ?? dueAt(now, wait) };
}

function dueAt(now: number, waitMs: number | undefined): number | undefined {
  return waitMs === undefined ? undefined : now + waitMs;
}

export function isLasting(code: string): boolean {
  return LASTING.has(code);
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
