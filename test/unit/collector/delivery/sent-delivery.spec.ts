import assert from 'node:assert/strict';
import type { Batch } from '../../../../nodes/lib/collector/delivery/messages';
import { SentDelivery } from '../../../../nodes/lib/collector/delivery/sent-delivery';

/** A save that the test completes. */
class Save {
  readonly done: Promise<void>;
  resolve: () => void = () => undefined;
  reject: (error: Error) => void = () => undefined;
  started = false;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  readonly start = (): Promise<void> => {
    this.started = true;
    return this.done;
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const { signal } = new AbortController();

describe('SentDelivery', () => {
  let sent: unknown[];
  let delivery: SentDelivery;
  const batch = (...numbers: readonly number[]): Batch => ({
    id: 'batch',
    records: numbers.map((n) => ({ value: { n }, text: String(n) })),
    stream: { log: 'siem', type: 'av', identify: ({ text }) => text },
    collectedAt: 0,
    attempt: 1,
  });
  beforeEach(() => {
    sent = [];
    delivery = new SentDelivery({
      mode: 'lines',
      messageContext: { account: 'C0A0', demo: false, source: 'node' },
      maxRate: 0,
      send: ({ payload }) => sent.push(payload),
    });
  });

  it('saves a position after the hand-over, not before', async () => {
    const save = new Save();
    let sentBefore = 0;
    const handing = delivery.send(
      batch(1, 2),
      () => {
        sentBefore = sent.length;
        return save.start();
      },
      signal,
    );
    await handing;
    assert.deepEqual([sent, sentBefore], [['1\n2'], 1]);
  });

  it('sends nothing for a batch without records, but saves its position', async () => {
    const save = new Save();
    await delivery.send(batch(), save.start, signal);
    assert.deepEqual([sent, save.started], [[], true]);
  });

  it('is at most one batch ahead of the saved position', async () => {
    const saves = [new Save(), new Save(), new Save()] as const;
    await delivery.send(batch(1), saves[0].start, signal);
    let second = false;
    const handing = delivery.send(batch(2), saves[1].start, signal).then(() => {
      second = true;
    });
    await turn();
    assert.deepEqual([sent, second], [['1', '2'], false], 'the next page may not be pulled yet');
    saves[0].resolve();
    await handing;
    assert.equal(second, true);
  });

  it('hands nothing over once a save has failed, and throws its error', async () => {
    const save = new Save();
    await delivery.send(batch(1), save.start, signal);
    save.reject(new Error('full'));
    await turn();
    const next = new Save();
    await assert.rejects(delivery.send(batch(2), next.start, signal), /full/);
    assert.deepEqual([sent, next.started], [['1'], false]);
    await assert.rejects(delivery.flush(), /full/);
  });

  it('is flushed when the last position is saved', async () => {
    const save = new Save();
    await delivery.send(batch(1), save.start, signal);
    let drained = false;
    const draining = delivery.flush().then(() => {
      drained = true;
    });
    await turn();
    assert.equal(drained, false);
    save.resolve();
    await draining;
  });
});
