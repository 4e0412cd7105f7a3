/** Result of reading something from the tenant. There are six kinds, because callers must treat each differently. */
import type { MimecastError } from './errors';

/** Endpoint and time of a request. It goes into findings, so it contains nothing secret. */
export interface Asked {
  /** path only */
  readonly endpoint: string;
  /** of the last response; null when there was none */
  readonly httpStatus: number | null;
  /** ISO 8601 */
  readonly collectedAt: string;
  /** API calls needed, without the client's own retries */
  readonly calls: number;
}

export interface Evidence<T> {
  readonly kind: 'evidence';
  readonly value: T;
  readonly asked: Asked;
}

/** The endpoint answered and has no data. That is a fact, and often a finding. */
export interface Empty {
  readonly kind: 'empty';
  readonly asked: Asked;
}

/**
 * `forbidden`: the role lacks a permission. `notLicensed`: the product is missing. `notReadable`: the API has no
 * endpoint for it. `broken`: the request failed, so nothing is known.
 */
export const REFUSALS = ['forbidden', 'notLicensed', 'notReadable', 'broken'] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface Refused {
  readonly kind: Refusal;
  readonly error: MimecastError;
  readonly asked: Asked;
}

export type Answer<T> = Evidence<T> | Empty | Refused;

export function isRefused<T>(result: Answer<T>): result is Refused {
  return result.kind !== 'evidence' && result.kind !== 'empty';
}
