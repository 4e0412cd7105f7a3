/** The remaining calls of one quota group: default values first, then updated from response headers. Has no timer. */

import type { QuotaGroup, Throttled } from '../../contracts/api-client';
import { addJitter, backoffMs } from '../../util/backoff';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../util/time';
import type { Headers } from '../response/headers';
import { countHeader, MAX_RESET_MS, rateLimitResetMs, retryAfterMs } from './rate-limit-headers';

/** The assumed quotas until response headers replace them (wire.md 13.2): calls, and ms in which they are granted. */
const QUOTA_DEFAULTS: Readonly<Record<QuotaGroup, { readonly limit: number; readonly windowMs: number }>> = {
  /** Not published. Another client assumes this value; it is far more than one token per half hour. */
  token: { limit: 20, windowMs: MINUTE_MS },
  'siem-batch': { limit: 50, windowMs: 15 * MINUTE_MS },
  'siem-stream': { limit: 300, windowMs: HOUR_MS },
  api: { limit: 800, windowMs: 5 * SECOND_MS },
};
/** The longest window, with the jitter. */
const MAX_WINDOW_MS = 2 * MAX_RESET_MS;
/** From this number of exhausted windows within an hour on, the polling interval is too short. */
const THROTTLES_PER_HOUR = 3;
/** A poll of one stream takes at least two calls: a page, and one that returns nothing newer (wire.md 13.2). */
const CALLS_PER_POLL = 2;
/** ms; the cap for 429s without usable headers (wire.md 13.1, step 4) */
const MAX_BACKOFF_WITHOUT_HEADER_MS = MINUTE_MS;

export interface Permit {
  readonly granted: true;
  /** The first call after the quota was exhausted. Other calls wait for its response. */
  readonly probe: boolean;
  /** The window that the call was counted in. */
  readonly generation: number;
  answered: boolean;
}

export interface Denied {
  readonly granted: false;
  /** epoch ms; Infinity: when the response to the probe has arrived */
  readonly opensAt: number;
}

/** The state of a quota window as plain data. */
export interface QuotaState {
  readonly group: QuotaGroup;
  /** calls per window */
  readonly limit: number;
  readonly windowMs: number;
  readonly remaining: number;
  /** ISO 8601; null: no window has started */
  readonly resetAt: string | null;
  readonly inFlight: number;
  /** Mimecast reported an exhausted quota, and the window has not been reset yet */
  readonly blocked: boolean;
  /** windows within the last hour whose quota did not suffice */
  readonly throttled: number;
}

export class QuotaWindow {
  #limit: number;
  #windowMs: number;
  #remaining: number;
  /** Epoch ms at which the window is reset; undefined while no window has started. */
  #resetAt: number | undefined;
  /** Mimecast reported an exhausted quota. After that it grants "at least one call", so the first call is a probe. */
  #exhausted = false;
  /** The window after an exhausted one has started, and its probe has no response yet. */
  #halfOpen = false;
  #inFlight = 0;
  /** Increases with each window. */
  #generation = 0;
  /** epoch ms of each window whose quota did not suffice */
  #throttles: number[] = [];
  /** the generation that was counted last */
  #throttledIn: number | undefined;
  readonly #streams = new Map<string, number>();

  constructor(readonly group: QuotaGroup) {
    const { limit, windowMs } = QUOTA_DEFAULTS[group];
    this.#limit = limit;
    this.#remaining = limit;
    this.#windowMs = windowMs;
  }

  tryAcquire(stream: string, now: number): Permit | Denied {
    this.#resetIfDue(now);
    if (this.#remaining <= 0)
      return { granted: false, opensAt: this.#halfOpen ? Number.POSITIVE_INFINITY : (this.#resetAt ?? now) };
    this.#remaining -= 1;
    this.#inFlight += 1;
    this.#streams.set(stream, now);
    if (!this.#halfOpen) this.#resetAt ??= now + this.#windowMs;
    return { granted: true, probe: this.#halfOpen, generation: this.#generation, answered: false };
  }

  stats(now: number): QuotaState {
    this.#resetIfDue(now);
    return {
      group: this.group,
      limit: this.#limit,
      windowMs: this.#windowMs,
      remaining: this.#remaining,
      resetAt: this.#resetAt === undefined ? null : new Date(this.#resetAt).toISOString(),
      inFlight: this.#inFlight,
      blocked: this.#exhausted,
      throttled: this.#throttles.filter((at) => at > now - HOUR_MS).length,
    };
  }

  #resetIfDue(now: number): void {
    if (this.#resetAt === undefined) return;
    // No window is longer than an hour. Otherwise the clock of this server was put back.
    if (now < this.#resetAt && this.#resetAt - now <= MAX_WINDOW_MS) return;
    this.#halfOpen = this.#exhausted;
    this.#remaining = this.#exhausted ? 1 : this.#limit;
    this.#exhausted = false;
    this.#resetAt = undefined;
    this.#generation += 1;
  }

  /**
   * For a response other than 429.
   * @param status of a gateway (5xx) without quota headers says nothing: the next call is the probe
   */
  updateFromHeaders(permit: Permit, headers: Headers, now: number, status: number): void {
    const isInformed = status < 500 || countHeader(headers, 'x-ratelimit-remaining') !== undefined;
    if (!isInformed) return;
    permit.answered = true;
    const limit = countHeader(headers, 'x-ratelimit-limit');
    const remaining = countHeader(headers, 'x-ratelimit-remaining');
    const reset = rateLimitResetMs(headers, now);
    if (limit !== undefined && limit > 0) this.#limit = limit;
    // The call was sent before the quota was exhausted, so these headers are outdated.
    if (this.#exhausted) return;
    if (remaining === undefined) {
      if (permit.probe) this.#startWindow(this.#limit - 1, now + this.#windowMs);
      return;
    }
    if (reset !== undefined && limit !== undefined) this.#observeWindow(reset);
    if (remaining === 0) {
      this.#exhaust(now + addJitter(retryAfterMs(headers, now) ?? SECOND_MS));
      return;
    }
    // Assumes that other calls in flight are not counted yet. Their responses will correct the number.
    const others = this.#inFlight - 1;
    this.#startWindow(
      Math.max(0, remaining - others),
      reset === undefined ? (this.#resetAt ?? now + this.#windowMs) : now + reset,
    );
  }

  onThrottled(permit: Permit, headers: Headers, consecutive: number, now: number): Throttled {
    permit.answered = true;
    this.#countThrottle(now);
    const reset = rateLimitResetMs(headers, now);
    if (reset !== undefined) this.#observeWindow(reset);
    const requested = retryAfterMs(headers, now);
    const wait =
      requested === undefined
        ? backoffMs(consecutive, { base: SECOND_MS, cap: MAX_BACKOFF_WITHOUT_HEADER_MS, jitter: 'full' })
        : addJitter(requested);
    const retryAt = Math.max(now + wait, this.#exhausted ? (this.#resetAt ?? 0) : 0);
    this.#exhaust(retryAt);
    return this.#withAdvice({ group: this.group, message: 'Mimecast asks for fewer calls', retryAt }, now);
  }

  /**
   * For a call that has to wait, because Mimecast would answer it with 429: the polling interval is as much too short.
   * @param retryAt epoch ms at which the window is reset
   */
  onBlocked(retryAt: number, now: number): Throttled {
    this.#countThrottle(now);
    const message = 'the quota of the application is used up for now';
    return this.#withAdvice({ group: this.group, message, retryAt }, now);
  }

  /** Several 429s and waits in the same window count once. */
  #countThrottle(now: number): void {
    if (this.#throttledIn === this.#generation) return;
    this.#throttledIn = this.#generation;
    this.#throttles = [...this.#throttles.filter((at) => at > now - HOUR_MS), now];
  }

  #withAdvice(throttled: Throttled, now: number): Throttled {
    return this.#throttles.length < THROTTLES_PER_HOUR
      ? throttled
      : { ...throttled, fittingIntervalMs: this.#fittingIntervalMs(now) };
  }

  /** @param sent false: the request did not leave this machine, so Mimecast did not count it */
  release(permit: Permit, sent: boolean): void {
    this.#inFlight -= 1;
    if (!sent && !this.#exhausted && permit.generation === this.#generation)
      this.#remaining = Math.min(this.#remaining + 1, this.#limit);
    // A probe without a response gives no information, so the next call is the probe.
    if (permit.probe && !permit.answered && this.#halfOpen) this.#remaining = 1;
  }

  #startWindow(remaining: number, resetAt: number): void {
    this.#halfOpen = false;
    this.#remaining = remaining;
    this.#resetAt = resetAt;
  }

  #exhaust(until: number): void {
    this.#exhausted = true;
    this.#halfOpen = false;
    this.#remaining = 0;
    this.#resetAt = until;
  }

  #headersSeen = false;
  /** The header counts down, so the longest value seen is the best estimate of the window. */
  #observeWindow(reset: number): void {
    this.#windowMs = this.#headersSeen ? Math.max(this.#windowMs, reset) : Math.max(reset, 1);
    this.#headersSeen = true;
  }

  /** The polling interval at which all streams active within the last hour fit into the quota, in whole minutes. */
  #fittingIntervalMs(now: number): number {
    for (const [stream, at] of this.#streams) if (at < now - HOUR_MS) this.#streams.delete(stream);
    const calls = Math.max(1, this.#streams.size) * CALLS_PER_POLL;
    return Math.max(1, Math.ceil((calls * this.#windowMs) / this.#limit / MINUTE_MS)) * MINUTE_MS;
  }
}
