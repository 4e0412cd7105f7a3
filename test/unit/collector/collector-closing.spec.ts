import assert from 'node:assert/strict';
import { CollectorHarness, HOUR } from './support/collector-harness';
import { useTwoStreams } from './support/two-streams';
import { aborted, createDeferred } from './support/waiting';

describe('Collector', () => {
  const its = useTwoStreams();
  const { start } = its;

  describe('when it is closed', () => {
    it('ends while it waits, and does not poll again', async () => {
      start();
      await its.harness.pass(1000);
      await its.harness.source.close();
      await its.harness.pass(HOUR);
      assert.equal(its.a.polls, 1);
    });

    it('ends even if it was never started', async () => {
      its.harness = new CollectorHarness([its.a, its.b]);
      const requested = its.harness.source.request({ action: 'poll' });
      await its.harness.source.close();
      await requested;
      assert.equal(its.a.polls, 0);
    });

    it('resolves requests made before and after it was closed', async () => {
      start({ everyMs: 0 });
      its.a.before = (_at, { signal }) => aborted(signal);
      const first = its.harness.source.request({ action: 'poll' });
      await its.harness.settle();
      const second = its.harness.source.request({ action: 'poll' });
      await its.harness.source.close();
      await Promise.all([first, second, its.harness.source.request({ action: 'poll' })]);
    });

    it('aborts a waiting stream without reporting a failure', async () => {
      its.a.before = (_at, { signal }) => aborted(signal);
      start();
      await its.harness.pass(1000);
      await its.harness.source.close();
      assert.deepEqual([its.harness.errors, its.harness.kinds('failed'), its.a.active], [[], [], 0]);
    });

    it('aborts a throttled hand-over, and saves what was handed over before', async () => {
      its.a.end = 30;
      start({ maxRate: 10 });
      await its.harness.pass(1000);
      await its.harness.pass(1500);
      await its.harness.source.close();
      const handedOver = its.harness.messages.length;
      assert.ok(handedOver > 10 && handedOver < 30);
      await its.harness.pass(HOUR);
      assert.equal(its.harness.messages.length, handedOver);
      assert.match(its.harness.store.text ?? '', /"at":10\b/);
    });

    it('waits for the save under way', async () => {
      const gate = createDeferred();
      its.a.end = 5;
      start();
      its.harness.onMessage = () => {
        its.harness.store.gate = gate.promise;
      };
      await its.harness.pass(1000);
      let closed = false;
      const closing = its.harness.source.close().then(() => {
        closed = true;
      });
      await its.harness.pass(5000);
      assert.equal(closed, false);
      gate.resolve();
      await closing;
      assert.match(its.harness.store.text ?? '', /"at":5/);
    });

    it('begins no poll when the account is ready only afterwards', async () => {
      start();
      const client = its.harness.client();
      const gate = createDeferred();
      its.harness.client = () => gate.promise.then(() => client);
      its.a.end = 5;
      await its.harness.pass(1000);
      const closing = its.harness.source.close();
      gate.resolve();
      await closing;
      await its.harness.pass(HOUR);
      assert.deepEqual(
        [its.a.polls, its.harness.messages.length, its.harness.errors, its.harness.kinds('failed')],
        [0, 0, [], []],
      );
    });

    it('waits ten seconds at most for a run that does not end', async () => {
      its.a.before = () => new Promise(() => undefined);
      start();
      await its.harness.pass(1000);
      let closed = false;
      const closing = its.harness.source.close().then(() => {
        closed = true;
      });
      await its.harness.pass(9_999);
      assert.equal(closed, false);
      await its.harness.pass(1);
      await closing;
    });
  });
});
