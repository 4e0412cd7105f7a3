import type { Clock } from '../common/clock';
import type { QuotaGroup, QuotaLimit } from '../common/options';

export interface RateLimitResult {
  readonly allowed: boolean;
  /** `Limit`, `Remaining`, and `Reset` in milliseconds until a call is possible (wire.md 13.1) */
  readonly headers: Readonly<Record<string, string>>;
}

/** Limits calls in fixed windows, for each application and endpoint group (wire.md 13.2). */
export class RateLimiter {
  readonly #used = new Map<string, { window: number; calls: number }>();

  readonly #sizes: Readonly<Record<QuotaGroup, QuotaLimit>>;
  readonly #clock: Clock;

  constructor(sizes: Readonly<Record<QuotaGroup, QuotaLimit>>, clock: Clock) {
    this.#sizes = sizes;
    this.#clock = clock;
  }

  take(group: QuotaGroup, application: string): RateLimitResult {
    const size = this.#sizes[group];
    const now = this.#clock.now();
    const window = Math.floor(now / size.windowMs);
    const key = `${group} ${application}`;
    const used = this.#used.get(key);
    const calls = used?.window === window ? used.calls : 0;
    const allowed = calls < size.calls;
    this.#used.set(key, { window, calls: allowed ? calls + 1 : calls });
    const remaining = Math.max(0, size.calls - calls - 1);
    return { allowed, headers: quotaHeaders(size.calls, remaining, (window + 1) * size.windowMs - now) };
  }
}

export function quotaHeaders(limit: number, remaining: number, resetMs: number): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(Math.max(1, Math.ceil(resetMs))),
  };
}
