import assert from 'node:assert/strict';
import { HOUR, SourceRig } from './support/collector-harness';
import { twoStreams } from './support/two-streams';
import { aborted, later } from './support/waiting';

describe('Collector', () => {
  const its = twoStreams();
  const { start } = its;

  describe('when it is closed', () => {
    it('ends while it waits, and does not poll again', async () => {
      start();
      await its.rig.pass(1000);
      await its.rig.source.close();
      await its.rig.pass(HOUR);
      assert.equal(its.a.polls, 1);
    });

    it('ends before it was started', async () => {
      its.rig = new SourceRig([its.a, its.b]);
      const requested = its.rig.source.ask({ action: 'poll' });
      await its.rig.source.close();
      await requested;
      assert.equal(its.a.polls, 0);
    });

    it('resolves pending requests, before and after', async () => {
      start({ everyMs: 0 });
      its.a.before = (_at, { signal }) => aborted(signal);
      const first = its.rig.source.ask({ action: 'poll' });
      await its.rig.settle();
      const second = its.rig.source.ask({ action: 'poll' });
      await its.rig.source.close();
      await Promise.all([first, second, its.rig.source.ask({ action: 'poll' })]);
    });

    it('aborts a waiting stream without reporting a failure', async () => {
      its.a.before = (_at, { signal }) => aborted(signal);
      start();
      await its.rig.pass(1000);
      await its.rig.source.close();
      assert.deepEqual([its.rig.errors, its.rig.kinds('failed'), its.a.active], [[], [], 0]);
    });

    it('aborts a throttled hand-over, and saves what was handed over before', async () => {
      its.a.end = 30;
      start({ maxRate: 10 });
      await its.rig.pass(1000);
      await its.rig.pass(1500);
      await its.rig.source.close();
      const handedOver = its.rig.messages.length;
      assert.ok(handedOver > 10 && handedOver < 30);
      await its.rig.pass(HOUR);
      assert.equal(its.rig.messages.length, handedOver);
      assert.match(its.rig.backend.text ?? '', /"at":10\b/);
    });

    it('waits for the save under way', async () => {
      const gate = later();
      its.a.end = 5;
      start();
      its.rig.onMessage = () => {
        its.rig.backend.gate = gate.promise;
      };
      await its.rig.pass(1000);
      let closed = false;
      const closing = its.rig.source.close().then(() => {
        closed = true;
      });
      await its.rig.pass(5000);
      assert.equal(closed, false);
      gate.resolve();
      await closing;
      assert.match(its.rig.backend.text ?? '', /"at":5/);
    });

    it('waits ten seconds at most for a run that does not end', async () => {
      its.a.before = () => new Promise(() => undefined);
      start();
      await its.rig.pass(1000);
      let closed = false;
      const closing = its.rig.source.close().then(() => {
        closed = true;
      });
      await its.rig.pass(9_999);
      assert.equal(closed, false);
      await its.rig.pass(1);
      await closing;
    });
  });
});
