import assert from 'node:assert/strict';
import { createSiemEventStream } from '../../../../nodes/lib/streams/siem-events/stream';
import { ScriptedClient } from '../../../doubles/scripted-client';
import { HOUR, NOW, poll } from '../window/poll';
import { numbers, stream } from './events-feed';

describe('stream feed', () => {
  it('reads a range again from the batches, type by type', async () => {
    const lines = [1, 2, 3].map((n) => JSON.stringify({ type: 'receipt', timestamp: NOW - n * HOUR, n }));
    const client = new ScriptedClient({
      list: ({ type }) => ({ files: [`/cg/${type}`], next: 'c', caughtUp: true }),
      body: (path) => (path === '/cg/receipt' ? lines.join('\n') : ''),
    });
    const { replay } = stream;
    assert.ok(replay);
    const replayed = {
      ...stream,
      pages: (_: unknown, context: Parameters<typeof replay>[2]) => replay(NOW - 2.5 * HOUR, NOW, context),
    };
    assert.deepEqual(numbers(await poll(replayed, client)), [1, 2]);
    assert.deepEqual(
      client.queries.map(({ type }) => type),
      ['receipt', 'url protect'],
    );
  });

  it('replays the selected subtype', async () => {
    const lines = ['Hld', 'Acc', 'Hld'].map((subtype, n) =>
      JSON.stringify({ type: 'process', subtype, timestamp: NOW - HOUR, n }),
    );
    const client = new ScriptedClient({
      list: () => ({ files: ['/cg/process'], next: 'c', caughtUp: true }),
      body: () => lines.join('\n'),
    });
    const { replay } = createSiemEventStream('cg', ['process:Hld']);
    assert.ok(replay);
    const replayed = {
      ...stream,
      pages: (_: unknown, context: Parameters<typeof replay>[2]) => replay(NOW - 2 * HOUR, NOW, context),
    };
    assert.deepEqual(numbers(await poll(replayed, client)), [0, 2]);
    assert.equal(client.queries[0]?.['type'], 'process');
  });
});
