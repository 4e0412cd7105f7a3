import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { install } from '@sinonjs/fake-timers';
import { SyslogError } from '../../../../nodes/lib/sinks/syslog/errors';
import { SendQueue } from '../../../../nodes/lib/sinks/syslog/send-queue';
import { SESSION_TIMES } from '../../../../nodes/lib/sinks/syslog/session';
import { openStream } from '../../../../nodes/lib/sinks/syslog/stream-session';

/** The system accepts the first message at once, and nothing more. */
class FullSocket extends Socket {
  #isFull = false;

  override _writev(_chunks: unknown, done: (error?: Error) => void): void {
    if (!this.#isFull) done();
    this.#isFull = true;
  }

  override _read(): void {}
}

const macrotask = (): Promise<void> => new Promise((next) => setImmediate(next));

describe('The idle time-out of a stream session', () => {
  it('is not restarted by a write that is flushed after the end', async () => {
    const clock = install({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const backlog = new SendQueue();
      const { signal } = new AbortController();
      const session = await openStream('octet-counting')(new FullSocket(), backlog, SESSION_TIMES, signal);
      const given = ['one', 'two'].map((text) => {
        const settled = backlog.add([Buffer.from(text)]).catch(() => undefined);
        session.flush();
        return settled;
      });
      assert.equal(clock.countTimers(), 1, 'nothing waits for the flush');
      // In the same turn: the callback of the first write is still pending.
      await session.close();
      await macrotask();
      assert.equal(clock.countTimers(), 0, 'a timer was left');
      backlog.failAll(new SyslogError('SYSLOG_CLOSED', 'the spec is over'));
      await Promise.all(given);
    } finally {
      clock.uninstall();
    }
  });
});
