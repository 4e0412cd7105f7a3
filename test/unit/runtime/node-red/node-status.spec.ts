import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import type { NodeStatus } from 'node-red';
import { NodeStatusThrottle } from '../../../../nodes/lib/runtime/node-red/node-status';

describe('NodeStatusThrottle', () => {
  let clock: FakeTimers.Clock;
  let shown: unknown[];
  let line: NodeStatusThrottle;
  beforeEach(() => {
    clock = FakeTimers.install({ now: 1_000_000, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    shown = [];
    line = new NodeStatusThrottle({
      status: (status: string | NodeStatus) => void shown.push(status),
      debug: () => undefined,
    });
  });
  afterEach(() => clock.uninstall());

  it('shows the first status at once', () => {
    line.set({ text: 'a' });
    assert.deepEqual(shown, [{ text: 'a' }]);
  });

  it('shows at most one status a second, and the newest at the end', () => {
    for (let i = 0; i < 100; i += 1) {
      line.set({ text: String(i) });
      clock.tick(25);
    }
    clock.tick(2000);
    assert.ok(shown.length <= 4, `${shown.length} in 2.5 s`);
    assert.deepEqual(shown.at(-1), { text: '99' });
  });

  it('goes on when it can not be shown, also from its timer', () => {
    const debugged: string[] = [];
    const failing = new NodeStatusThrottle({
      status: () => {
        throw new Error('no canvas');
      },
      debug: (text: string) => void debugged.push(text),
    });
    failing.set({ text: 'a' });
    failing.set({ text: 'b' });
    clock.tick(2000);
    failing.close();
    assert.equal(debugged.length, 3);
    assert.match(debugged[0] ?? '', /no canvas/);
  });

  it('shows only changes, including those of values', () => {
    line.set({ text: 'a', records: 1 });
    clock.tick(5000);
    line.set({ text: 'a', records: 1 });
    clock.tick(5000);
    assert.equal(shown.length, 1);
    line.set({ text: 'a', records: 2 });
    assert.equal(shown.length, 2);
  });

  it('clears the status when it is closed, and shows nothing afterwards', () => {
    line.set({ text: 'a' });
    line.set({ text: 'b' });
    line.close();
    assert.deepEqual(shown, [{ text: 'a' }, {}]);
    line.set({ text: 'c' });
    clock.tick(5000);
    assert.deepEqual(shown, [{ text: 'a' }, {}]);
    assert.equal(clock.countTimers(), 0);
  });

  it('is not delayed by a system clock that is set back', () => {
    line.set({ text: 'a' });
    clock.setSystemTime(0);
    line.set({ text: 'b' });
    clock.tick(1000);
    assert.deepEqual(shown, [{ text: 'a' }, { text: 'b' }]);
  });
});
