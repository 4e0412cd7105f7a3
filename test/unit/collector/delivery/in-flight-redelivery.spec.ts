import assert from 'node:assert/strict';
import { NOW, TIMEOUT, useInFlightHarness } from './in-flight-harness';

describe('InFlightBatches', () => {
  const harness = useInFlightHarness();
  const { deliver, pass, acknowledge, reject, taken } = harness;

  describe('after a rejection', () => {
    it('resends unacknowledged messages after a back-off, with the next attempt number', async () => {
      const a = deliver('a', 3);
      await pass();
      taken();
      acknowledge('a', 0);
      reject('a', 1);
      await pass(499);
      assert.deepEqual(taken(), [], 'not before half a second');
      await pass(501);
      assert.deepEqual(taken(), [
        ['a', 1, 2],
        ['a', 2, 2],
      ]);
      acknowledge('a', 1, 2);
      acknowledge('a', 2, 2);
      await pass();
      assert.equal(a.outcome, 'settled');
    });

    it('waits longer each time, up to a minute', async () => {
      void deliver('a', 1).promise;
      await pass();
      const waits: number[] = [];
      for (let attempt = 1; attempt <= 9; attempt += 1) {
        taken();
        reject('a', 0, attempt);
        const before = Date.now();
        while (harness.sent.length === 0) await pass(100);
        waits.push(Date.now() - before);
      }
      for (const [i, wait] of waits.entries()) {
        const most = Math.min(1000 * 2 ** i, 60_000);
        assert.ok(wait >= most / 2 && wait <= most + 100, `attempt ${i + 1} waited ${wait} ms`);
      }
    });

    it('resends once, however many messages were rejected', async () => {
      void deliver('a', 3).promise;
      await pass();
      taken();
      for (const index of [0, 1, 2]) reject('a', index);
      await pass(1000);
      assert.equal(taken().length, 3);
      await pass(2000);
      assert.deepEqual(taken(), []);
    });

    it('does not resend messages that are still pending', async () => {
      const a = deliver('a', 10);
      await pass();
      taken();
      reject('a', 0);
      for (let index = 1; index < 10; index += 1) {
        await pass(400);
        acknowledge('a', index);
      }
      assert.deepEqual(taken(), []);
      await pass(1000);
      assert.deepEqual(taken(), [['a', 0, 2]]);
      acknowledge('a', 0, 2);
      await pass();
      assert.equal(a.outcome, 'settled');
    });

    it('ignores a late rejection of an earlier attempt', async () => {
      const a = deliver('a', 1);
      await pass();
      await pass(TIMEOUT);
      assert.deepEqual(taken().at(-1), ['a', 0, 2]);
      assert.equal(reject('a', 0, 1), true, 'known, but of no consequence');
      await pass(TIMEOUT - 1);
      assert.deepEqual(taken(), []);
      acknowledge('a', 0, 1);
      await pass();
      assert.equal(a.outcome, 'settled');
    });

    it('prefers the rejection to an acknowledgement of the same attempt', async () => {
      const a = deliver('a', 2);
      await pass();
      taken();
      acknowledge('a', 0);
      reject('a', 0);
      acknowledge('a', 1);
      await pass(1000);
      assert.deepEqual([a.outcome, taken()], ['out', [['a', 0, 2]]]);
    });

    it('delays no other batch', async () => {
      void deliver('a', 1).promise;
      const b = deliver('b', 1);
      await pass();
      reject('a', 0);
      acknowledge('b', 0);
      await pass();
      assert.equal(b.outcome, 'settled');
    });
  });

  describe('without progress', () => {
    it('resends unacknowledged messages after the time-out, repeatedly', async () => {
      const a = deliver('a', 2);
      await pass();
      taken();
      acknowledge('a', 0);
      await pass(TIMEOUT - 1);
      assert.deepEqual(taken(), []);
      await pass(1);
      assert.deepEqual(taken(), [['a', 1, 2]]);
      await pass(TIMEOUT);
      assert.deepEqual(taken(), [['a', 1, 3]]);
      acknowledge('a', 1, 1);
      await pass();
      assert.equal(a.outcome, 'settled', 'a late acknowledgement counts');
    });

    it('never resends to a sink that is slow but makes progress', async () => {
      const batches = [deliver('a', 5), deliver('b', 5), deliver('c', 5)];
      await pass();
      taken();
      for (const id of ['a', 'b', 'c']) {
        for (let index = 0; index < 5; index += 1) {
          await pass(TIMEOUT - 1);
          acknowledge(id, index);
        }
      }
      await pass();
      assert.deepEqual(
        batches.map(({ outcome }) => outcome),
        ['settled', 'settled', 'settled'],
      );
      assert.deepEqual(taken(), []);
    });

    it('counts a rejection as progress for the batches behind it', async () => {
      void deliver('a', 1).promise;
      void deliver('b', 1).promise;
      await pass();
      taken();
      await pass(TIMEOUT - 1);
      reject('a', 0);
      await pass(1000);
      assert.deepEqual(taken(), [['a', 0, 2]]);
    });

    it('does not count progress behind a batch: that batch was overtaken', async () => {
      void deliver('a', 1).promise;
      void deliver('b', 2).promise;
      await pass();
      taken();
      await pass(TIMEOUT - 1);
      acknowledge('b', 0);
      await pass(1);
      assert.deepEqual(taken(), [['a', 0, 2]]);
    });

    it('starts the time-out at the last message of a batch that takes long to send', async () => {
      let slow = 0;
      harness.onSend = () => {
        slow += 1;
        if (slow === 1000) harness.clock.setSystemTime(NOW + 2 * TIMEOUT);
      };
      void deliver('a', 1500).promise;
      await pass();
      assert.equal(taken().length, 1500);
      await pass(TIMEOUT - 1);
      assert.deepEqual(taken(), []);
      await pass(1);
      assert.equal(taken().length, 1500);
    });
  });

  describe('when a batch is stuck', () => {
    it('reports it once after five attempts, with the missing messages, and keeps retrying', async () => {
      const a = deliver('a', 3);
      await pass();
      acknowledge('a', 1);
      await pass(5 * TIMEOUT - 1);
      assert.deepEqual([harness.stuck, harness.batches.stuck], [[], undefined]);
      await pass(1);
      const report = { batch: 'a', log: 'siem', type: 'receipt', missing: [0, 2], attempts: 5, since: NOW };
      assert.deepEqual([harness.stuck, harness.batches.stuck], [[report], report]);
      taken();
      await pass(20 * TIMEOUT);
      assert.equal(harness.stuck.length, 1);
      assert.equal(taken().length, 2 * 20, 'it never skips');
      assert.equal(harness.batches.stuck?.attempts, 25);
      assert.equal(a.outcome, 'out');
    });

    it('counts rejected attempts too', async () => {
      void deliver('a', 1).promise;
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        await pass();
        assert.equal(harness.stuck.length, 0);
        reject('a', 0, attempt);
        await pass(1000 * 2 ** (attempt - 1));
      }
      assert.deepEqual(
        harness.stuck.map(({ attempts, missing }) => [attempts, missing]),
        [[5, [0]]],
      );
    });

    it('reports the end once it is acknowledged, and names the batch that is stuck longest', async () => {
      void deliver('a', 1).promise;
      await pass(1000);
      void deliver('b', 1).promise;
      await pass(6 * TIMEOUT);
      assert.deepEqual(
        [harness.stuck.map(({ batch }) => batch), harness.batches.stuck?.batch],
        [['a', 'b'], 'a'],
      );
      acknowledge('a', 0);
      assert.deepEqual([harness.freed.map(({ batch }) => batch), harness.batches.stuck?.batch], [['a'], 'b']);
      acknowledge('b', 0);
      assert.deepEqual([harness.freed.length, harness.batches.stuck], [2, undefined]);
    });

    it('reports no end for batches that were not stuck', async () => {
      void deliver('a', 1).promise;
      await pass(TIMEOUT);
      acknowledge('a', 0);
      assert.deepEqual(harness.freed, []);
    });
  });

  describe('without any acknowledgement', () => {
    it('reports the start after one time-out, until the first acknowledgement, and never again', async () => {
      let reportCount = 0;
      harness.open({
        onUnansweredChange: () => {
          reportCount += 1;
        },
      });
      void deliver('a', 2).promise;
      await pass(TIMEOUT - 1);
      assert.deepEqual([harness.batches.unansweredSince, reportCount], [undefined, 0]);
      await pass(1);
      assert.deepEqual([harness.batches.unansweredSince, reportCount], [NOW, 1]);
      await pass(TIMEOUT);
      assert.equal(reportCount, 1);
      assert.equal(acknowledge('of somebody else', 0), false);
      assert.equal(harness.batches.unansweredSince, NOW, 'an answer about another batch is none');
      acknowledge('a', 0);
      assert.deepEqual([harness.batches.unansweredSince, reportCount], [undefined, 2]);
      await pass(10 * TIMEOUT);
      assert.deepEqual([harness.batches.unansweredSince, reportCount], [undefined, 2]);
    });
  });
});
