/** Splunk's HTTP Event Collector: a JSON body with a code, where 0 is success. */
import { z } from 'zod';
import { answerReason } from './answer-reason';
import { judgeFailure, retry } from './http-status';
import { readAnswerBody } from './read-answer';
import { type Answer, isSuccessStatus, misconfigured, type Verdict } from './verdict';

const hecAnswer = z.looseObject({
  code: z.number().int(),
  text: z.string().optional(),
  ackId: z.number().int().nonnegative().optional(),
  'invalid-event-number': z.number().int().nonnegative().optional(),
});
type HecAnswer = z.infer<typeof hecAnswer>;

const SUCCESS = 0;
const BAD_REQUEST = 400;

/**
 * The documented codes, by what has to be done about them. Splunk adds `invalid-event-number` to an incorrect index
 * too, but the index is a setting: the same for all events, and mended in Splunk or in the flow.
 */
const CODE_KINDS: Readonly<Record<number, 'event' | 'retry' | 'misconfigured'>> = {
  1: 'misconfigured', // token disabled
  2: 'misconfigured', // token required
  3: 'misconfigured', // invalid authorization
  4: 'misconfigured', // invalid token
  5: 'misconfigured', // no data
  6: 'event', // invalid data format
  7: 'misconfigured', // incorrect index
  8: 'retry', // internal server error
  9: 'retry', // server is busy
  10: 'misconfigured', // data channel is missing
  11: 'misconfigured', // invalid data channel
  12: 'event', // event field is required
  13: 'event', // event field cannot be blank
  14: 'misconfigured', // acknowledgement is disabled
  15: 'event', // error in handling indexed fields
  16: 'misconfigured', // query string authorization is not enabled
  18: 'retry', // queues are full
  19: 'retry', // acknowledgement service unavailable
  20: 'retry', // both
  21: 'misconfigured', // invalid token
  22: 'misconfigured', // token disabled
  23: 'retry', // server is shutting down
  26: 'retry', // queue at capacity
  27: 'retry', // acknowledgement channel at capacity
};

export function judgeSplunkHec(
  answer: Answer,
  status: number,
  sentCount: number | undefined,
  now: number,
): Verdict {
  // All other statuses mean the same whatever the body says.
  if (!isSuccessStatus(status) && status !== BAD_REQUEST) return judgeFailure(answer, status, now);
  const body = readAnswerBody(answer);
  if (body.kind === 'html')
    return noAnswerOfHec(status, `${status} with a page, not an answer of HEC: ${body.shown}`);
  if (body.kind === 'other') return unreadable(answer, status, body.problem, now);
  const parsed = hecAnswer.safeParse(body.json);
  if (!parsed.success)
    return noAnswerOfHec(status, `${answerReason(status, answer)} (no code, so not an answer of HEC)`);
  return judgeCode(parsed.data, answer, status, sentCount, now);
}

/** Something else has answered, for example a proxy. It may have refused the content of a request. */
const noAnswerOfHec = (status: number, reason: string): Verdict =>
  isSuccessStatus(status) ? misconfigured(reason) : { kind: 'unnamed', reason };

/** A damaged success may be complete the next time; a 400 without a reason stays one. */
function unreadable(answer: Answer, status: number, problem: string, now: number): Verdict {
  const reason = `${status} with ${problem}`;
  return isSuccessStatus(status) ? retry(answer, reason, now) : { kind: 'unnamed', reason };
}

function judgeCode(
  hec: HecAnswer,
  answer: Answer,
  status: number,
  sentCount: number | undefined,
  now: number,
): Verdict {
  const { code, ackId } = hec;
  if (code === SUCCESS && isSuccessStatus(status))
    return { kind: 'accepted', ...(ackId === undefined ? {} : { ackId }) };
  const reason = `${answerReason(status, answer)} (code ${code})`;
  const kind = CODE_KINDS[code] ?? (isSuccessStatus(status) ? 'retry' : 'event');
  if (kind === 'retry') return retry(answer, reason, now);
  if (kind === 'misconfigured') return misconfigured(reason);
  const invalidIndex = CODE_KINDS[code] === 'event' ? indexOfInvalid(hec, sentCount) : undefined;
  return invalidIndex === undefined ? { kind: 'unnamed', reason } : { kind: 'refused', reason, invalidIndex };
}

/**
 * Undefined where the answer names no event, or one that was not sent. It is not certain whether Splunk counts from 0 or
 * from 1. This takes it for counted from 0, and `mimecast-http` puts an event aside only when it was refused alone.
 */
function indexOfInvalid(hec: HecAnswer, sentCount: number | undefined): number | undefined {
  const index = hec['invalid-event-number'];
  if (index === undefined) return undefined;
  if (sentCount === 1) return 0;
  return sentCount === undefined || index < sentCount ? index : undefined;
}
