import assert from 'node:assert/strict';
import { SyslogError } from '../../../../nodes/lib/sinks/syslog/errors';
import { type QueuedMessage, SendQueue } from '../../../../nodes/lib/sinks/syslog/send-queue';

const octets = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));
const text = (queued: QueuedMessage | undefined): string | undefined => queued?.octets.toString();

function takeAll(backlog: SendQueue): QueuedMessage[] {
  const messages: QueuedMessage[] = [];
  for (let queued = backlog.take(); queued !== undefined; queued = backlog.take()) messages.push(queued);
  return messages;
}

/** Its result so far. */
async function outcomeOf(delivery: Promise<void>): Promise<string> {
  const code = (error: unknown): string => (error instanceof SyslogError ? error.code : String(error));
  return Promise.race([
    delivery.then(() => 'delivered', code),
    new Promise<string>((resolve) => setImmediate(() => resolve('open'))),
  ]);
}

describe('SendQueue', () => {
  it('returns messages in order', () => {
    const backlog = new SendQueue();
    void backlog.add(octets('a', 'b'));
    void backlog.add(octets('c'));
    assert.deepEqual(takeAll(backlog).map(text), ['a', 'b', 'c']);
    assert.equal(backlog.take(), undefined);
  });

  it('completes a message when all of its records are delivered', async () => {
    const backlog = new SendQueue();
    const delivery = backlog.add(octets('a', 'b'));
    const [a, b] = takeAll(backlog);
    assert.ok(a && b);
    backlog.complete(b);
    backlog.complete(b);
    assert.equal(await outcomeOf(delivery), 'open');
    backlog.complete(a);
    assert.equal(await outcomeOf(delivery), 'delivered');
    assert.equal(backlog.size, 0);
  });

  it('requeues unacknowledged records in front, in order', () => {
    const backlog = new SendQueue();
    void backlog.add(octets('a', 'b', 'c', 'd'));
    const [a, b, c] = [backlog.take(), backlog.take(), backlog.take()];
    assert.ok(a && b && c);
    backlog.complete(b);
    backlog.requeueInFlight();
    assert.deepEqual(takeAll(backlog).map(text), ['a', 'c', 'd']);
  });

  it('fails a message with the first refusal, once all of it was answered', async () => {
    const backlog = new SendQueue();
    const delivery = backlog.add(octets('a', 'b', 'c'));
    const [a, b, c] = takeAll(backlog);
    assert.ok(a && b && c);
    backlog.complete(a, { reason: '500 full', isForGood: true });
    backlog.complete(b, { reason: '500 mad', isForGood: true });
    assert.equal(await outcomeOf(delivery), 'open');
    backlog.complete(c);
    await assert.rejects(delivery, {
      code: 'SYSLOG_REFUSED',
      message: 'the syslog server refused 2 messages: 500 full',
    });
  });

  it('resolves at once for an empty message', async () => {
    const backlog = new SendQueue();
    assert.equal(await outcomeOf(backlog.add([])), 'delivered');
    await backlog.drained();
  });

  it('limits the number of messages', async () => {
    const backlog = new SendQueue({ messages: 2, bytes: 1000 });
    const [first] = [backlog.add(octets('a')), backlog.add(octets('b'))];
    assert.equal(await outcomeOf(backlog.add(octets('c'))), 'SYSLOG_FULL');
    const a = backlog.take();
    assert.ok(a);
    backlog.complete(a);
    await first;
    assert.equal(await outcomeOf(backlog.add(octets('c'))), 'open');
    assert.deepEqual(takeAll(backlog).map(text), ['b', 'c']);
  });

  it('limits the number of octets, but always accepts one message', async () => {
    const backlog = new SendQueue({ messages: 100, bytes: 4 });
    assert.equal(await outcomeOf(backlog.add(octets('larger than that'))), 'open');
    assert.equal(await outcomeOf(backlog.add(octets('x'))), 'SYSLOG_FULL');
  });

  it('reports when it is empty', async () => {
    const backlog = new SendQueue();
    void backlog.add(octets('a'));
    const empty = backlog.drained();
    assert.equal(await outcomeOf(empty), 'open');
    const a = backlog.take();
    assert.ok(a);
    backlog.complete(a);
    await empty;
  });

  it('gives everything up at once, and ignores later responses', async () => {
    const backlog = new SendQueue();
    const delivery = backlog.add(octets('a', 'b'));
    const a = backlog.take();
    assert.ok(a);
    backlog.failAll(new SyslogError('SYSLOG_CLOSED', 'closed'));
    assert.equal(await outcomeOf(delivery), 'SYSLOG_CLOSED');
    backlog.complete(a);
    assert.equal(backlog.take(), undefined);
    assert.equal(backlog.size, 0);
  });

  it('stays in order over thousands, partly acknowledged out of order', async () => {
    const backlog = new SendQueue();
    const names = Array.from({ length: 20_000 }, (_, index) => String(index));
    const delivery = backlog.add(octets(...names));
    const seen: string[] = [];
    for (let window = [backlog.take(), backlog.take()]; window[0] !== undefined; ) {
      for (const queued of window.reverse()) {
        if (queued === undefined) continue;
        seen.push(queued.octets.toString());
        backlog.complete(queued);
      }
      if (seen.length === 9_000) backlog.requeueInFlight();
      window = [backlog.take(), backlog.take()];
    }
    await delivery;
    assert.deepEqual(
      seen.map(Number).sort((a, b) => a - b),
      names.map(Number),
    );
  });
});
