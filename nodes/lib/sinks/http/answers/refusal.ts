import { isJsonObject } from '../../../contracts/json';
import { readAnswerBody, readAnswerText } from './read-answer';
import type { Answer } from './verdict';

/** Why a receiver will never accept a record: a member of `msg.refused.records`. */
export interface Refusal {
  readonly code: 'HTTP_REFUSED';
  readonly reason: string;
  /** the beginning of its answer about this record, without secrets */
  readonly answer: string;
}

/**
 * Makes the refusals of one answer, which is read once: it can be as long as the request.
 * @returns takes the reason, and the index of the record among those of the request; `_bulk` answers each one
 */
export function refusalsOf(answer: Answer): (reason: string, index: number) => Refusal {
  const body = readAnswerBody(answer);
  const items = body.kind === 'json' && isJsonObject(body.json) ? body.json['items'] : undefined;
  const partOf = (index: number): unknown => (Array.isArray(items) ? items[index] : answer.body);
  return (reason, index) => ({ code: 'HTTP_REFUSED', reason, answer: readAnswerText(partOf(index)) });
}
