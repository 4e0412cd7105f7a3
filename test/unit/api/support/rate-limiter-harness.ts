import assert from 'node:assert/strict';
import {
  type CallPermit,
  type PermitRequest,
  RateLimiter,
} from '../../../../nodes/lib/api/quota/rate-limiter';
import type { Headers } from '../../../../nodes/lib/api/response/headers';
import type { QuotaGroup } from '../../../../nodes/lib/contracts/api-client';
import { type Clock, fakeClock } from './clock';
import { withoutJitter } from './without-jitter';

export const MINUTE = 60_000;
const never = new AbortController().signal;
export const request = (
  stream = 'a',
  group: QuotaGroup = 'siem-batch',
  rest: Partial<PermitRequest> = {},
): PermitRequest => ({
  group,
  stream,
  signal: never,
  ...rest,
});
export const quota = (remaining: number, reset?: number, limit?: number): Headers => ({
  'x-ratelimit-remaining': String(remaining),
  ...(reset === undefined ? {} : { 'x-ratelimit-reset': String(reset) }),
  ...(limit === undefined ? {} : { 'x-ratelimit-limit': String(limit) }),
});

export interface RateLimiterHarness {
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  /** Makes a call whose response has these headers. */
  call(headers?: Headers, ...who: Parameters<typeof request>): Promise<void>;
  /** Milliseconds until a call may be sent. */
  waitOf(work: Promise<CallPermit>): Promise<number>;
}

/** For each test, a rate limiter on a fake clock; the test fails if a timer is left behind. */
export function useRateLimiter(): RateLimiterHarness {
  let clock: Clock;
  let limiter: RateLimiter;
  withoutJitter();
  beforeEach(() => {
    clock = fakeClock();
    limiter = new RateLimiter();
  });
  afterEach(() => {
    const left = clock.countTimers();
    clock.uninstall();
    assert.equal(left, 0, 'a timer was left behind');
  });

  async function call(headers: Headers = {}, ...who: Parameters<typeof request>): Promise<void> {
    const lease = await limiter.acquire(request(...who));
    lease.answered(headers);
    lease.release();
  }
  async function waitOf(work: Promise<CallPermit>): Promise<number> {
    const from = Date.now();
    let lease: CallPermit | undefined;
    const got = work.then((one) => {
      lease = one;
      return Date.now() - from;
    });
    await clock.runAllAsync();
    lease?.release();
    return got;
  }

  return {
    get clock() {
      return clock;
    },
    get limiter() {
      return limiter;
    },
    call,
    waitOf,
  };
}
