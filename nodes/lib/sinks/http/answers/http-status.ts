import { SECOND_MS } from '../../../util/time';
import { answerReason } from './answer-reason';
import { headerOf } from './read-answer';
import { type Answer, misconfigured, type Verdict } from './verdict';

/** A receiver may ask for a longer wait, but a flow that stands still for longer would look dead. */
export const MAX_RETRY_AFTER_MS = 300 * SECOND_MS;

type FailureKind = 'retry' | 'too-large' | 'unnamed' | 'misconfigured';

/** What a status means, whoever sends it. Other statuses of 4xx: the receiver is not what the flow takes it for. */
const STATUS_KINDS: Readonly<Record<number, FailureKind>> = {
  400: 'unnamed',
  408: 'retry',
  409: 'retry',
  413: 'too-large',
  422: 'unnamed',
  423: 'retry',
  425: 'retry',
  429: 'retry',
  501: 'misconfigured',
  505: 'misconfigured',
  511: 'misconfigured',
};

/** The kind of a status that is no success. */
export function failureKind(status: number): FailureKind {
  return STATUS_KINDS[status] ?? (status >= 500 && status <= 599 ? 'retry' : 'misconfigured');
}

/** A valid status; undefined without an answer, such as `ECONNREFUSED`. */
export function statusOf({ status }: Answer): number | undefined {
  const valid = typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599;
  return valid ? status : undefined;
}

/** The verdict on a status that is no success, where the rules of the receiver say nothing else. */
export function judgeFailure(answer: Answer, status: number, now: number): Verdict {
  const reason = answerReason(status, answer);
  const kind = failureKind(status);
  if (kind === 'too-large') return { kind: 'refused', reason, tooLarge: true };
  if (kind === 'unnamed') return { kind, reason };
  return kind === 'retry' ? retry(answer, reason, now) : misconfigured(reason);
}

export function retry(answer: Answer, reason: string, now: number): Verdict {
  const retryAfterMs = retryAfter(headerOf(answer.headers, 'retry-after'), now);
  return { kind: 'retry', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Seconds or a date (RFC 9110, 10.2.3). Limited to five minutes. */
function retryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const wait = /^\s*\d+\s*$/.test(text) ? Number(text) * SECOND_MS : dateOf(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS);
}

/** Requires letters, because Date.parse also accepts '-1'. */
const dateOf = (text: string): number => (/[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN);
