/** Result of reading something from the tenant. There are six kinds, because callers must treat each differently. */
import type { MimecastError } from './errors';

/** Endpoint and time of a request. It goes into findings, so it contains nothing secret. */
export interface RequestInfo {
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
  readonly requestInfo: RequestInfo;
}

/** The endpoint answered and has no data. That is a fact, and often a finding. */
export interface Empty {
  readonly kind: 'empty';
  readonly requestInfo: RequestInfo;
}

/**
 * `forbidden`: the role lacks a permission. `notLicensed`: the product is missing. `notReadable`: the API has no
 * endpoint for it. `broken`: the request failed, so nothing is known.
 */
export const UNAVAILABLE_REASONS = ['forbidden', 'notLicensed', 'notReadable', 'broken'] as const;
export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number];

export interface Unavailable {
  readonly kind: UnavailableReason;
  readonly error: MimecastError;
  readonly requestInfo: RequestInfo;
}

export type EvidenceResult<T> = Evidence<T> | Empty | Unavailable;

export function isUnavailable<T>(result: EvidenceResult<T>): result is Unavailable {
  return result.kind !== 'evidence' && result.kind !== 'empty';
}
