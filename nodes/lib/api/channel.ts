/** One call as Mimecast counts it: wait for the turn, send, decide what the answer means, tell the quota. */
import type { CallRecord } from './call-record';
import { decide, type Outcome } from './decide';
import type { MimecastError } from './errors';
import type { FailureReason } from './failure-table';
import type { Fail, FailureContext } from './failures';
import type { Governor, Lease } from './governor';
import { networkReason, neverSent } from './network-failure';
import { type Query, searchOf } from './query';
import type { Redactor } from './redact';
import { header } from './retry-after';
import { link } from './signals';
import { type Exchange, exchange, type Received, type Transport } from './transport';
import type { OnTrouble, QuotaGroup, Throttled } from './types';

const REQUEST_ID = /^[\w.:-]{1,80}$/;

export type OnThrottled = (throttled: Throttled) => void;

/** Of an exchange, what the errand itself knows. */
type Prepared = Omit<Exchange, 'url' | 'signal' | 'onBegun'>;

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
  /** The endpoint may echo what it was sent. */
  readonly silent?: boolean;
  /** Asked when the turn has come, so that it is as fresh as can be. */
  prepare(): Promise<Prepared>;
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
  /** Whether an empty bucket is waited for; else it is an error at once. */
  readonly patient: boolean;
  readonly transport: Transport;
  readonly governor: Governor;
  readonly record: CallRecord;
  readonly redactor: Redactor;
  readonly fail: Fail;
}

export function createChannel(options: ChannelOptions): Channel {
  const { origin, timeoutMs, patient, transport, governor, record, redactor, fail } = options;
  const host = new URL(origin).host;
  let calls = 0;

  /** Bounded as a whole too: a body that drips would outlast every single time-out. */
  async function send(
    { path, query, signal, onTrouble }: Errand,
    what: Prepared,
    lease: Lease,
  ): Promise<Received> {
    const since = Date.now();
    const failure = (reason: FailureReason): MimecastError =>
      fail(reason, { host, endpoint: path, afterMs: Date.now() - since });
    const linked = link([signal], { ms: 5 * timeoutMs, reason: () => failure('timeout') });
    let slow = false;
    let watch: NodeJS.Timeout | undefined;
    const tellSlow = (): void => {
      slow = true;
      onTrouble?.({ error: failure('slow'), since, retryAt: undefined });
    };
    calls += 1;
    try {
      const received = await exchange(transport.api, {
        ...what,
        url: origin + path + searchOf(query),
        signal: linked.signal,
        onBegun: () => {
          watch = setTimeout(tellSlow, timeoutMs);
        },
      });
      if (slow) onTrouble?.(undefined);
      return received;
    } catch (error) {
      if (neverSent(error)) lease.unsent();
      if (linked.signal.aborted) throw linked.signal.reason;
      throw failure(networkReason(error));
    } finally {
      clearTimeout(watch);
      linked.unlink();
    }
  }

  async function prepare(errand: Errand, lease: Lease): ReturnType<Errand['prepare']> {
    try {
      return await errand.prepare();
    } catch (error) {
      lease.unsent();
      throw error;
    }
  }

  function contextOf(
    { path, silent = false }: Errand,
    { status, headers }: Received,
    outcome: Outcome,
  ): FailureContext {
    const id = header(headers, 'x-request-id');
    const requestId = id !== undefined && REQUEST_ID.test(id) ? redactor.text(id) : undefined;
    return { host, endpoint: path, status, requestId, failures: outcome.failures, silent };
  }

  function whenBlocked({ path, onThrottled }: Errand): OnThrottled {
    return (throttled) => {
      onThrottled?.(throttled);
      if (!patient) throw fail('rateLimited', { host, endpoint: path, retryAt: throttled.retryAt });
    };
  }

  function settle(
    lease: Lease,
    errand: Errand,
    { headers }: Received,
    { outcome, context }: Performed,
  ): void {
    if (outcome.kind !== 'throttled') {
      lease.answered(headers);
      return;
    }
    const throttled = lease.throttled(headers, errand.throttles + 1);
    errand.onThrottled?.(throttled);
    throw fail('rateLimited', { ...context, retryAt: throttled.retryAt });
  }

  return {
    get calls() {
      return calls;
    },
    async perform(errand) {
      const { group, stream, signal } = errand;
      const lease = await governor.acquire({ group, stream, signal, onBlocked: whenBlocked(errand) });
      try {
        const what = await prepare(errand, lease);
        const startedAt = Date.now();
        const received = await send(errand, what, lease);
        const outcome = decide(received);
        const context = contextOf(errand, received, outcome);
        record.answered({
          at: new Date(startedAt).toISOString(),
          method: what.method,
          path: errand.path,
          status: received.status,
          requestId: context.requestId ?? null,
          ms: Date.now() - startedAt,
        });
        const performed = { outcome, context, status: received.status, bytes: received.bytes };
        settle(lease, errand, received, performed);
        return performed;
      } finally {
        lease.release();
      }
    },
  };
}
