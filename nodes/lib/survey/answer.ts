/** What comes of a look at the tenant. Six different answers, because a judge must treat each differently. */
import type { MimecastError } from '../api/errors';

/** Where and when was asked; it goes into findings, so nothing in it is secret. */
export interface Asked {
  /** path only */
  readonly endpoint: string;
  /** of the last answer; null: there was none */
  readonly httpStatus: number | null;
  /** ISO 8601 */
  readonly collectedAt: string;
  /** calls that it took, those that the client tried again aside */
  readonly calls: number;
}

export interface Evidence<T> {
  readonly kind: 'evidence';
  readonly value: T;
  readonly asked: Asked;
}

/** The endpoint answered, and there is nothing: a fact, and often a finding. */
export interface Empty {
  readonly kind: 'empty';
  readonly asked: Asked;
}

/**
 * `forbidden`: the role lacks a permission. `notLicensed`: the product is not there. `notReadable`: the API has
 * no such read. `broken`: none of it is known, because something went wrong.
 */
export const REFUSALS = ['forbidden', 'notLicensed', 'notReadable', 'broken'] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface Refused {
  readonly kind: Refusal;
  readonly error: MimecastError;
  readonly asked: Asked;
}

export type Answer<T> = Evidence<T> | Empty | Refused;

export function isRefused<T>(answer: Answer<T>): answer is Refused {
  return answer.kind !== 'evidence' && answer.kind !== 'empty';
}
