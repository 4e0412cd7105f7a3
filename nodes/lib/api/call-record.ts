/** The last calls and errors of a client: what a support ticket asks for. Holds nothing that is secret. */
import { MimecastError } from './errors';

/** One request that was answered. */
export interface CallEntry {
  /** ISO 8601 */
  readonly at: string;
  readonly method: string;
  /** without a query */
  readonly path: string;
  readonly status: number;
  /** the response's `x-request-id` */
  readonly requestId: string | null;
  /** until the answer was there */
  readonly ms: number;
}

/** One call that failed for good, with its retries behind it. */
export interface ErrorEntry {
  /** ISO 8601 */
  readonly at: string;
  readonly code: string;
  readonly message: string;
  readonly endpoint: string | null;
  readonly status: number | null;
  readonly requestId: string | null;
  /** Mimecast's own code */
  readonly vendorCode: string | null;
}

const MOST_CALLS = 30;
const MOST_ERRORS = 10;

export class CallRecord {
  #calls: readonly CallEntry[] = [];
  #errors: readonly ErrorEntry[] = [];

  answered(entry: CallEntry): void {
    this.#calls = [...this.#calls, entry].slice(-MOST_CALLS);
  }

  /** Notes errors of Mimecast and the network, which are free of secrets already; nothing else. */
  failed(error: unknown, now = Date.now()): void {
    if (!(error instanceof MimecastError)) return;
    const { code, message, endpoint = null, status = null, requestId = null, vendorCode = null } = error;
    const at = new Date(now).toISOString();
    const entry = { at, code, message, endpoint, status, requestId, vendorCode };
    this.#errors = [...this.#errors, entry].slice(-MOST_ERRORS);
  }

  /** Oldest first. */
  get calls(): readonly CallEntry[] {
    return this.#calls;
  }

  get errors(): readonly ErrorEntry[] {
    return this.#errors;
  }
}
