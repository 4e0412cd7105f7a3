/** What the answer of a receiver says about the records that were sent. */

/** Whose rules an answer follows. `http-2xx`: any receiver whose status alone is the answer (NDJSON, JSON, Azure). */
export type Receiver = 'splunk-hec' | 'elasticsearch-bulk' | 'http-2xx';

export interface Answer {
  /** a number; a flow may also pass the code of a failed connection, which is no answer */
  readonly status: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  /** instead of the member of `headers` */
  readonly contentType?: string | undefined;
  /** text, bytes, or JSON that was parsed already */
  readonly body?: unknown;
}

/** About one record, in the order in which the records were sent. */
export type ItemVerdict =
  | { readonly kind: 'accepted' }
  /** it arrived with an earlier request */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'retry'; readonly reason: string }
  /** the receiver will never accept this record */
  | { readonly kind: 'refused'; readonly reason: string };

export type Verdict =
  /** `ackId`: Splunk has the records, but has not indexed them yet (indexer acknowledgement) */
  | { readonly kind: 'accepted'; readonly ackId?: number }
  /** one per record that was sent */
  | { readonly kind: 'items'; readonly items: readonly ItemVerdict[] }
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number }
  /** Address, credentials or settings are wrong: no record is to blame, and none arrives before they are mended. */
  | { readonly kind: 'misconfigured'; readonly reason: string }
  /**
   * The request is refused, by its content or by a setting: the answer names no record. Which of them it is shows what
   * the receiver says about other requests.
   */
  | { readonly kind: 'unnamed'; readonly reason: string }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      /** the record that the receiver names; it says nothing about the others, which must be sent again */
      readonly invalidIndex?: number;
      /** The request is too large: send its records in smaller ones. Only a single record is refused for good. */
      readonly tooLarge?: true;
    };

export type Misconfigured = Extract<Verdict, { kind: 'misconfigured' }>;

/** `unnamed` for those who send nothing else: no record is to blame. */
export const withoutRecords = (verdict: Verdict): Exclude<Verdict, { kind: 'unnamed' }> =>
  verdict.kind === 'unnamed' ? misconfigured(verdict.reason) : verdict;

export const misconfigured = (reason: string): Misconfigured => ({ kind: 'misconfigured', reason });

/** Whether a receiver claims success; what it means is up to its rules. */
export const isSuccessStatus = (status: unknown): boolean =>
  typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 299;
