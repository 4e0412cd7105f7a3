/** Classifies a response by the procedure of wire.md 3.5. No other file decides what a response means. */

import type { VendorFailure } from '../../contracts/api-client';
import type { ErrorReason } from '../../contracts/error-catalog';
import { readEnvelope } from './envelope';
import { type Headers, header } from './headers';

export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export type ResponseOutcome =
  | { readonly kind: 'ok'; readonly body: unknown; readonly failures: readonly VendorFailure[] }
  | { readonly kind: 'throttled'; readonly failures: readonly VendorFailure[] }
  | { readonly kind: 'unauthorized'; readonly failures: readonly VendorFailure[] }
  | { readonly kind: 'failed'; readonly reason: ErrorReason; readonly failures: readonly VendorFailure[] };

/** Codes that mean an empty result, not an error (wire.md 3.4). */
const EMPTY_RESULTS: ReadonlySet<string> = new Set(['err_threat_intel_feed_no_result_found']);

/** Codes that replace the HTTP status (wire.md 2.4, 3.4, quirks 27 and 28). */
const CODE_STATUS: Readonly<Record<string, number>> = {
  token_expired: 401,
  token_verification_failed: 401,
  'Unauthorized Request': 401,
  unauthorized: 401,
  InvalidClientIdentifier: 401,
  app_forbidden: 403,
  err_developer_key: 503,
};

const STATUS_REASONS: Readonly<Record<number, ErrorReason>> = {
  403: 'permission',
  404: 'notLicensed',
  407: 'proxyLogin',
  408: 'serverError',
  425: 'serverError',
};

function parse(text: string): { readonly json: boolean; readonly body: unknown } {
  try {
    return { json: true, body: JSON.parse(text) };
  } catch {
    return { json: false, body: undefined };
  }
}

/** Portals and proxies respond with a web page; a truncated API response is not one. */
function isHtml({ headers, text }: HttpResponse): boolean {
  return (
    /\bhtml\b/i.test(header(headers, 'content-type') ?? '') ||
    /^\s*<(!doctype|html)/i.test(text.slice(0, 200))
  );
}

function fromStatus(status: number, failures: readonly VendorFailure[]): ResponseOutcome {
  if (status === 429) return { kind: 'throttled', failures };
  if (status === 401) return { kind: 'unauthorized', failures };
  if (status >= 500) return { kind: 'failed', reason: 'serverError', failures };
  if (status < 400) return { kind: 'failed', reason: 'redirect', failures };
  return { kind: 'failed', reason: STATUS_REASONS[status] ?? 'badRequest', failures };
}

/** The status that an error in a 2xx response represents; undefined when it is not an error. */
function effectiveStatus(
  metaStatus: number | undefined,
  failures: readonly VendorFailure[],
): number | undefined {
  if (metaStatus !== undefined && metaStatus >= 400) return metaStatus;
  return failures.map((failure) => CODE_STATUS[failure.code]).find((status) => status !== undefined);
}

function fromJson(body: unknown): ResponseOutcome {
  const { metaStatus, hasData, failures } = readEnvelope(body);
  if (failures.length > 0 && failures.every((failure) => EMPTY_RESULTS.has(failure.code)))
    return { kind: 'ok', body, failures: [] };
  const effective = effectiveStatus(metaStatus, failures);
  if (effective !== undefined) return fromStatus(effective, failures);
  if (failures.some((failure) => failure.retryable))
    return { kind: 'failed', reason: 'serverError', failures };
  if (failures.length === 0 || hasData) return { kind: 'ok', body, failures };
  return { kind: 'failed', reason: 'badRequest', failures };
}

export function classifyResponse(response: HttpResponse): ResponseOutcome {
  const { status, text } = response;
  if (status === 204) return { kind: 'ok', body: undefined, failures: [] };
  const { json, body } = parse(text);
  if (status < 200 || status >= 300) return fromStatus(status, readEnvelope(body).failures);
  if (json) return fromJson(body);
  return { kind: 'failed', reason: isHtml(response) ? 'html' : 'notJson', failures: [] };
}
