import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { z } from 'zod';
import {
  EventHub,
  MAX_BUFFERED_BYTES,
  MAX_CHANGED_NODES,
  MAX_CLIENTS,
} from '../../../../nodes/lib/runtime/overview/event-hub';
import { Board, type BoardSource } from '../../../../nodes/lib/runtime/recording/board';
import { HOUR_MS, MINUTE_MS } from '../../../../nodes/lib/util/time';

const NOW = Date.parse('2026-11-20T06:30:00Z');

class Client {
  readonly #listeners: (() => void)[] = [];
  readonly sent: string[] = [];
  writableLength = 0;
  status = 0;
  ended = 0;
  destroyed = false;

  writeHead(status: number): void {
    this.status = status;
  }
  write(text: string): void {
    this.sent.push(text);
  }
  end(): void {
    this.ended += 1;
  }
  destroy(): void {
    this.destroyed = true;
  }
  on(_event: 'close' | 'error', listener: () => void): void {
    this.#listeners.push(listener);
  }
  leave(): void {
    for (const listener of this.#listeners) listener();
  }

  get changes() {
    return this.sent.flatMap((text) => {
      const [, data] = /^event: change\ndata: (.*)\n\n$/.exec(text) ?? [];
      return data === undefined ? [] : [changeSchema.parse(JSON.parse(data))];
    });
  }
}

const changeSchema = z.looseObject({
  at: z.string(),
  reload: z.literal(true).optional(),
  rows: z.array(z.looseObject({ id: z.string(), state: z.string() })).optional(),
});

function source(id: string, onRead: () => void = () => undefined): BoardSource {
  const summary: BoardSource['summary'] = () => ({
    ...{ node: id, link: id, name: '', account: 'a1', source: 'mimecast-audit', everyMs: 0 },
    streams: [{ key: 'audit', type: 'audit' }],
    ...{ startedAt: NOW, aliveAt: NOW, state: { kind: 'paused' as const }, problem: undefined },
    progress: new Map(),
  });
  const facts: BoardSource['facts'] = () => {
    onRead();
    return summary();
  };
  return { id, account: 'a1', hasStream: () => true, facts, summary };
}

/** Polled every minute, and has not been heard of since the start. */
const staleFacts: BoardSource['facts'] = () => ({
  ...source('n1').facts(),
  everyMs: MINUTE_MS,
  state: {
    ...({ kind: 'idle', records: 0, known: 0, at: NOW, lagMs: undefined, quietSince: undefined } as const),
    ...{ failed: [], failure: undefined, fittingIntervalMs: undefined },
  },
});

describe('EventHub', () => {
  let clock: FakeTimers.Clock;
  let onBoard: Board;
  let stops: Set<() => void>;
  let hub: EventHub;
  const change = (node: string): void => onBoard.notify({ kind: 'source', node, account: 'a1' });
  const join = (): Client => {
    const client = new Client();
    assert.equal(hub.add(client), true);
    return client;
  };

  beforeEach(() => {
    clock = FakeTimers.install({
      now: NOW,
      toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
    });
    onBoard = new Board();
    stops = new Set();
    hub = new EventHub({
      board: onBoard,
      onStop: (listener) => {
        stops.add(listener);
        return () => stops.delete(listener);
      },
    });
  });
  afterEach(() => clock.uninstall());

  it('has no timer, no listener and builds nothing while nobody looks', async () => {
    let reads = 0;
    onBoard.sources.set(
      'n1',
      source('n1', () => (reads += 1)),
    );
    change('n1');
    await clock.tickAsync(60_000);
    const client = join();
    client.leave();
    change('n1');
    await clock.tickAsync(60_000);
    assert.deepEqual([reads, clock.countTimers(), stops.size, hub.active, hub.clients], [0, 0, 0, false, 0]);
  });

  it('greets, and sends a comment while nothing changes', async () => {
    const client = join();
    await clock.tickAsync(31_000);
    assert.equal(client.status, 200);
    assert.match(client.sent[0] ?? '', /^event: hello\ndata: \{.*"heartbeatMs":15000.*\}\n\n$/);
    assert.deepEqual(client.sent.slice(1), [': \n\n', ': \n\n']);
  });

  it('sends what has changed to all pages, once for many changes', async () => {
    let reads = 0;
    onBoard.sources.set(
      'n1',
      source('n1', () => (reads += 1)),
    );
    onBoard.sources.set('n2', source('n2'));
    const clients = [join(), join()];
    for (let index = 0; index < 100; index += 1) change('n1');
    await clock.tickAsync(2000);
    for (const { changes } of clients)
      assert.deepEqual(
        changes.map(({ rows }) => rows?.map(({ id, state }) => `${id} ${state}`)),
        [['n1 audit paused']],
      );
    assert.equal(reads, 1);
    await clock.tickAsync(10_000);
    assert.equal(clients[0]?.changes.length, 1);
    change('n2');
    await clock.tickAsync(2000);
    assert.equal(clients[0]?.changes[1]?.rows?.[0]?.id, 'n2 audit');
  });

  it('asks for a new model when too much changes, and after a deploy', async () => {
    const client = join();
    for (let index = 0; index <= MAX_CHANGED_NODES; index += 1) change(`n${index}`);
    await clock.tickAsync(2000);
    change('n1');
    onBoard.notify({ kind: 'nodes' });
    change('n1');
    await clock.tickAsync(9000);
    assert.equal(client.changes.length, 1, 'the page reads the model, which takes longer');
    await clock.tickAsync(1000);
    assert.deepEqual(
      client.changes.map(({ reload, rows }) => [reload, rows]),
      [
        [true, undefined],
        [true, undefined],
      ],
    );
  });

  it('does not keep a place for a client that left before it was let in', () => {
    const gone = new Client();
    gone.destroyed = true;
    assert.equal(hub.add(gone), true);
    assert.deepEqual([hub.clients, hub.active, clock.countTimers(), gone.status], [0, false, 0, 0]);
  });

  it('says that a source has become stale, once', async () => {
    const silent = { ...source('n1'), facts: staleFacts, summary: staleFacts };
    onBoard.sources.set('n1', silent);
    onBoard.sources.set('n2', source('n2'));
    const client = join();
    await clock.tickAsync(7 * MINUTE_MS);
    assert.equal(client.changes.length, 0);
    await clock.tickAsync(3 * MINUTE_MS);
    assert.deepEqual(
      client.changes.map(({ rows }) => rows?.map(({ id, state }) => `${id} ${state}`)),
      [['n1 audit stale']],
    );
    await clock.tickAsync(10 * MINUTE_MS);
    assert.equal(client.changes.length, 1);
  });

  it('refuses more clients than it serves', () => {
    for (let index = 0; index < MAX_CLIENTS; index += 1) join();
    const late = new Client();
    assert.equal(hub.add(late), false);
    assert.equal(late.status, 0);
  });

  it('cuts off a client that does not read', async () => {
    const slow = join();
    const other = join();
    slow.writableLength = MAX_BUFFERED_BYTES + 1;
    onBoard.notify({ kind: 'nodes' });
    await clock.tickAsync(2000);
    assert.deepEqual([slow.destroyed, hub.clients, other.changes.length], [true, 1, 1]);
  });

  it('ends a connection after an hour, because permissions may have changed', async () => {
    const client = join();
    await clock.tickAsync(HOUR_MS);
    assert.deepEqual([client.ended, hub.active], [1, false]);
  });

  it('ends all connections when the flows stop', () => {
    const clients = [join(), join()];
    for (const stop of [...stops]) stop();
    assert.deepEqual(
      clients.map(({ ended }) => ended),
      [1, 1],
    );
    assert.deepEqual([hub.active, clock.countTimers(), stops.size], [false, 0, 0]);
  });

  it('ends the connections, and nothing else, when a row cannot be built', async () => {
    onBoard.sources.set(
      'n1',
      source('n1', () => {
        throw new Error('x');
      }),
    );
    const client = join();
    change('n1');
    await clock.tickAsync(2000);
    assert.deepEqual([client.ended, hub.active], [1, false]);
  });
});
