/** What a message says about the delivery of its records: an error, the answer of a receiver, or nothing. */
import type { BatchRef } from '../../collector/delivery/messages';
import { extractRejectionReason } from '../../collector/delivery/rejection-text';
import type { ackProperties } from '../../properties/node/ack';
import type { Settings } from '../../properties/property-types';
import { judgeAnswer } from '../../sinks/http/answers/judge-answer';
import {
  type Answer,
  isSuccessStatus,
  type Receiver,
  type Verdict,
  withoutRecords,
} from '../../sinks/http/answers/verdict';
import { hasAnswer, readExchange, receiverOf, redirectionOf, type SentMessage } from './read-exchange';

type JudgeSettings = Pick<Settings<typeof ackProperties>, 'profile' | 'settles'>;

export type MessageVerdict =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'reject'; readonly reason: string; readonly misconfigured?: boolean }
  | RefusedRecords;

/** The receiver will never accept some of the records. */
export interface RefusedRecords {
  readonly kind: 'refused';
  readonly receiver: Receiver;
  readonly answer: Answer;
  /** counted in the request */
  readonly records: readonly { readonly index: number; readonly reason: string }[];
  /** records in the request; undefined where nobody knows */
  readonly sentCount: number | undefined;
  /** Splunk stops at the first invalid event, so the others must be sent again. */
  readonly othersArrived: boolean;
}

export function judgeMessage(
  message: SentMessage,
  { profile, settles }: JudgeSettings,
  batch: BatchRef,
): MessageVerdict {
  const { error } = message;
  const words = (): string | undefined => extractRejectionReason(message);
  if (error !== undefined && error !== null) return reject(words() ?? 'the message carries an error');
  if (!hasAnswer(message)) {
    return profile === 'auto'
      ? { kind: 'acknowledge' }
      : reject('no receiver has answered: the message has no statusCode');
  }
  const exchange = readExchange(message, settles === 'batch' ? batch : undefined);
  const receiver = profile === 'auto' ? receiverOf(exchange) : profile;
  const { answer, sentCount } = exchange;
  // An ack node sends no other requests, so it cannot find out which record it is.
  const verdict = withoutRecords(
    redirectionOf(message, receiver) ?? judgeAnswer(receiver, answer, sentCount),
  );
  if (verdict.kind === 'retry' || verdict.kind === 'misconfigured') {
    // The words of the receiver, unless it claims success.
    const reason = isSuccessStatus(answer.status) ? verdict.reason : (words() ?? verdict.reason);
    return reject(reason, verdict.kind === 'misconfigured');
  }
  return judgeRecords(verdict, { receiver, answer, sentCount });
}

const reject = (reason: string, misconfigured = false): MessageVerdict => ({
  kind: 'reject',
  reason,
  misconfigured,
});

type Request = Pick<RefusedRecords, 'receiver' | 'answer' | 'sentCount'>;

function judgeRecords(
  verdict: Extract<Verdict, { kind: 'accepted' | 'items' | 'refused' }>,
  request: Request,
): MessageVerdict {
  if (verdict.kind === 'accepted') return { kind: 'acknowledge' };
  if (verdict.kind === 'items') return judgeItems(verdict, request);
  const { reason, invalidIndex, tooLarge } = verdict;
  const { sentCount } = request;
  const index = sentCount === 1 ? 0 : invalidIndex;
  if (index !== undefined)
    return { kind: 'refused', ...request, records: [{ index, reason }], othersArrived: sentCount === 1 };
  const size = sentCount === undefined ? '' : ` (${sentCount} records)`;
  return reject(tooLarge ? `${reason}${size}: choose smaller pages in the source` : reason, true);
}

function judgeItems({ items }: Extract<Verdict, { kind: 'items' }>, request: Request): MessageVerdict {
  const failed = items.flatMap((item, index) =>
    item.kind === 'retry' || item.kind === 'refused' ? [{ index, ...item }] : [],
  );
  const first = failed.find(({ kind }) => kind === 'retry');
  if (first !== undefined) {
    const share = items.length > 1 ? ` (${failed.length} of ${items.length})` : '';
    return reject(`${first.reason}${share}`);
  }
  if (failed.length === 0) return { kind: 'acknowledge' };
  const records = failed.map(({ index, reason }) => ({ index, reason }));
  return { kind: 'refused', ...request, sentCount: items.length, records, othersArrived: true };
}

/** For the status of the source: the first reason, and how many records it concerns. */
export function refusalText({ records, sentCount }: RefusedRecords): string {
  const [first] = records;
  const share = sentCount !== undefined && sentCount > 1 ? ` (${records.length} of ${sentCount})` : '';
  return `${first?.reason ?? 'refused'}${share}`;
}
