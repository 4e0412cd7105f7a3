import FakeTimers, { type Clock } from '@sinonjs/fake-timers';

export type { Clock };

/** Only what the library itself uses: sockets of tests before may still need the process's other queues. */
export function fakeClock(): Clock {
  return FakeTimers.install({ now: Date.UTC(2026, 10, 22), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
}
