import { answerReason } from './answer-reason';
import { judgeFailure } from './http-status';
import { type Answer, isSuccessStatus, misconfigured, type Verdict } from './verdict';

/** Each part of the request has a status of its own in the body, which these rules do not read. */
const MULTI_STATUS = 207;

/** Any receiver: a status of 200 to 299 is its success, and no error names a record. */
export function judgeHttp2xx(
  answer: Answer,
  status: number,
  _sentCount: number | undefined,
  now: number,
): Verdict {
  if (!isSuccessStatus(status)) return judgeFailure(answer, status, now);
  if (status !== MULTI_STATUS) return { kind: 'accepted' };
  return misconfigured(`${answerReason(status, answer)} (each part has its own status, which is not read)`);
}
