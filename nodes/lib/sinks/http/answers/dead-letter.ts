import { isJsonObject } from '../../../contracts/json';
import { readAnswerBody, readAnswerText } from './read-answer';
import type { Answer, Receiver } from './verdict';

/** Why a receiver will never accept a record. */
export interface Refusal {
  readonly receiver: Receiver;
  /** the status of its answer */
  readonly status: unknown;
  readonly reason: string;
  /** the beginning of its answer, without secrets */
  readonly answer: string;
}

/** A record that its receiver has refused for good, complete enough to send it again later. */
export interface DeadLetter {
  /** as Mimecast sent it */
  readonly record: unknown;
  /** as in `msg.mimecast` of the record, without its batch */
  readonly mimecast: Readonly<Record<string, unknown>>;
  readonly refused: Refusal & {
    /** ISO 8601 */
    readonly at: string;
  };
}

/** @param index the record among those of the request; `_bulk` answers each one */
export function toRefusal(receiver: Receiver, answer: Answer, reason: string, index: number): Refusal {
  return { receiver, status: answer.status, reason, answer: readAnswerText(partOf(answer, index)) };
}

function partOf(answer: Answer, index: number): unknown {
  const body = readAnswerBody(answer);
  const items = body.kind === 'json' && isJsonObject(body.json) ? body.json['items'] : undefined;
  return Array.isArray(items) ? items[index] : answer.body;
}

export function toDeadLetter(
  record: unknown,
  mimecast: Readonly<Record<string, unknown>>,
  refusal: Refusal,
  now: number,
): DeadLetter {
  return { record, mimecast, refused: { at: new Date(now).toISOString(), ...refusal } };
}
