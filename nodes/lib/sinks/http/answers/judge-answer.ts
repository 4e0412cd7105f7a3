import { reasonText } from './answer-reason';
import { judgeElasticsearchBulk } from './elasticsearch-bulk';
import { judgeHttp2xx } from './http-2xx';
import { statusOf } from './http-status';
import { judgeSplunkHec } from './splunk-hec';
import type { Answer, Receiver, Verdict } from './verdict';

type Judge = (answer: Answer, status: number, sentCount: number | undefined, now: number) => Verdict;

const JUDGES: Readonly<Record<Receiver, Judge>> = {
  'splunk-hec': judgeSplunkHec,
  'elasticsearch-bulk': judgeElasticsearchBulk,
  'http-2xx': judgeHttp2xx,
};

/**
 * Judges an answer by the rules of its receiver. Success is what the receiver says, not the absence of an error.
 * @param sentCount records in the request; undefined where nobody knows, which makes the rules less strict
 */
export function judgeAnswer(
  receiver: Receiver,
  answer: Answer,
  sentCount: number | undefined,
  now: number = Date.now(),
): Verdict {
  const status = statusOf(answer);
  if (status === undefined)
    return { kind: 'retry', reason: reasonText(`no answer: ${String(answer.status)}`) };
  return JUDGES[receiver](answer, status, sentCount, now);
}
