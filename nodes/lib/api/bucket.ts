/** What is left of one quota group: assumed from its seed, corrected by what the headers say. Knows no timer. */
import { QUOTA_SEEDS } from './quota-seeds';
import { backoffMs, countHeader, type Headers, resetMs, retryAfterMs, withJitter } from './retry-after';
import type { QuotaGroup, Throttled } from './types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How many 429s within an hour mean that the polling interval does not fit. */
const TOO_MANY = 3;
/** A poll of one stream takes at least a page and the call that finds nothing newer (13.2). */
const CALLS_PER_POLL = 2;
/** ms; the longest wait after a 429 whose headers say nothing (13.1, step 4) */
const LONGEST_UNTOLD = MINUTE;

export interface Admission {
  readonly granted: true;
  /** The first call after a wall: what others may do depends on its answer. */
  readonly probe: boolean;
  /** Which filling of the bucket it was taken from. */
  readonly filling: number;
  answered: boolean;
}

export interface Refusal {
  readonly granted: false;
  /** epoch ms; Infinity: as soon as the probe has its answer */
  readonly opensAt: number;
}

/** What is known of a bucket, as plain data. */
export interface QuotaState {
  readonly group: QuotaGroup;
  /** calls a window */
  readonly limit: number;
  readonly windowMs: number;
  readonly remaining: number;
  /** ISO 8601; null: no window has begun */
  readonly resetAt: string | null;
  readonly inFlight: number;
  /** Mimecast said that nothing is left, and it is not over yet */
  readonly blocked: boolean;
  /** 429s within the last hour */
  readonly throttled: number;
}

export class Bucket {
  #limit: number;
  #windowMs: number;
  #remaining: number;
  /** Epoch ms at which calls are given back; undefined while no window has begun. */
  #resetAt: number | undefined;
  /** Mimecast itself said that nothing is left. It gives back "at least one call", so the first is a probe. */
  #wall = false;
  #probing = false;
  #inFlight = 0;
  #filling = 0;
  #throttles: number[] = [];
  readonly #streams = new Map<string, number>();

  constructor(readonly group: QuotaGroup) {
    const { limit, windowMs } = QUOTA_SEEDS[group];
    this.#limit = limit;
    this.#remaining = limit;
    this.#windowMs = windowMs;
  }

  admit(stream: string, now: number): Admission | Refusal {
    this.#refill(now);
    if (this.#remaining <= 0)
      return { granted: false, opensAt: this.#probing ? Number.POSITIVE_INFINITY : (this.#resetAt ?? now) };
    this.#remaining -= 1;
    this.#inFlight += 1;
    this.#streams.set(stream, now);
    if (!this.#probing) this.#resetAt ??= now + this.#windowMs;
    return { granted: true, probe: this.#probing, filling: this.#filling, answered: false };
  }

  standing(now: number): QuotaState {
    this.#refill(now);
    return {
      group: this.group,
      limit: this.#limit,
      windowMs: this.#windowMs,
      remaining: this.#remaining,
      resetAt: this.#resetAt === undefined ? null : new Date(this.#resetAt).toISOString(),
      inFlight: this.#inFlight,
      blocked: this.#wall,
      throttled: this.#throttles.filter((at) => at > now - HOUR).length,
    };
  }

  #refill(now: number): void {
    if (this.#resetAt === undefined || now < this.#resetAt) return;
    this.#probing = this.#wall;
    this.#remaining = this.#wall ? 1 : this.#limit;
    this.#wall = false;
    this.#resetAt = undefined;
    this.#filling += 1;
  }

  /** An answer other than 429. */
  correct(admission: Admission, headers: Headers, now: number): void {
    admission.answered = true;
    const limit = countHeader(headers, 'x-ratelimit-limit');
    const remaining = countHeader(headers, 'x-ratelimit-remaining');
    const reset = resetMs(headers, now);
    if (limit !== undefined && limit > 0) this.#limit = limit;
    // Sent before the wall was hit, arrived after: it knows less.
    if (this.#wall) return;
    if (remaining === undefined) {
      if (admission.probe) this.#open(this.#limit - 1, now + this.#windowMs);
      return;
    }
    if (reset !== undefined && limit !== undefined) this.#observeWindow(reset);
    if (remaining === 0) {
      this.#close(now + withJitter(retryAfterMs(headers, now) ?? backoffMs(1, { random: () => 1 })));
      return;
    }
    // Calls under way may be counted already or not: assume not, their answers will tell.
    const others = this.#inFlight - 1;
    this.#open(
      Math.max(0, remaining - others),
      reset === undefined ? (this.#resetAt ?? now + this.#windowMs) : now + reset,
    );
  }

  throttle(admission: Admission, headers: Headers, consecutive: number, now: number): Throttled {
    admission.answered = true;
    // Several calls that ran into the same wall are one event.
    if (!this.#wall) this.#throttles = [...this.#throttles.filter((at) => at > now - HOUR), now];
    const reset = resetMs(headers, now);
    if (reset !== undefined) this.#observeWindow(reset);
    const told = retryAfterMs(headers, now);
    const wait = told === undefined ? backoffMs(consecutive, { cap: LONGEST_UNTOLD }) : withJitter(told);
    const retryAt = Math.max(now + wait, this.#wall ? (this.#resetAt ?? 0) : 0);
    this.#close(retryAt);
    const throttled = { group: this.group, message: 'Mimecast asks for fewer calls', retryAt };
    return this.#throttles.length < TOO_MANY
      ? throttled
      : { ...throttled, fittingIntervalMs: this.#fittingIntervalMs(now) };
  }

  /** @param sent false: it never left this machine, so Mimecast did not count it either */
  release(admission: Admission, sent: boolean): void {
    this.#inFlight -= 1;
    if (!sent && !this.#wall && admission.filling === this.#filling)
      this.#remaining = Math.min(this.#remaining + 1, this.#limit);
    // A probe that got no answer told nothing: the next call is the probe.
    if (admission.probe && !admission.answered && this.#probing) this.#remaining = 1;
  }

  #open(remaining: number, resetAt: number): void {
    this.#probing = false;
    this.#remaining = remaining;
    this.#resetAt = resetAt;
  }

  #close(until: number): void {
    this.#wall = true;
    this.#probing = false;
    this.#remaining = 0;
    this.#resetAt = until;
  }

  #headersSeen = false;
  /** The header counts down, so the longest value seen comes nearest to the window. */
  #observeWindow(reset: number): void {
    this.#windowMs = this.#headersSeen ? Math.max(this.#windowMs, reset) : Math.max(reset, 1);
    this.#headersSeen = true;
  }

  /** The interval at which all streams that were active within the hour fit into the quota, in whole minutes. */
  #fittingIntervalMs(now: number): number {
    for (const [stream, at] of this.#streams) if (at < now - HOUR) this.#streams.delete(stream);
    const calls = Math.max(1, this.#streams.size) * CALLS_PER_POLL;
    return Math.max(1, Math.ceil((calls * this.#windowMs) / this.#limit / MINUTE)) * MINUTE;
  }
}
