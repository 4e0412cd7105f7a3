import assert from 'node:assert/strict';
import { TIMEOUT, useInFlightHarness } from './in-flight-harness';

describe('InFlightBatches', () => {
  const harness = useInFlightHarness();
  const { open, deliver, pass, acknowledge, reject, taken } = harness;

  describe('delivers a batch', () => {
    it('once, message by message, and completes when all messages are acknowledged', async () => {
      const a = deliver('a', 3);
      await pass();
      assert.deepEqual(taken(), [
        ['a', 0, 1],
        ['a', 1, 1],
        ['a', 2, 1],
      ]);
      assert.deepEqual([acknowledge('a', 2), acknowledge('a', 0)], [true, true]);
      await pass();
      assert.equal(a.outcome, 'out');
      acknowledge('a', 1);
      await pass();
      assert.deepEqual([a.outcome, harness.batches.size], ['settled', 0]);
      await pass(24 * 3_600_000);
      assert.deepEqual(taken(), [], 'nothing more of it');
    });

    it('as one message in page mode', async () => {
      open({ mode: 'page' });
      const a = deliver('a', 3);
      await pass();
      assert.deepEqual(taken(), [['a', 0, 1]]);
      acknowledge('a', 0);
      await pass();
      assert.equal(a.outcome, 'settled');
    });

    it('even if the acknowledgement arrives before the send returns', async () => {
      harness.onSend = ({ mimecast: { batch } }) => void acknowledge(batch.id, batch.index, batch.attempt);
      const a = deliver('a', 3);
      await pass();
      assert.equal(a.outcome, 'settled');
      assert.equal(taken().length, 3);
    });

    it('and sends no more of it when the first message acknowledges the whole batch', async () => {
      harness.onSend = ({ mimecast: { batch } }) => void acknowledge(batch.id, 'all');
      const a = deliver('a', 3);
      await pass();
      assert.equal(a.outcome, 'settled');
      assert.equal(taken().length, 1);
    });

    it('only after the batch before it, however large both are', async () => {
      void deliver('a', 2500).promise;
      void deliver('b', 2500).promise;
      await pass();
      await pass();
      const order = taken().map(([id]) => id);
      assert.equal(order.length, 5000);
      assert.deepEqual(order.toSorted(), order);
    });

    it('in linear time as batches grow', async () => {
      const size = 20_000;
      const a = deliver('a', size);
      for (let i = 0; i < 10; i += 1) await pass();
      const started = process.hrtime.bigint();
      for (let index = 0; index < size; index += 1) acknowledge('a', index);
      await pass();
      assert.equal(a.outcome, 'settled');
      const ms = Number(process.hrtime.bigint() - started) / 1e6;
      assert.ok(ms < 2000, `${ms} ms for ${size} answers`);
    });
  });

  describe('acknowledgements of unknown batches', () => {
    it('are distinguished: the batch is complete already, or never existed', async () => {
      void deliver('a', 1).promise;
      await pass();
      assert.equal(acknowledge('a', 0), true);
      assert.equal(acknowledge('a', 0), false);
      assert.equal(reject('nowhere', 0), false);
    });
  });

  describe('with parallel sinks', () => {
    it('completes a message when as many different ack nodes have acknowledged', async () => {
      open({ acks: 2 });
      const a = deliver('a', 1);
      await pass();
      acknowledge('a', 0, 1, 'file');
      acknowledge('a', 0, 1, 'file');
      await pass();
      assert.equal(a.outcome, 'out');
      acknowledge('a', 0, 1, 'syslog');
      await pass();
      assert.equal(a.outcome, 'settled');
    });

    it('resends nothing to the active sink while the other is dead, until the active one is finished', async () => {
      open({ acks: 2 });
      void deliver('a', 5).promise;
      await pass();
      taken();
      for (let index = 0; index < 5; index += 1) {
        await pass(TIMEOUT - 1);
        acknowledge('a', index, 1, 'file');
      }
      assert.deepEqual(taken(), []);
      await pass(TIMEOUT);
      assert.equal(taken().length, 5);
    });
  });

  describe('when it ends', () => {
    it('gives up batches in flight at once, and ignores later acknowledgements', async () => {
      const a = deliver('a', 2);
      await pass();
      harness.controller.abort(new Error('closed'));
      await pass();
      assert.deepEqual([a.outcome, harness.batches.size], ['Error: closed', 0]);
      taken();
      assert.equal(acknowledge('a', 'all'), false);
      await pass(24 * 3_600_000);
      assert.deepEqual(taken(), []);
    });

    it('stops in the middle of a batch', async () => {
      harness.onSend = () => {
        if (harness.sent.length === 1000) harness.controller.abort(new Error('closed'));
      };
      const a = deliver('a', 5000);
      await pass();
      assert.equal(a.outcome, 'Error: closed');
      assert.equal(harness.sent.length, 1000);
    });

    it('sends nothing of a batch that is delivered afterwards', async () => {
      harness.controller.abort(new Error('closed'));
      const a = deliver('a', 1);
      await pass();
      assert.deepEqual([a.outcome, harness.sent.length], ['Error: closed', 0]);
    });

    it('leaves no listener behind', async () => {
      const { signal } = harness.controller;
      let listeners = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        listeners += 1;
        add(...args);
      };
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...args);
      };
      for (let i = 0; i < 20; i += 1) {
        void deliver(`batch-${i}`, 1).promise;
        await pass();
        acknowledge(`batch-${i}`, 0);
      }
      assert.equal(listeners, 0);
    });
  });

  describe('when a flow throws', () => {
    it('fails the delivery, and still sends the batches behind it', async () => {
      harness.onSend = ({ mimecast: { batch } }) => {
        if (batch.id === 'a') throw new Error('boom');
      };
      const [a, b] = [deliver('a', 2), deliver('b', 1)];
      await pass();
      acknowledge('b', 0);
      await pass();
      assert.deepEqual([a.outcome, b.outcome, harness.batches.size], ['Error: boom', 'settled', 0]);
    });

    it('retries later when it happens during a resend', async () => {
      const a = deliver('a', 1);
      await pass();
      harness.onSend = () => {
        throw new Error('boom');
      };
      await pass(TIMEOUT);
      harness.onSend = () => undefined;
      taken();
      await pass(2000);
      assert.deepEqual(taken(), [['a', 0, 3]]);
      acknowledge('a', 0, 3);
      await pass();
      assert.equal(a.outcome, 'settled');
    });
  });
});
