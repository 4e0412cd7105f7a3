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

/** @param index the record among those of the request; `_bulk` answers each one */
export function toRefusal(answer: Answer, reason: string, index: number): Refusal {
  return { code: 'HTTP_REFUSED', reason, answer: readAnswerText(partOf(answer, index)) };
}

function partOf(answer: Answer, index: number): unknown {
  const body = readAnswerBody(answer);
  const items = body.kind === 'json' && isJsonObject(body.json) ? body.json['items'] : undefined;
  return Array.isArray(items) ? items[index] : answer.body;
}
