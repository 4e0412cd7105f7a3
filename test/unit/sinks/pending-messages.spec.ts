import assert from 'node:assert/strict';
import { PendingMessages } from '../../../nodes/lib/sinks/pending-messages';

const ignore = (): void => {};

describe('PendingMessages', () => {
  it('is full at the number of messages, until one is complete', () => {
    const pending = new PendingMessages({ messages: 2, bytes: 1000 });
    const finish = pending.add(1, ignore);
    assert.equal(pending.isFull(1), false);
    pending.add(1, ignore);
    assert.equal(pending.isFull(1), true);
    finish();
    assert.deepEqual([pending.isFull(1), pending.size], [false, 1]);
  });

  it('is full above the number of bytes, unless it is empty', () => {
    const pending = new PendingMessages({ messages: 100, bytes: 10 });
    assert.equal(pending.isFull(11), false);
    const finish = pending.add(11, ignore);
    assert.equal(pending.isFull(0), true);
    finish();
    pending.add(4, ignore);
    assert.deepEqual([pending.isFull(6), pending.isFull(7)], [false, true]);
  });

  it('gives each message one result', () => {
    const results: (Error | undefined)[] = [];
    const pending = new PendingMessages({ messages: 100, bytes: 10 });
    const finish = pending.add(10, (error) => results.push(error));
    finish();
    finish(new Error('later'));
    pending.failAll(new Error('closed'));
    assert.deepEqual(results, [undefined]);
    // A second result would free the bytes twice.
    pending.add(5, ignore);
    assert.equal(pending.isFull(6), true);
  });

  it('fails all in the order in which they were accepted', () => {
    const order: string[] = [];
    const pending = new PendingMessages({ messages: 100, bytes: 100 });
    for (const name of ['a', 'b', 'c']) pending.add(1, (error) => order.push(`${name} ${error?.message}`));
    pending.failAll(new Error('closed'));
    assert.deepEqual([order, pending.size], [['a closed', 'b closed', 'c closed'], 0]);
  });

  it('is drained once the last message has its result', async () => {
    const pending = new PendingMessages({ messages: 100, bytes: 100 });
    await pending.drained();
    const order: string[] = [];
    const finishes = ['a', 'b'].map((name) => pending.add(1, () => order.push(name)));
    const drained = pending.drained().then(() => order.push('drained'));
    for (const finish of finishes) finish();
    await drained;
    assert.deepEqual(order, ['a', 'b', 'drained']);
  });
});
