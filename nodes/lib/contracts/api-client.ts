/** The interface of the Mimecast client. */

import type { MimecastError } from './errors';

/** The parameters of a query string. A key that occurs more than once has a list. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** Quota groups that Mimecast counts separately (wire.md 13.2). */
export type QuotaGroup = 'token' | 'siem-batch' | 'siem-stream' | 'api';

export interface ApiRequest {
  /** This package reads with GET and POST only. The others are for users' own requests. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Starts with a slash; always relative to the account's origin. */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly group: QuotaGroup;
}

/** Mimecast sent 429, or its headers report an exhausted quota. */
export interface Throttled {
  readonly group: QuotaGroup;
  readonly message: string;
  /** Epoch ms of the next attempt. */
  readonly retryAt: number;
  /** From the third exhausted quota within an hour on: the polling interval that fits the quota, in ms. */
  readonly fittingIntervalMs?: number;
}

/** An attempt has failed or is slow, and the call continues. */
export interface Trouble {
  readonly error: MimecastError;
  /** epoch ms of the start of the first attempt */
  readonly since: number;
  /** epoch ms of the next attempt; undefined: the current attempt is still waiting for its response */
  readonly retryAt: number | undefined;
}

/** Called for each failed attempt before its retry, and with `undefined` when a later attempt succeeds. */
export type OnTrouble = (trouble: Trouble | undefined) => void;

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Calls of one stream are sent in order. The rate limiter serves streams round robin. */
  readonly stream: string;
  readonly onThrottled?: (throttled: Throttled) => void;
  readonly onTrouble?: OnTrouble;
  /** 1: no retry, for calls that change something. Default: the setting of the client. */
  readonly tries?: 1;
}

/** One entry of `fail[]`, `errors[]` or `error`, normalized (wire.md 3.4). */
export interface VendorFailure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly field?: string;
}

export interface ApiResponse {
  readonly status: number;
  /** The parsed JSON body. Callers must validate it. */
  readonly body: unknown;
  readonly requestId: string | undefined;
  /** Size of the body on the wire. */
  readonly bytes: number;
  /** Partial success: entries of `fail[]` next to usable `data` (wire.md 3.5, step 6). */
  readonly failures: readonly VendorFailure[];
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly onTrouble?: OnTrouble;
}

export interface Identity {
  /** Mimecast's account code; '' when neither whoami nor get-account returned it. */
  readonly code: string;
  readonly name: string;
}

/** One per account node: one token, one quota, two connection pools. */
export interface ApiClient {
  /** Bearer tokens are sent to this origin only, e.g. `https://api.services.mimecast.com`. */
  readonly origin: string;
  /** True for the region `demo`, which is the simulator. */
  readonly demo: boolean;
  /** True for the keys of API 1.0: only `/api/*` is available. */
  readonly legacy?: true;
  /** @throws MimecastError; AbortError (`signal.reason`) when aborted. */
  call(request: ApiRequest, options: CallOptions): Promise<ApiResponse>;
  /**
   * Fetches a pre-signed link without any credential. The body is what the storage sent (gzip or not).
   * @throws MimecastError: `expired` when the storage refuses the link (403, 404, 410).
   */
  download(url: string, options: DownloadOptions): Promise<AsyncIterable<Uint8Array> & { destroy(): void }>;
  /**
   * Cached after the first call. The code is '' when the application lacks the permission. Transient errors
   * are thrown.
   */
  identity(options: CallOptions): Promise<Identity>;
  /**
   * A text of the API as logs, reports and errors may have it: without the secrets of the account, on one line, cut. A
   * client without it has no secrets.
   */
  redact?(text: string, maxLength?: number): string;
  /** Number of API requests so far, token requests included. For reports. */
  readonly calls: number;
  /** Aborts all pending calls and closes both pools. */
  close(): Promise<void>;
}
