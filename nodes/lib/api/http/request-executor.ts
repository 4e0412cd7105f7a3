/** Executes one HTTP request: waits for a permit, sends, classifies the response and updates the quota. */
import type { CallRecord } from '../diagnostics/request-history';
import { decide, type Outcome } from '../response/classify-response';
import type { MimecastError } from '../../contracts/errors';
import type { FailureReason } from '../../contracts/error-catalog';
import type { Fail, FailureContext } from '../response/error-factory';
import type { Governor, Lease } from '../quota/rate-limiter';
import { networkReason, neverSent } from '../../util/network-errors';
import { type Query, searchOf } from './query';
import type { Redactor } from '../../util/redactor';
import { header } from '../quota/rate-limit-headers';
import { link } from '../../util/abort';
import { type Exchange, exchange, type SizedHttpResponse, type Transport } from './http-transport';
import type { OnTrouble, QuotaGroup, Throttled } from '../../contracts/api-client';

const REQUEST_ID = /^[\w.:-]{1,80}$/;

export type OnThrottled = (throttled: Throttled) => void;

/** The parts of a request that the caller provides. */
type PreparedRequest = Pick<Exchange, 'method' | 'headers' | 'body'>;

export interface Errand {
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
  readonly silent?: boolean;
  /** Called when the permit was granted, so that token and time stamps are recent. */
  prepare(): Promise<PreparedRequest>;
}

export interface Performed {
  readonly outcome: Outcome;
  readonly context: FailureContext;
  readonly status: number;
  /** of the body */
  readonly bytes: number;
}

export interface Channel {
  /** requests sent so far */
  readonly calls: number;
  /** @throws MimecastError of the network, or `rateLimited`; the signal's reason when aborted */
  perform(errand: Errand): Promise<Performed>;
}

export interface ChannelOptions {
  readonly origin: string;
  readonly timeoutMs: number;
  /** false: an exhausted quota is an error at once. */
  readonly waitForQuota: boolean;
  readonly transport: Transport;
  readonly rateLimiter: Governor;
  readonly history: CallRecord;
  readonly redactor: Redactor;
  readonly fail: Fail;
}

export function createChannel(options: ChannelOptions): Channel {
  const { origin, timeoutMs, transport, redactor, fail } = options;
  const { waitForQuota, rateLimiter, history } = options;
  const host = new URL(origin).host;
  let calls = 0;

  /** The request also has a total time-out, because a slow body can outlast the time-out between two chunks. */
  async function send(
    { path, query, signal, onTrouble }: Errand,
    prepared: PreparedRequest,
    permit: Lease,
  ): Promise<SizedHttpResponse> {
    const since = Date.now();
    const failure = (reason: FailureReason): MimecastError =>
      fail(reason, { host, endpoint: path, afterMs: Date.now() - since });
    const linked = link([signal], { ms: 5 * timeoutMs, reason: () => failure('timeout') });
    let slow = false;
    let slowTimer: NodeJS.Timeout | undefined;
    const reportSlow = (): void => {
      slow = true;
      onTrouble?.({ error: failure('slow'), since, retryAt: undefined });
    };
    calls += 1;
    try {
      const response = await exchange(transport.api, {
        ...prepared,
        url: origin + path + searchOf(query),
        signal: linked.signal,
        onBegun: () => {
          slowTimer = setTimeout(reportSlow, timeoutMs);
        },
      });
      if (slow) onTrouble?.(undefined);
      return response;
    } catch (error) {
      if (neverSent(error)) permit.unsent();
      if (linked.signal.aborted) throw linked.signal.reason;
      throw failure(networkReason(error));
    } finally {
      clearTimeout(slowTimer);
      linked.unlink();
    }
  }

  async function prepare(spec: Errand, permit: Lease): ReturnType<Errand['prepare']> {
    try {
      return await spec.prepare();
    } catch (error) {
      permit.unsent();
      throw error;
    }
  }

  function errorContext(
    { path, silent = false }: Errand,
    { status, headers }: SizedHttpResponse,
    outcome: Outcome,
  ): FailureContext {
    const id = header(headers, 'x-request-id');
    const requestId = id !== undefined && REQUEST_ID.test(id) ? redactor.text(id) : undefined;
    return { host, endpoint: path, status, requestId, failures: outcome.failures, silent };
  }

  function onBlocked({ path, onThrottled }: Errand): OnThrottled {
    return (throttled) => {
      onThrottled?.(throttled);
      if (!waitForQuota) throw fail('rateLimited', { host, endpoint: path, retryAt: throttled.retryAt });
    };
  }

  function updateQuota(
    permit: Lease,
    spec: Errand,
    { headers }: SizedHttpResponse,
    { outcome, context }: Performed,
  ): void {
    if (outcome.kind !== 'throttled') {
      permit.answered(headers);
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
    async perform(spec) {
      const { group, stream, signal } = spec;
      const permit = await rateLimiter.acquire({ group, stream, signal, onBlocked: onBlocked(spec) });
      try {
        const prepared = await prepare(spec, permit);
        const startedAt = Date.now();
        const response = await send(spec, prepared, permit);
        const outcome = decide(response);
        const context = errorContext(spec, response, outcome);
        history.answered({
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
