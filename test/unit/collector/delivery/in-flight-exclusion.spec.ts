import assert from 'node:assert/strict';
import type { BatchRef } from '../../../../nodes/lib/collector/delivery/messages';
import { useInFlightHarness } from './in-flight-harness';

describe('Records of a page that the receiver refused, and the flow keeps elsewhere', () => {
  const its = useInFlightHarness();
  beforeEach(() => its.open({ mode: 'page' }));

  /** The acknowledgement of a dead letter. */
  const keep = (records: readonly number[], attempt: number): boolean =>
    its.batches.handleAck({
      batch: 'a',
      scope: 0,
      attempt,
      outcome: 'acknowledge',
      ackNodeId: 'kept',
      records,
    });
  const pages = (): unknown[] => its.sent.splice(0).map(({ payload }) => payload);
  const page = (...numbers: number[]): unknown[] => numbers.map((i) => ({ i }));
  const ref = (attempt: number): BatchRef => ({ id: 'a', source: 'siem', index: 0, count: 1, attempt });
  const idsOf = (attempt: number): (string | undefined)[] | undefined => {
    const delivered = its.batches.deliveredMessage(ref(attempt));
    return delivered && Array.from({ length: delivered.count }, (_, at) => delivered.record(at)?.id);
  };

  it('are not sent again; the others are, at once', async () => {
    const batch = its.deliver('a', 4);
    await its.pass();
    assert.deepEqual(pages(), [page(0, 1, 2, 3)]);
    keep([1], 1);
    await its.pass();
    assert.deepEqual(
      its.sent.map(({ mimecast }) => mimecast.ids),
      [['a-0', 'a-2', 'a-3']],
    );
    assert.deepEqual(pages(), [page(0, 2, 3)]);
    assert.equal(batch.outcome, 'out');
    its.acknowledge('a', 0, 2);
    await its.pass();
    assert.equal(batch.outcome, 'settled');
    assert.deepEqual([its.stuck, its.rejected], [[], []]);
  });

  it('are sent again while the dead letter is not acknowledged', async () => {
    its.deliver('a', 2);
    await its.pass();
    await its.pass(60_000);
    assert.deepEqual(pages(), [page(0, 1), page(0, 1)]);
  });

  it('keep their numbers in later attempts, and after an acknowledgement that comes late', async () => {
    const batch = its.deliver('a', 4);
    await its.pass();
    assert.deepEqual(idsOf(1), ['a-0', 'a-1', 'a-2', 'a-3']);
    await its.pass(60_000);
    keep([1], 1);
    await its.pass();
    assert.deepEqual(idsOf(2), ['a-0', 'a-1', 'a-2', 'a-3'], 'sent before record 1 was kept');
    assert.equal(idsOf(1), undefined, 'an attempt of the past');
    keep([1], 2);
    await its.pass();
    assert.deepEqual(idsOf(3), ['a-0', 'a-2', 'a-3']);
    assert.equal(its.batches.deliveredMessage(ref(3))?.record(1)?.index, 2);
    keep([2], 3);
    await its.pass();
    assert.deepEqual(pages().at(-1), page(0, 3));
    keep([0, 3], 4);
    await its.pass();
    assert.equal(batch.outcome, 'settled');
  });

  it('are progress: ten of them are not a stuck batch, and cause no back-off', async () => {
    const batch = its.deliver('a', 11);
    await its.pass();
    for (let index = 0; index < 10; index += 1) {
      keep([index], index + 1);
      await its.pass(10);
    }
    assert.deepEqual(pages().at(-1), page(10));
    assert.deepEqual(its.stuck, []);
    its.acknowledge('a', 0, 11);
    await its.pass();
    assert.equal(batch.outcome, 'settled');
  });

  it('end the batch when none is left, also where the attempt was rejected', async () => {
    const batch = its.deliver('a', 2);
    await its.pass();
    its.reject('a', 0, 1);
    keep([0, 1, 7], 1);
    await its.pass();
    assert.equal(batch.outcome, 'settled');
  });

  it('can be told apart only where one ack node decides, and not where each record is a message', async () => {
    its.open({ mode: 'page', acks: 2 });
    its.deliver('a', 2);
    await its.pass();
    assert.equal(its.batches.deliveredMessage(ref(1))?.divisible, false);
    its.batches.close();
    its.open({ mode: 'event' });
    const batch = its.deliver('a', 2);
    await its.pass();
    const second = its.batches.deliveredMessage({ ...ref(1), index: 1, count: 2 });
    assert.deepEqual(
      [second?.count, second?.divisible, second?.record(0)?.index, second?.record(1)],
      [1, false, 1, undefined],
    );
    its.batches.handleAck({
      batch: 'a',
      scope: 1,
      attempt: 1,
      outcome: 'acknowledge',
      ackNodeId: 'kept',
      records: [1],
    });
    its.acknowledge('a', 0);
    await its.pass();
    assert.equal(batch.outcome, 'settled');
  });

  it('are copies, which a flow may change', async () => {
    its.deliver('a', 1);
    await its.pass();
    Object.assign(its.batches.deliveredMessage(ref(1))?.record(0)?.value ?? {}, { i: 'changed' });
    await its.pass(60_000);
    assert.deepEqual(pages().at(-1), page(0));
  });
});
