import assert from 'node:assert/strict';
import { closedError } from '../../../../nodes/lib/sinks/http/errors';
import { type QueuedItem, SendQueue } from '../../../../nodes/lib/sinks/http/send/send-queue';

const items = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));
const texts = (taken: readonly QueuedItem[]): string[] => taken.map(({ octets }) => octets.toString());

describe('The send queue of an HTTP sink', () => {
  it('fills requests by bytes, with what separates items', () => {
    const queue = new SendQueue();
    void queue.add(items('aaaa', 'bbbb', 'cccc'), false);
    assert.equal(queue.waitingBytes, 15);
    assert.deepEqual(texts(queue.take(12)), ['aaaa', 'bbbb']);
    assert.deepEqual([queue.waitingBytes, queue.waitingItems, queue.isNextUrgent], [5, 1, true]);
    assert.deepEqual(texts(queue.take(1)), ['cccc']);
    assert.deepEqual([queue.waitingBytes, queue.waitingItems, queue.size], [0, 0, 1]);
  });

  it('limits the number of items of a request', () => {
    const queue = new SendQueue();
    void queue.add(items('a', 'b', 'c'), false);
    assert.deepEqual(texts(queue.take(1000, 2)), ['a', 'b']);
  });

  it('keeps an item alone that has to be', () => {
    const queue = new SendQueue();
    void queue.add(items('a'), false);
    void queue.add(items('b'), true);
    void queue.add(items('c'), false);
    assert.deepEqual(
      [1, 2, 3].map(() => texts(queue.take(1000))),
      [['a'], ['b'], ['c']],
    );
  });

  it('sends again first, and only what has no result', async () => {
    const queue = new SendQueue();
    const first = queue.add(items('a', 'b'), false);
    void queue.add(items('c'), false);
    const taken = queue.take(7);
    const [a, b] = taken;
    assert.ok(a && b);
    queue.accept(a);
    queue.requeue(taken);
    assert.deepEqual([queue.waitingBytes, texts(queue.take(1000))], [4, ['b', 'c']]);
    queue.refuse(b, 'no', 'never');
    assert.deepEqual(await first, [{ record: 1, code: 'HTTP_REFUSED', reason: 'no', answer: 'never' }]);
  });

  it('counts an item once', async () => {
    const queue = new SendQueue();
    const sent = queue.add(items('a', 'b'), false);
    const [a, b] = queue.take(1000);
    assert.ok(a && b);
    queue.accept(a);
    queue.accept(a);
    assert.equal(queue.size, 1);
    queue.accept(b);
    assert.deepEqual(await sent, []);
    await queue.drained();
  });

  it('does not send a message again that waits already, unless it is another one', async () => {
    const queue = new SendQueue();
    const first = { key: 'batch 1', attempt: 1 };
    const again = { key: 'batch 1', attempt: 2 };
    const sent = queue.add(items('a', 'b'), false, first);
    assert.equal(queue.find(items('a', 'b'), again), sent);
    // Parts of a split message have the same key.
    assert.equal(queue.find(items('a'), again), undefined);
    assert.equal(queue.find(items('a', 'c'), again), undefined);
    assert.equal(queue.find(items('a', 'b'), first), undefined);
    for (const item of queue.take(1000)) queue.accept(item);
    await sent;
    assert.equal(queue.find(items('a', 'b'), again), undefined);
  });

  it('fails everything that is not complete', async () => {
    const queue = new SendQueue();
    const sent = [queue.add(items('a'), false), queue.add(items('b'), false)];
    queue.take(1000);
    queue.failAll(closedError());
    for (const one of sent) await assert.rejects(one, { code: 'HTTP_CLOSED' });
    assert.deepEqual([queue.size, queue.waitingItems, queue.waitingBytes], [0, 0, 0]);
    assert.deepEqual(await queue.add([], false), []);
  });
});
