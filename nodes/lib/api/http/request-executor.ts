/** Executes one HTTP request: waits for a permit, sends, classifies the response and updates the quota. */

import { randomUUID } from 'node:crypto';
import type { ApiRequest, OnTrouble, Query, QuotaGroup, Throttled } from '../../contracts/api-client';
import type { ErrorReason } from '../../contracts/error-catalog';
import type { MimecastError } from '../../contracts/errors';
import { classifyNetworkError, wasNotSent } from '../../contracts/network-errors';
import { linkSignals } from '../../util/abort';
import type { Redactor } from '../../util/redaction/redactor';
import type { CallPermit, RateLimiter } from '../quota/rate-limiter';
import { classifyResponse, type ResponseOutcome } from '../response/classify-response';
import { cleanFailures } from '../response/clean-failures';
import type { ErrorContext, ErrorFactory } from '../response/error-factory';
import { header } from '../response/headers';
import { type HttpRequest, type SizedHttpResponse, sendRequest, type Transport } from './http-transport';
import { toSearchString } from './query';
import type { RequestHistory } from './request-history';

const REQUEST_ID = /^[\w.:-]{1,80}$/;

export type OnThrottled = (throttled: Throttled) => void;

/** The parts of a request that the caller provides. */
type PreparedRequest = Pick<HttpRequest, 'method' | 'headers' | 'body'>;

/** The headers of every request to the API (wire.md 1.3). */
export function commonHeaders(): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'node-red-contrib-mimecast',
    'x-request-id': randomUUID(),
  };
}

/** A request with these headers; the body, if any, is serialized as JSON. */
export function jsonRequest(
  { method, body }: Pick<ApiRequest, 'method' | 'body'>,
  headers: Readonly<Record<string, string>>,
): PreparedRequest {
  return body === undefined
    ? { method, headers }
    : { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export interface RequestSpec {
  readonly path: string;
  readonly query?: Query | undefined;
  readonly group: QuotaGroup;
  readonly stream: string;
  readonly signal: AbortSignal;
  /** 429s in a row before this try */
  readonly throttles: number;
  readonly onThrottled?: OnThrottled | undefined;
  readonly onTrouble?: OnTrouble | undefined;
  /** Set where the endpoint may echo what was sent to it. */
  readonly omitVendorMessage?: boolean;
  /** Called when the permit was granted, so that token and time stamps are recent. */
  prepare(): Promise<PreparedRequest>;
}

export interface ExecutedRequest {
  readonly outcome: ResponseOutcome;
  readonly context: ErrorContext;
  readonly status: number;
  /** of the body */
  readonly bytes: number;
}

export interface RequestExecutor {
  /** requests sent so far */
  readonly calls: number;
  /** @throws MimecastError of the network, or `rateLimited`; the signal's reason when aborted */
  execute(errand: RequestSpec): Promise<ExecutedRequest>;
}

export interface RequestExecutorOptions {
  readonly origin: string;
  readonly timeoutMs: number;
  /** false: an exhausted quota is an error at once. */
  readonly waitForQuota: boolean;
  readonly transport: Transport;
  readonly rateLimiter: RateLimiter;
  readonly history: RequestHistory;
  readonly redactor: Redactor;
  readonly fail: ErrorFactory;
}

export function createRequestExecutor(options: RequestExecutorOptions): RequestExecutor {
  const { origin, timeoutMs, transport, redactor, fail } = options;
  const { waitForQuota, rateLimiter, history } = options;
  const host = new URL(origin).host;
  let calls = 0;

  /** The request also has a total time-out, because a slow body can outlast the time-out between two chunks. */
  async function send(
    { path, query, signal, onTrouble }: RequestSpec,
    prepared: PreparedRequest,
    permit: CallPermit,
  ): Promise<SizedHttpResponse> {
    const since = Date.now();
    const failure = (reason: ErrorReason): MimecastError =>
      fail(reason, { host, endpoint: path, afterMs: Date.now() - since });
    const linked = linkSignals([signal], { ms: 5 * timeoutMs, reason: () => failure('timeout') });
    let slow = false;
    let slowTimer: NodeJS.Timeout | undefined;
    const reportSlow = (): void => {
      slow = true;
      onTrouble?.({ error: failure('slow'), since, retryAt: undefined });
    };
    calls += 1;
    try {
      const response = await sendRequest(transport.api, {
        ...prepared,
        url: origin + path + toSearchString(query),
        signal: linked.signal,
        onResponseStart: () => {
          slowTimer = setTimeout(reportSlow, timeoutMs);
        },
      });
      if (slow) onTrouble?.(undefined);
      return response;
    } catch (error) {
      if (wasNotSent(error)) permit.markNotSent();
      if (linked.signal.aborted) throw linked.signal.reason;
      throw failure(classifyNetworkError(error));
    } finally {
      clearTimeout(slowTimer);
      linked.dispose();
    }
  }

  async function prepare(spec: RequestSpec, permit: CallPermit): ReturnType<RequestSpec['prepare']> {
    try {
      return await spec.prepare();
    } catch (error) {
      permit.markNotSent();
      throw error;
    }
  }

  function errorContext(
    { path, omitVendorMessage: silent = false }: RequestSpec,
    { status, headers }: SizedHttpResponse,
    outcome: ResponseOutcome,
  ): ErrorContext {
    const id = header(headers, 'x-request-id');
    const requestId = id !== undefined && REQUEST_ID.test(id) ? redactor.redact(id) : undefined;
    return { host, endpoint: path, status, requestId, failures: outcome.failures, omitVendorMessage: silent };
  }

  function onBlocked({ path, onThrottled }: RequestSpec): OnThrottled {
    return (throttled) => {
      onThrottled?.(throttled);
      if (!waitForQuota) throw fail('rateLimited', { host, endpoint: path, retryAt: throttled.retryAt });
    };
  }

  function updateQuota(
    permit: CallPermit,
    spec: RequestSpec,
    { headers, status }: SizedHttpResponse,
    { outcome, context }: ExecutedRequest,
  ): void {
    if (outcome.kind !== 'throttled') {
      permit.answered(headers, status);
      return;
    }
    const throttled = permit.throttled(headers, spec.throttles + 1);
    spec.onThrottled?.(throttled);
    throw fail('rateLimited', { ...context, retryAt: throttled.retryAt });
  }

  return {
    get calls() {
      return calls;
    },
    async execute(spec) {
      const { group, stream, signal } = spec;
      const permit = await rateLimiter.acquire({ group, stream, signal, onBlocked: onBlocked(spec) });
      try {
        const prepared = await prepare(spec, permit);
        const startedAt = Date.now();
        const response = await send(spec, prepared, permit);
        const outcome = cleanFailures(classifyResponse(response), redactor);
        const context = errorContext(spec, response, outcome);
        history.addResponse({
          at: new Date(startedAt).toISOString(),
          method: prepared.method,
          path: spec.path,
          status: response.status,
          requestId: context.requestId ?? null,
          ms: Date.now() - startedAt,
        });
        const executed = { outcome, context, status: response.status, bytes: response.bytes };
        updateQuota(permit, spec, response, executed);
        return executed;
      } finally {
        permit.release();
      }
    },
  };
}
