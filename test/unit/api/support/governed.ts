import assert from 'node:assert/strict';
import { Governor, type Lease, type Turn } from '../../../../nodes/lib/api/quota/rate-limiter';
import type { Headers } from '../../../../nodes/lib/api/quota/rate-limit-headers';
import type { QuotaGroup } from '../../../../nodes/lib/contracts/api-client';
import { type Clock, fakeClock } from './clock';
import { withoutJitter } from './attempts';

export const MINUTE = 60_000;
const never = new AbortController().signal;
export const turn = (stream = 'a', group: QuotaGroup = 'siem-batch', rest: Partial<Turn> = {}): Turn => ({
  group,
  stream,
  signal: never,
  ...rest,
});
export const left = (remaining: number, reset?: number, limit?: number): Headers => ({
  'x-ratelimit-remaining': String(remaining),
  ...(reset === undefined ? {} : { 'x-ratelimit-reset': String(reset) }),
  ...(limit === undefined ? {} : { 'x-ratelimit-limit': String(limit) }),
});

export interface Governed {
  readonly clock: Clock;
  readonly governor: Governor;
  /** Makes a call whose response has these headers. */
  call(headers?: Headers, ...who: Parameters<typeof turn>): Promise<void>;
  /** Milliseconds until a call may be sent. */
  waitOf(work: Promise<Lease>): Promise<number>;
}

/** For each test, a rate limiter on a fake clock; the test fails if a timer is left behind. */
export function governed(): Governed {
  let clock: Clock;
  let governor: Governor;
  withoutJitter();
  beforeEach(() => {
    clock = fakeClock();
    governor = new Governor();
  });
  afterEach(() => {
    const left = clock.countTimers();
    clock.uninstall();
    assert.equal(left, 0, 'a timer was left behind');
  });

  async function call(headers: Headers = {}, ...who: Parameters<typeof turn>): Promise<void> {
    const lease = await governor.acquire(turn(...who));
    lease.answered(headers);
    lease.release();
  }
  async function waitOf(work: Promise<Lease>): Promise<number> {
    const from = Date.now();
    let lease: Lease | undefined;
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
    get governor() {
      return governor;
    },
    call,
    waitOf,
  };
}
