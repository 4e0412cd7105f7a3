/** The latest requests and errors of a client, for support tickets. Contains no secrets. */
import { MimecastError } from '../../contracts/errors';

/** One request that got a response. */
export interface RequestEntry {
  /** ISO 8601 */
  readonly at: string;
  readonly method: string;
  /** without a query */
  readonly path: string;
  readonly status: number;
  /** the response's `x-request-id` */
  readonly requestId: string | null;
  /** from sending to the complete response */
  readonly ms: number;
}

/** One call that failed after all retries. */
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

const MAX_REQUESTS = 30;
const MAX_ERRORS = 10;

export class RequestHistory {
  #requests: readonly RequestEntry[] = [];
  #errors: readonly ErrorEntry[] = [];

  addResponse(entry: RequestEntry): void {
    this.#requests = [...this.#requests, entry].slice(-MAX_REQUESTS);
  }

  /** Adds a MimecastError, which is already redacted; ignores all other errors. */
  addError(error: unknown, now = Date.now()): void {
    if (!(error instanceof MimecastError)) return;
    const { code, message, endpoint = null, status = null, requestId = null, vendorCode = null } = error;
    const at = new Date(now).toISOString();
    const entry = { at, code, message, endpoint, status, requestId, vendorCode };
    this.#errors = [...this.#errors, entry].slice(-MAX_ERRORS);
  }

  /** Oldest first. */
  get requests(): readonly RequestEntry[] {
    return this.#requests;
  }

  get errors(): readonly ErrorEntry[] {
    return this.#errors;
  }
}
