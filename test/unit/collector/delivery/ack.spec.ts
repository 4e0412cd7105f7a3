import assert from 'node:assert/strict';
import { z } from 'zod';
import type { AckMessage, AckOutcome } from '../../../../nodes/lib/collector/delivery/ack-message';
import { findAckReceiver } from '../../../../nodes/lib/collector/delivery/ack-registry';
import type { RecordMessage } from '../../../../nodes/lib/collector/delivery/messages';
import type { CollectorSettings } from '../../../../nodes/lib/collector/deps';
import { CountingStream } from '../../../doubles/counting-stream';
import { MemoryCheckpointStore } from '../../../doubles/memory-checkpoint-store';
import { CollectorHarness, MINUTE } from '../support/collector-harness';

const saved = z.object({
  entries: z.array(z.object({ key: z.string(), position: z.object({ at: z.number() }) })),
});
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** Acknowledges as an ack node does. */
function acknowledge(
  { mimecast: { batch } }: RecordMessage,
  outcome: AckOutcome = 'acknowledge',
  ackNodeId = 'ack',
): boolean {
  const ackMessage: AckMessage = {
    batch: batch.id,
    scope: batch.index,
    attempt: batch.attempt,
    outcome,
    ackNodeId,
  };
  return findAckReceiver(batch.source)?.handleAck(ackMessage) ?? false;
}

describe('A collector that waits for acknowledgements', () => {
  let harness: CollectorHarness;
  let a: CountingStream;
  let b: CountingStream;
  /** pages pulled from the streams */
  let pulled: number;

  function start(settings: Partial<CollectorSettings> = {}, store = new MemoryCheckpointStore()): void {
    harness = new CollectorHarness([a, b], { delivery: 'ack', ...settings }, store);
    harness.source.start();
  }
  const position = (stream = a): number => {
    const { entries } = saved.parse(JSON.parse(harness.store.text ?? ''));
    return entries.find(({ key }) => key === stream.key)?.position.at ?? 0;
  };
  const take = (): RecordMessage[] => harness.messages.splice(0);

  beforeEach(() => {
    [a, b, pulled] = [new CountingStream('a'), new CountingStream('b'), 0];
    a.before = (at) => {
      if (at > 0) pulled += 1;
    };
  });
  afterEach(() => harness.end());

  it('has two batches of a stream in flight, and pulls the next page only when one is saved', async () => {
    a.end = 100;
    start();
    await harness.pass(1000);
    await harness.pass(30_000);
    assert.deepEqual([harness.messages.length, position()], [20, 0]);
    assert.ok(pulled <= 3, `${pulled} pages were pulled`);
    for (const message of take()) acknowledge(message);
    await harness.settle();
    assert.deepEqual([harness.messages.length, position()], [20, 20]);
    assert.ok(pulled <= 5, `${pulled} pages were pulled`);
  });

  it('never exceeds the in-flight limit over a whole backlog', async () => {
    [a.end, b.end] = [300, 300];
    start({ inFlight: 3 });
    let most = 0;
    harness.onMessage = () => {
      most = Math.max(most, harness.messages.length);
    };
    await harness.pass(1000);
    while (harness.messages.length > 0) {
      for (const message of take().reverse()) acknowledge(message);
      await harness.settle();
    }
    assert.ok(most <= 2 * 3 * 10, `${most} messages were out`);
    assert.deepEqual([position(a), position(b)], [300, 300]);
  });

  it('moves its position in order: a later acknowledgement does not overtake an earlier batch', async () => {
    a.end = 20;
    start();
    await harness.pass(1000);
    const messages = take();
    for (const message of messages.slice(10)) acknowledge(message);
    await harness.settle();
    assert.equal(position(), 0);
    for (const message of messages.slice(0, 10)) acknowledge(message);
    await harness.settle();
    assert.equal(position(), 20);
  });

  it('ends its poll when all batches are acknowledged, and not before', async () => {
    a.end = 5;
    start();
    await harness.pass(1000);
    assert.deepEqual(
      harness.kinds('poll').map(({ type }) => type),
      ['b'],
    );
    for (const message of take()) acknowledge(message);
    await harness.settle();
    assert.deepEqual(
      harness.kinds('poll').map(({ type }) => type),
      ['b', 'a'],
    );
  });

  it('waits for the configured number of ack nodes', async () => {
    a.end = 1;
    start({ acks: 2 });
    await harness.pass(1000);
    const [message] = take();
    assert.ok(message);
    acknowledge(message, 'acknowledge', 'file');
    await harness.settle();
    assert.equal(position(), 0);
    acknowledge(message, 'acknowledge', 'syslog');
    await harness.settle();
    assert.equal(position(), 1);
  });

  it('sends each page as one message', async () => {
    a.end = 20;
    start({ output: 'page' });
    await harness.pass(1000);
    const messages = take();
    assert.deepEqual(
      messages.map(({ mimecast }) => [mimecast.batch.index, mimecast.batch.count]),
      [
        [0, 1],
        [0, 1],
      ],
    );
    for (const message of messages) acknowledge(message);
    await harness.settle();
    assert.equal(position(), 20);
  });

  it('reports and shows an unacknowledged batch, with priority over the status of other streams, and its end', async () => {
    [a.end, b.end] = [3, 5];
    start();
    harness.onMessage = (message) => {
      if (message.mimecast.type === 'b') acknowledge(message);
    };
    await harness.pass(1000);
    const sent = harness.messages.find(({ mimecast }) => mimecast.type === 'a');
    assert.ok(sent);
    await harness.pass(5 * MINUTE);
    const [report, ...more] = harness.kinds('stuck');
    assert.deepEqual(more, []);
    assert.ok(report?.kind === 'stuck');
    assert.deepEqual(
      [report.batch, report.missing, report.attempts, report.since, report.type],
      [sent.mimecast.batch.id, [0, 1, 2], 5, '2026-11-20T12:00:01.000Z', 'a'],
    );
    assert.ok(harness.state?.kind === 'stuck');
    assert.equal(new Date(harness.state.since).toISOString(), report.since);
    assert.equal(position(), 0, 'never a skip');
    for (const message of take().filter(({ mimecast }) => mimecast.type === 'a')) acknowledge(message);
    await harness.settle();
    assert.deepEqual(
      harness.kinds('recovered').map((one) => one.kind === 'recovered' && [one.type, one.since]),
      [['a', report.since]],
    );
    assert.equal(harness.state?.kind, 'idle');
  });

  it('keeps polling acknowledged streams while one is stuck, and never polls the stuck one twice at a time', async () => {
    [a.end, b.end] = [3, 5];
    start();
    harness.onMessage = (message) => {
      if (message.mimecast.type === 'b') acknowledge(message);
    };
    await harness.pass(1000);
    await harness.pass(5 * MINUTE);
    assert.equal(harness.kinds('stuck').length, 1);
    b.end = 9;
    await harness.pass(5 * MINUTE);
    assert.deepEqual([position(b), position(a)], [9, 0]);
    assert.deepEqual([a.polls, a.maxActive], [1, 1]);
    // A message that asks for another command replaces the stuck one.
    await Promise.all([harness.source.request({ action: 'pause' }), harness.pass(0)]);
    assert.equal(a.active, 0);
    assert.equal(harness.state?.kind, 'paused');
    assert.equal(position(), 0, 'never a skip');
  });

  describe('closed while batches are in flight', () => {
    it('saves none of them, and the next run sends them again; late acknowledgements do no harm', async () => {
      a.end = 15;
      start();
      await harness.pass(1000);
      const before = take();
      assert.equal(before.length, 15);
      // The second batch has arrived, the first has not.
      for (const message of before.slice(10)) acknowledge(message);
      const { store } = harness;
      await harness.end();
      assert.equal(position(), 0);
      assert.equal(acknowledge(before[0] ?? assert.fail()), false, 'nobody waits for it');

      start({}, store);
      await harness.pass(1000);
      const repeated = take();
      assert.deepEqual(
        repeated.map(({ payload }) => Object(payload).n),
        upTo(15),
      );
      assert.notEqual(repeated[0]?.mimecast.batch.id, before[0]?.mimecast.batch.id);
      assert.deepEqual(
        before.map((message) => acknowledge(message)),
        before.map(() => false),
      );
      assert.equal(repeated[0]?.mimecast.id, before[0]?.mimecast.id, 'a sink can tell');
      for (const message of repeated) acknowledge(message);
      await harness.settle();
      assert.equal(position(), 15);
    });

    it('closes at once even if a sink never answers', async () => {
      a.end = 15;
      start();
      await harness.pass(1000);
      const closing = harness.source.close();
      await harness.settle();
      let closed = false;
      void closing.then(() => {
        closed = true;
      });
      await harness.settle();
      assert.equal(closed, true);
    });
  });

  it('hands nothing more over while positions cannot be saved, and continues when they can', async () => {
    a.end = 100;
    start();
    await harness.pass(1000);
    harness.store.failure = new Error('ENOSPC: no space left on device');
    for (const message of take()) acknowledge(message);
    await harness.settle();
    const extra = take();
    assert.ok(extra.length <= 10, `${extra.length} handed over`);
    for (const message of extra) acknowledge(message);
    await harness.pass(10 * MINUTE);
    assert.deepEqual([take(), harness.errors.length], [[], 1]);
    harness.store.failure = undefined;
    harness.onMessage = (message) => void acknowledge(message);
    await harness.pass(10 * MINUTE);
    assert.equal(position(), 100);
    assert.deepEqual(harness.numbers, upTo(100).slice(20 + extra.length), 'nothing lost, nothing twice');
  });
});
