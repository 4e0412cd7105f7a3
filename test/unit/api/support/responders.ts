import type { ServerResponse } from 'node:http';
import { json } from './servers';
import type { TenantOptions } from './tenant';

export type Responder = NonNullable<TenantOptions['answer']>;

/** Responds in this order; the last response repeats. */
export const inSequence =
  (...answers: ((response: ServerResponse) => void)[]): Responder =>
  (attempt, _request, response) =>
    (answers[Math.min(attempt, answers.length) - 1] ?? (() => undefined))(response);
export const fine = (response: ServerResponse): void => json(response, 200, { data: [{ a: 1 }] });
export const status =
  (code: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    json(response, code, body, headers);
