/** What the rest of the package knows of the Mimecast client. */
import type { MimecastError } from './errors';
import type { Query } from './query';

/** Buckets that Mimecast counts separately (mimecast-api.md 13.2); seeds are in quota-seeds.ts. */
export type QuotaGroup = 'token' | 'siem-batch' | 'siem-stream' | 'api';

export interface ApiRequest {
  /** Everything in this package reads with GET and POST; the others are for requests of users. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with a slash; joined to the account's origin and to nothing else. */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly group: QuotaGroup;
}

/** Mimecast asked for patience (429), or its headers say that the bucket is empty. */
export interface Throttled {
  readonly group: QuotaGroup;
  readonly message: string;
  /** Epoch ms at which the call is tried again. */
  readonly retryAt: number;
  /** From the third 429 within an hour on: the polling interval that would fit the quota, in ms. */
  readonly fittingIntervalMs?: number;
}

/** A try has failed, or takes suspiciously long, and the call goes on all the same. */
export interface Trouble {
  readonly error: MimecastError;
  /** epoch ms at which the first try of it began */
  readonly since: number;
  /** epoch ms of the next try; undefined: this one is still waited for */
  readonly retryAt: number | undefined;
}

/** Told of each try that failed while another follows, and with `undefined` once one of them has succeeded. */
export type OnTrouble = (trouble: Trouble | undefined) => void;

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Calls of one stream are served in order; streams take turns (fairness of the governor). */
  readonly stream: string;
  readonly onThrottled?: (throttled: Throttled) => void;
  readonly onTrouble?: OnTrouble;
  /** 1: for calls that change something, which must not happen twice. Otherwise what the client was made with. */
  readonly tries?: 1;
}

/** One entry of `fail[]`, `errors[]` or `error`, whatever its shape was (mimecast-api.md 3.4). */
export interface VendorFailure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly field?: string;
}

export interface ApiAnswer {
  readonly status: number;
  /** The parsed JSON body; callers give it a schema before they use it. */
  readonly body: unknown;
  readonly requestId: string | undefined;
  /** Size of the body on the wire. */
  readonly bytes: number;
  /** Partial success: entries of `fail[]` beside usable `data` (mimecast-api.md 3.5, step 6). */
  readonly failures: readonly VendorFailure[];
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly onTrouble?: OnTrouble;
}

export interface Identity {
  /** Mimecast's account code, '' where neither who-am-I nor get-account told it. */
  readonly code: string;
  readonly name: string;
}

/** One per account node: one token, one quota, two connection pools. */
export interface ApiClient {
  /** Where Bearer tokens go, e.g. `https://api.services.mimecast.com`. */
  readonly origin: string;
  /** True for the simulated tenant of the region `demo`. */
  readonly demo: boolean;
  /** Four keys of API 1.0: nothing but `/api/*` can be had. */
  readonly legacy?: true;
  /** @throws MimecastError; AbortError (`signal.reason`) when aborted. */
  call(request: ApiRequest, options: CallOptions): Promise<ApiAnswer>;
  /**
   * Fetches a pre-signed link without any credential. The body is what the storage sent (gzip or not).
   * @throws MimecastError: `expired` when the storage refuses the link (403, 404, 410).
   */
  download(url: string, options: DownloadOptions): Promise<AsyncIterable<Uint8Array> & { destroy(): void }>;
  /** Asked once, then remembered; code '' when the application may not know. Transient failures throw. */
  identity(options: CallOptions): Promise<Identity>;
  /** Calls made so far on the API (token calls included), for reports. */
  readonly calls: number;
  /** Aborts what is under way and closes both pools. */
  close(): Promise<void>;
}
