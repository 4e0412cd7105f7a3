import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import type { Batch, RecordMessage } from '../../../nodes/lib/shipping/messages';
import { Outbox, type OutboxOptions, type Stuck } from '../../../nodes/lib/shipping/outbox';
import type { Verdict } from '../../../nodes/lib/shipping/verdict';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const TIMEOUT = 60_000;
const origin = { account: 'C0A0', demo: false, source: 'siem' };
const stream = { log: 'siem', type: 'receipt', identify: ({ text }: { text: string }) => text };

const batchOf = (id: string, size: number): Batch => ({
  id,
  records: Array.from({ length: size }, (_, i) => ({ value: { i }, text: `${id}-${i}` })),
  stream,
  collectedAt: NOW,
  attempt: 1,
});

describe('Outbox', () => {
  let clock: FakeTimers.Clock;
  let outbox: Outbox;
  let sent: RecordMessage[];
  let stuck: Stuck[];
  let freed: Stuck[];
  let controller: AbortController;
  let onSend: (message: RecordMessage) => void;

  function open(options: Partial<OutboxOptions> = {}): void {
    outbox = new Outbox({
      mode: 'event',
      acks: 1,
      ackTimeoutMs: TIMEOUT,
      send: (message) => {
        sent.push(message);
        onSend(message);
      },
      onStuck: (one) => stuck.push(one),
      onFreed: (one) => freed.push(one),
      ...options,
    });
  }

  beforeEach(() => {
    clock = FakeTimers.install({ now: NOW, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    [sent, stuck, freed, controller] = [[], [], [], new AbortController()];
    onSend = () => undefined;
    open();
  });
  afterEach(() => {
    outbox.close();
    assert.equal(clock.countTimers(), 0, 'a timer is left');
    clock.uninstall();
  });

  /** Delivers, and tells what has become of it when asked. */
  function deliver(id: string, size: number): { readonly outcome: string; readonly promise: Promise<void> } {
    const promise = outbox.deliver(batchOf(id, size), origin, controller.signal);
    const state = { outcome: 'out', promise };
    promise.then(
      () => {
        state.outcome = 'settled';
      },
      (error: unknown) => {
        state.outcome = String(error);
      },
    );
    return state;
  }
  async function pass(ms = 0): Promise<void> {
    await clock.tickAsync(ms);
    for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  function answer(verdict: Verdict, batch: string, which: number | 'all', attempt = 1, by = 'ack'): boolean {
    return outbox.settle({ batch, which, attempt, verdict, by });
  }
  const acknowledge = (batch: string, which: number | 'all', attempt = 1, by = 'ack'): boolean =>
    answer('acknowledge', batch, which, attempt, by);
  const reject = (batch: string, which: number | 'all', attempt = 1, by = 'ack'): boolean =>
    answer('reject', batch, which, attempt, by);
  /** Sent since the last time: batch, index, attempt. */
  const taken = (): (readonly [string, number, number])[] =>
    sent.splice(0).map(({ mimecast: { batch } }) => [batch.id, batch.index, batch.attempt] as const);

  describe('delivers a batch', () => {
    it('once, message by message, and is done when all of them are acknowledged', async () => {
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
      assert.deepEqual([a.outcome, outbox.size], ['settled', 0]);
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

    it('also when the answer comes before the send returns', async () => {
      onSend = ({ mimecast: { batch } }) => void acknowledge(batch.id, batch.index, batch.attempt);
      const a = deliver('a', 3);
      await pass();
      assert.equal(a.outcome, 'settled');
      assert.equal(taken().length, 3);
    });

    it('and sends no more of it when all of it was settled by its first message', async () => {
      onSend = ({ mimecast: { batch } }) => void acknowledge(batch.id, 'all');
      const a = deliver('a', 3);
      await pass();
      assert.equal(a.outcome, 'settled');
      assert.equal(taken().length, 1);
    });

    it('one after the other, however large they are', async () => {
      void deliver('a', 2500).promise;
      void deliver('b', 2500).promise;
      await pass();
      await pass();
      const order = taken().map(([id]) => id);
      assert.equal(order.length, 5000);
      assert.deepEqual(order.toSorted(), order);
    });

    it('without slowing down as batches grow', async () => {
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

  describe('answers that it does not wait for', () => {
    it('are told apart: of a batch that is settled already, or was never there', async () => {
      void deliver('a', 1).promise;
      await pass();
      assert.equal(acknowledge('a', 0), true);
      assert.equal(acknowledge('a', 0), false);
      assert.equal(reject('nowhere', 0), false);
    });
  });

  describe('after a rejection', () => {
    it('sends what is not settled again, after a back-off and with the next attempt', async () => {
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
        while (sent.length === 0) await pass(100);
        waits.push(Date.now() - before);
      }
      for (const [i, wait] of waits.entries()) {
        const most = Math.min(1000 * 2 ** i, 60_000);
        assert.ok(wait >= most / 2 && wait <= most + 100, `attempt ${i + 1} waited ${wait} ms`);
      }
    });

    it('sends again once, however many messages were rejected', async () => {
      void deliver('a', 3).promise;
      await pass();
      taken();
      for (const index of [0, 1, 2]) reject('a', index);
      await pass(1000);
      assert.equal(taken().length, 3);
      await pass(2000);
      assert.deepEqual(taken(), []);
    });

    it('does not send again what is still being answered', async () => {
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

    it('takes no notice of one that comes late, of an earlier attempt', async () => {
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

    it('lets it beat an acknowledgement of the same attempt', async () => {
      const a = deliver('a', 2);
      await pass();
      taken();
      acknowledge('a', 0);
      reject('a', 0);
      acknowledge('a', 1);
      await pass(1000);
      assert.deepEqual([a.outcome, taken()], ['out', [['a', 0, 2]]]);
    });

    it('holds up no other batch', async () => {
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
    it('sends what is not settled again after the time-out, and again', async () => {
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

    it('never sends anything twice to a sink that is slow but moves', async () => {
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

    it('counts a rejection as a sign of life for what stands behind it', async () => {
      void deliver('a', 1).promise;
      void deliver('b', 1).promise;
      await pass();
      taken();
      await pass(TIMEOUT - 1);
      reject('a', 0);
      await pass(1000);
      assert.deepEqual(taken(), [['a', 0, 2]]);
    });

    it('does not count progress behind it: what was sent earlier has been overtaken', async () => {
      void deliver('a', 1).promise;
      void deliver('b', 2).promise;
      await pass();
      taken();
      await pass(TIMEOUT - 1);
      acknowledge('b', 0);
      await pass(1);
      assert.deepEqual(taken(), [['a', 0, 2]]);
    });

    it('counts from the last message of a batch that takes long to send', async () => {
      let slow = 0;
      onSend = () => {
        slow += 1;
        if (slow === 1000) clock.setSystemTime(NOW + 2 * TIMEOUT);
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

  describe('with parallel sinks', () => {
    it('settles a message when as many different ack nodes have answered', async () => {
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

    it('sends nothing twice to the one that moves while the other is dead, until that one is through', async () => {
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

  describe('when a batch is stuck', () => {
    it('reports it once after five attempts, with what is missing, and goes on trying', async () => {
      const a = deliver('a', 3);
      await pass();
      acknowledge('a', 1);
      await pass(5 * TIMEOUT - 1);
      assert.deepEqual([stuck, outbox.stuck], [[], undefined]);
      await pass(1);
      const report = { batch: 'a', log: 'siem', type: 'receipt', missing: [0, 2], attempts: 5, since: NOW };
      assert.deepEqual([stuck, outbox.stuck], [[report], report]);
      taken();
      await pass(20 * TIMEOUT);
      assert.equal(stuck.length, 1);
      assert.equal(taken().length, 2 * 20, 'it never skips');
      assert.equal(outbox.stuck?.attempts, 25);
      assert.equal(a.outcome, 'out');
    });

    it('counts rejected attempts too', async () => {
      void deliver('a', 1).promise;
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        await pass();
        assert.equal(stuck.length, 0);
        reject('a', 0, attempt);
        await pass(1000 * 2 ** (attempt - 1));
      }
      assert.deepEqual(
        stuck.map(({ attempts, missing }) => [attempts, missing]),
        [[5, [0]]],
      );
    });

    it('tells its end once it is settled, and names the one that is stuck for longest', async () => {
      void deliver('a', 1).promise;
      await pass(1000);
      void deliver('b', 1).promise;
      await pass(6 * TIMEOUT);
      assert.deepEqual([stuck.map(({ batch }) => batch), outbox.stuck?.batch], [['a', 'b'], 'a']);
      acknowledge('a', 0);
      assert.deepEqual([freed.map(({ batch }) => batch), outbox.stuck?.batch], [['a'], 'b']);
      acknowledge('b', 0);
      assert.deepEqual([freed.length, outbox.stuck], [2, undefined]);
    });

    it('says nothing of the end of batches that were not', async () => {
      void deliver('a', 1).promise;
      await pass(TIMEOUT);
      acknowledge('a', 0);
      assert.deepEqual(freed, []);
    });
  });

  describe('when it ends', () => {
    it('gives up what is out, at once, and answers to it change nothing', async () => {
      const a = deliver('a', 2);
      await pass();
      controller.abort(new Error('closed'));
      await pass();
      assert.deepEqual([a.outcome, outbox.size], ['Error: closed', 0]);
      taken();
      assert.equal(acknowledge('a', 'all'), false);
      await pass(24 * 3_600_000);
      assert.deepEqual(taken(), []);
    });

    it('stops in the middle of a batch', async () => {
      onSend = () => {
        if (sent.length === 1000) controller.abort(new Error('closed'));
      };
      const a = deliver('a', 5000);
      await pass();
      assert.equal(a.outcome, 'Error: closed');
      assert.equal(sent.length, 1000);
    });

    it('sends nothing of what comes too late', async () => {
      controller.abort(new Error('closed'));
      const a = deliver('a', 1);
      await pass();
      assert.deepEqual([a.outcome, sent.length], ['Error: closed', 0]);
    });

    it('leaves no listener behind', async () => {
      const { signal } = controller;
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
    it('fails the delivery, and the batches behind it still go', async () => {
      onSend = ({ mimecast: { batch } }) => {
        if (batch.id === 'a') throw new Error('boom');
      };
      const [a, b] = [deliver('a', 2), deliver('b', 1)];
      await pass();
      acknowledge('b', 0);
      await pass();
      assert.deepEqual([a.outcome, b.outcome, outbox.size], ['Error: boom', 'settled', 0]);
    });

    it('tries again later when it happens on sending again', async () => {
      const a = deliver('a', 1);
      await pass();
      onSend = () => {
        throw new Error('boom');
      };
      await pass(TIMEOUT);
      onSend = () => undefined;
      taken();
      await pass(2000);
      assert.deepEqual(taken(), [['a', 0, 3]]);
      acknowledge('a', 0, 3);
      await pass();
      assert.equal(a.outcome, 'settled');
    });
  });
});
