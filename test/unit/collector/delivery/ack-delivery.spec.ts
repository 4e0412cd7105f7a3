import assert from 'node:assert/strict';
import { AckDelivery } from '../../../../nodes/lib/collector/delivery/ack-delivery';
import type { Batch } from '../../../../nodes/lib/collector/delivery/messages';

const origin = { account: 'C0A0', demo: false, source: 'siem' };
const stream = { log: 'siem', type: 'receipt', identify: () => 'id' };
const batchOf = (id: string, size = 1): Batch => ({
  id,
  records: Array.from({ length: size }, () => ({ value: {}, text: '{}' })),
  stream,
  collectedAt: 0,
  attempt: 1,
});

/** A promise that the test resolves from outside. */
interface Deferred {
  readonly promise: Promise<void>;
  readonly open: () => void;
  readonly fail: (error: Error) => void;
}
function deferred(): Deferred {
  let open = (): void => undefined;
  let fail = (_error: Error): void => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open: () => open(), fail: (error) => fail(error) };
}

describe('AtLeastOnceDelivery', () => {
  const signal = new AbortController().signal;
  let out: Map<string, Deferred>;
  let saves: Map<string, Deferred>;
  /** Batches whose save has begun, in order. */
  let saving: string[];
  /** The result of each hand-over and of the end. */
  let events: string[];
  let delivery: AckDelivery;

  /** @param size number of batches that the whole source has in flight */
  function create(inFlight: number, size = 0): void {
    [out, saves, saving, events] = [new Map(), new Map(), [], []];
    const deliver = ({ id }: Batch): Promise<void> => {
      const delivered = deferred();
      out.set(id, delivered);
      return delivered.promise;
    };
    delivery = new AckDelivery({ deliver, size }, origin, inFlight);
  }
  beforeEach(() => create(2));

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const note = (what: string, work: Promise<void>): void => {
    work.then(
      () => events.push(what),
      (error: unknown) => events.push(`${what}: ${error instanceof Error ? error.message : ''}`),
    );
  };
  async function handOver(id: string, size = 1): Promise<void> {
    const save = (): Promise<void> => {
      const saved = deferred();
      saves.set(id, saved);
      saving.push(id);
      return saved.promise;
    };
    note(id, delivery.send(batchOf(id, size), save, signal));
    await turn();
  }
  async function settle(id: string): Promise<void> {
    out.get(id)?.open();
    await turn();
  }
  async function giveUp(id: string, message = 'closed'): Promise<void> {
    out.get(id)?.fail(new Error(message));
    await turn();
  }
  async function saved(id: string): Promise<void> {
    saves.get(id)?.open();
    await turn();
  }
  async function end(): Promise<void> {
    note('end', delivery.flush());
    await turn();
  }

  it('pulls the next page only while a slot is free', async () => {
    create(3);
    for (const id of ['a', 'b']) await handOver(id);
    assert.deepEqual(events, ['a', 'b']);
    await handOver('c');
    assert.deepEqual(
      [events, [...out.keys()]],
      [
        ['a', 'b'],
        ['a', 'b', 'c'],
      ],
    );
  });

  it('always gets its first slot, but no second one while the source has many batches in flight', async () => {
    create(2, 4);
    await handOver('a');
    assert.deepEqual([[...out.keys()], events], [['a'], []]);
    await settle('a');
    await saved('a');
    assert.deepEqual(events, ['a']);
    await handOver('b');
    assert.deepEqual([...out.keys()], ['a', 'b']);
  });

  it('waits for each batch when it has one slot', async () => {
    create(1);
    await handOver('a');
    assert.deepEqual(events, []);
    await settle('a');
    await saved('a');
    assert.deepEqual(events, ['a']);
  });

  it('frees a slot when the position is saved, not when the batch is acknowledged', async () => {
    await handOver('a');
    await handOver('b');
    await settle('a');
    assert.deepEqual([saving, events], [['a'], ['a']]);
    await saved('a');
    assert.deepEqual(events, ['a', 'b']);
  });

  it('moves positions in order, whatever the order of acknowledgements', async () => {
    create(3);
    for (const id of ['a', 'b', 'c']) await handOver(id);
    await settle('c');
    await settle('b');
    assert.deepEqual(saving, []);
    await settle('a');
    assert.deepEqual(saving, ['a']);
    await saved('a');
    await saved('b');
    await saved('c');
    assert.deepEqual(saving, ['a', 'b', 'c']);
  });

  it('saves a position without records after all earlier ones, and sends nothing', async () => {
    await handOver('a');
    await handOver('empty', 0);
    assert.deepEqual([[...out.keys()], saving], [['a'], []]);
    await settle('a');
    await saved('a');
    assert.deepEqual(saving, ['a', 'empty']);
  });

  it('takes no slot for a position without records', async () => {
    await handOver('a');
    for (const id of ['empty', 'emptier']) await handOver(id, 0);
    assert.deepEqual(events, ['a', 'empty', 'emptier']);
    await handOver('b');
    await handOver('emptiest', 0);
    assert.deepEqual(events, ['a', 'empty', 'emptier'], 'but waits while all slots are taken');
  });

  it('is flushed when all positions are saved', async () => {
    await handOver('a');
    await end();
    assert.deepEqual(events, ['a']);
    await settle('a');
    assert.deepEqual(events, ['a']);
    await saved('a');
    assert.deepEqual(events, ['a', 'end']);
  });

  it('saves nothing after a batch that was given up, even if later ones are acknowledged: the position would skip it', async () => {
    create(4);
    for (const id of ['a', 'b', 'c']) await handOver(id);
    await settle('b');
    await giveUp('a');
    await settle('c');
    await end();
    assert.deepEqual([saving, events], [[], ['a', 'b', 'c', 'end: closed']]);
  });

  it('saves nothing when all batches are given up at once, as on close', async () => {
    await handOver('a');
    await handOver('b');
    await settle('b');
    await giveUp('a');
    assert.deepEqual([saving, events], [[], ['a', 'b: closed']]);
  });

  describe('when a position cannot be saved', () => {
    it('rejects whoever waits for a slot now or later, and hands nothing more over', async () => {
      await handOver('a');
      await handOver('b');
      await settle('a');
      saves.get('a')?.fail(new Error('disk full'));
      await turn();
      assert.deepEqual(events, ['a', 'b: disk full']);
      await handOver('c');
      assert.deepEqual([events.at(-1), [...out.keys()]], ['c: disk full', ['a', 'b']]);
    });

    it('rejects whoever waits for a slot also when the failed position had no records', async () => {
      create(1);
      await handOver('empty', 0);
      saves.get('empty')?.fail(new Error('disk full'));
      await handOver('a');
      assert.equal(events.at(-1), 'a: disk full');
    });

    it('still tries to save batches acknowledged later: they and all before them have arrived', async () => {
      await handOver('a');
      await handOver('b');
      await settle('a');
      saves.get('a')?.fail(new Error('disk full'));
      await settle('b');
      assert.deepEqual(saving, ['a', 'b']);
      await saved('b');
      await end();
      assert.equal(events.at(-1), 'end: disk full');
    });

    it('waits at the end for batches in flight: reading them again now would duplicate them', async () => {
      await handOver('a');
      await handOver('b');
      await settle('a');
      saves.get('a')?.fail(new Error('disk full'));
      await end();
      assert.equal(events.includes('end: disk full'), false);
      await settle('b');
      await saved('b');
      assert.equal(events.at(-1), 'end: disk full');
    });
  });
});
