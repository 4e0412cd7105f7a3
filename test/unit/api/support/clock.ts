import FakeTimers, { type Clock } from '@sinonjs/fake-timers';

export type { Clock };

/** Fakes only what the library uses: sockets of earlier tests may still need the process's other queues. */
export function fakeClock(): Clock {
  return FakeTimers.install({ now: Date.UTC(2026, 10, 22), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
}
