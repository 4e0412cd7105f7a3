/**
 * The rate limiter of one application. Keeps its calls within Mimecast's quotas (wire.md 13): one quota window per
 * endpoint group, at most four calls in flight, round robin between streams.
 */

import type { QuotaGroup, Throttled } from '../../contracts/api-client';
import { MAX_TIMER_MS } from '../../util/async';
import type { Headers } from '../response/headers';
import { type Permit, type QuotaState, QuotaWindow } from './quota-window';

/** wire.md 13.3 */
const MAX_IN_FLIGHT = 4;

export interface PermitRequest {
  readonly group: QuotaGroup;
  readonly stream: string;
  readonly signal: AbortSignal;
  /** Called once per request when the quota is exhausted. If it throws, the request fails with that error. */
  readonly onBlocked?: ((throttled: Throttled) => void) | undefined;
}

/** The permit for one call, from its grant to its release. */
export interface CallPermit {
  /** For a response other than 429. Its headers update the quota window. */
  answered(headers: Headers, status?: number): void;
  /**
   * For a 429.
   * @param consecutive number of 429s in a row for this call, from 1
   */
  throttled(headers: Headers, consecutive: number): Throttled;
  /** No request reached Mimecast, so the call is not counted when the permit is released. */
  markNotSent(): void;
  /** Must be called once, also after errors. */
  release(): void;
}

interface QueuedRequest {
  readonly request: PermitRequest;
  notified: boolean;
  grant(permit: CallPermit): void;
  fail(reason: unknown): void;
}

export class RateLimiter {
  readonly #windows = new Map<QuotaGroup, QuotaWindow>();
  /** Queues by stream, in the order in which they are served: a stream that received a permit moves to the end. */
  readonly #queues = new Map<string, QueuedRequest[]>();
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Resolves when the call may be sent; rejects with the signal's reason when aborted before. */
  acquire(request: PermitRequest): Promise<CallPermit> {
    return new Promise((resolve, reject) => {
      if (request.signal.aborted) {
        reject(request.signal.reason);
        return;
      }
      const onAbort = (): void => {
        this.#dequeue(queued);
        reject(request.signal.reason);
        this.#dispatch();
      };
      const removeListener = (): void => request.signal.removeEventListener('abort', onAbort);
      const queued: QueuedRequest = {
        request,
        notified: false,
        grant: (permit) => {
          removeListener();
          resolve(permit);
        },
        fail: (reason) => {
          removeListener();
          reject(reason);
        },
      };
      request.signal.addEventListener('abort', onAbort, { once: true });
      const queue = this.#queues.get(request.stream);
      if (queue === undefined) this.#queues.set(request.stream, [queued]);
      else queue.push(queued);
      this.#dispatch();
    });
  }

  /** The state of each quota group that was used. */
  stats(now: number): readonly QuotaState[] {
    return [...this.#windows.values()].map((quota) => quota.stats(now));
  }

  #windowOf(group: QuotaGroup): QuotaWindow {
    const existing = this.#windows.get(group);
    if (existing !== undefined) return existing;
    const quota = new QuotaWindow(group);
    this.#windows.set(group, quota);
    return quota;
  }

  #dequeue(queued: QueuedRequest): void {
    const { stream } = queued.request;
    const rest = (this.#queues.get(stream) ?? []).filter((other) => other !== queued);
    if (rest.length === 0) this.#queues.delete(stream);
    else this.#queues.set(stream, rest);
  }

  #isQueued(queued: QueuedRequest): boolean {
    return this.#queues.get(queued.request.stream)?.includes(queued) === true;
  }

  /** Grants all permits that are possible now, and sets the timer for the next quota window. */
  #dispatch(): void {
    clearTimeout(this.#timer);
    let opensAt = Number.POSITIVE_INFINITY;
    let granted = true;
    while (granted) {
      granted = false;
      opensAt = Number.POSITIVE_INFINITY;
      for (const queued of [...this.#queues.values()].flatMap((queue) => queue.slice(0, 1))) {
        const result = this.#tryGrant(queued);
        if (result === 'granted') granted = true;
        else opensAt = Math.min(opensAt, result);
      }
    }
    // A request may be aborted in `onBlocked`; that calls this method again and may set the timer.
    clearTimeout(this.#timer);
    if (opensAt === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(
      () => this.#dispatch(),
      Math.min(Math.max(opensAt - Date.now(), 1), MAX_TIMER_MS),
    );
  }

  /** @returns 'granted', or the time of the next attempt (epoch ms; Infinity: when a call in flight ends) */
  #tryGrant(queued: QueuedRequest): 'granted' | number {
    const { group, stream } = queued.request;
    // Token requests are exempt: the calls that hold the permits may be waiting for the token.
    const counted = group !== 'token';
    if (counted && this.#inFlight >= MAX_IN_FLIGHT) return Number.POSITIVE_INFINITY;
    const quota = this.#windowOf(group);
    const result = quota.tryAcquire(stream, Date.now());
    if (!result.granted) return this.#notifyBlocked(queued, quota, result.opensAt);
    const rest = (this.#queues.get(stream) ?? []).slice(1);
    this.#queues.delete(stream);
    if (rest.length > 0) this.#queues.set(stream, rest);
    if (counted) this.#inFlight += 1;
    queued.grant(this.#permit(quota, result, counted));
    return 'granted';
  }

  #notifyBlocked(queued: QueuedRequest, quota: QuotaWindow, opensAt: number): number {
    const { onBlocked } = queued.request;
    if (queued.notified || opensAt === Number.POSITIVE_INFINITY) return opensAt;
    queued.notified = true;
    try {
      onBlocked?.(quota.onBlocked(opensAt, Date.now()));
      return this.#isQueued(queued) ? opensAt : Number.POSITIVE_INFINITY;
    } catch (reason) {
      this.#dequeue(queued);
      queued.fail(reason);
      return Number.POSITIVE_INFINITY;
    }
  }

  #permit(quota: QuotaWindow, admission: Permit, counted: boolean): CallPermit {
    let open = true;
    let sent = true;
    return {
      answered: (headers, status = 200) => quota.updateFromHeaders(admission, headers, Date.now(), status),
      throttled: (headers, consecutive) => quota.onThrottled(admission, headers, consecutive, Date.now()),
      markNotSent: () => {
        sent = false;
      },
      release: () => {
        if (!open) return;
        open = false;
        if (counted) this.#inFlight -= 1;
        quota.release(admission, sent);
        this.#dispatch();
      },
    };
  }
}
