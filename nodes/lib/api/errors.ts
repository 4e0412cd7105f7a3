import type { FailureReason } from './failure-table';

/** The public error codes (design 4.2). Flows switch on `msg.error.code`. */
export const ERROR_CODES = [
  'MIMECAST_CONFIG',
  'MIMECAST_AUTH',
  'MIMECAST_FORBIDDEN',
  'MIMECAST_NOT_LICENSED',
  'MIMECAST_RATE_LIMITED',
  'MIMECAST_UNAVAILABLE',
  'MIMECAST_BAD_REQUEST',
  'MIMECAST_BAD_ANSWER',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What an application must have been given to read something (mimecast-api.md 17). */
export interface Access {
  /** of the application's role; undefined where none is documented */
  readonly permission?: string;
  /** of the application, chosen when it is created */
  readonly product: string;
}

export interface ErrorDetails {
  /** Path only, never with a query string: those of storage links are credentials. */
  readonly endpoint?: string | undefined;
  readonly status?: number | undefined;
  /** The response's `x-request-id`; Mimecast support asks for it. */
  readonly requestId?: string | undefined;
  /** Mimecast's own code, e.g. `app_forbidden`. */
  readonly vendorCode?: string | undefined;
  /** Worth another try without anybody changing anything. */
  readonly transient?: boolean | undefined;
  /** Epoch ms before which another try is pointless. */
  readonly retryAt?: number | undefined;
  /** Which row of failure-table.ts it is: finer than the code, e.g. `certificateExpired`. */
  readonly reason?: FailureReason | undefined;
  /** For FORBIDDEN and NOT_LICENSED, where it is known: what it takes. */
  readonly needs?: Access | undefined;
  /** A storage link that is not honoured any more. */
  readonly expired?: boolean | undefined;
  /** The cause in a few words, for a status. */
  readonly short?: string | undefined;
}

/** Message and details must already be free of secrets (redact.ts): Catch nodes and logs show all of it. */
export class MimecastError extends Error {
  override readonly name = 'MimecastError';
  readonly endpoint: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly vendorCode: string | undefined;
  readonly transient: boolean;
  readonly retryAt: number | undefined;
  readonly reason: FailureReason | undefined;
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
