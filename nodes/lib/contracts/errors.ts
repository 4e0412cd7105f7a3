import type { ErrorReason } from './error-catalog';
import type { ErrorCode } from './error-codes';

/** What an API application needs to read something (wire.md 17). */
export interface Access {
  /** in the role of the application; undefined where none is documented */
  readonly permission?: string;
  /** selected when the application is created */
  readonly product: string;
}

export interface ErrorDetails {
  /** Path only. The query string of a storage link is a credential. */
  readonly endpoint?: string | undefined;
  readonly status?: number | undefined;
  /** The response's `x-request-id`; Mimecast support asks for it. */
  readonly requestId?: string | undefined;
  /** Mimecast's own code, e.g. `app_forbidden`. */
  readonly vendorCode?: string | undefined;
  /** A retry may succeed although nothing was changed. */
  readonly transient?: boolean | undefined;
  /** Epoch ms before which a retry can't succeed. */
  readonly retryAt?: number | undefined;
  /** The entry of the error catalogue: more specific than the code, e.g. `certificateExpired`. */
  readonly reason?: ErrorReason | undefined;
  /** For FORBIDDEN and NOT_LICENSED, where known: the required access. */
  readonly needs?: Access | undefined;
  /** The storage no longer accepts the link. */
  readonly expired?: boolean | undefined;
  /** The cause in a few words, for the node's status. */
  readonly short?: string | undefined;
}

/** Message and details must already be redacted, because Catch nodes and logs show them. */
export class MimecastError extends Error {
  override readonly name = 'MimecastError';
  readonly endpoint: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly vendorCode: string | undefined;
  readonly transient: boolean;
  readonly retryAt: number | undefined;
  readonly reason: ErrorReason | undefined;
  readonly needs: Access | undefined;
  readonly expired: boolean;
  readonly short: string | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message);
    this.endpoint = details.endpoint;
    this.status = details.status;
    this.requestId = details.requestId;
    this.vendorCode = details.vendorCode;
    this.transient = details.transient ?? false;
    this.retryAt = details.retryAt;
    this.reason = details.reason;
    this.needs = details.needs;
    this.expired = details.expired ?? false;
    this.short = details.short;
  }
}
