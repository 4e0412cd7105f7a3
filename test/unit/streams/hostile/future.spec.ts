import assert from 'node:assert/strict';
import { createSiemBatchStream } from '../../../../nodes/lib/streams/siem-batch/stream';
import { createSiemEventStream } from '../../../../nodes/lib/streams/siem-events/stream';
import { ScriptedClient } from '../../../doubles/scripted-client';
import { audit, url } from '../window/examples';
import { DAY, MINUTE, NOW, poll } from '../window/poll';
import { answering } from './answering-client';

const YEAR_9999 = Date.parse('9999-12-31T23:59:59Z');
const HOUR = 60 * MINUTE;

describe('A record from the future', () => {
  for (const [name, stream, member, wrapper] of [
    ['url', url, 'date', 'clickLogs'],
    ['audit', audit, 'eventTime', undefined],
  ] as const)
    it(`of the log ${name} does not stay in the position`, async () => {
      let n = 0;
      const client = answering(() => {
        n += 1;
        const record = { id: `id ${n}`, n, [member]: '9999-12-31T23:59:59+0000' };
        return { data: wrapper === undefined ? [record] : [{ [wrapper]: [record] }] };
      });
      const first = await poll(stream, client, { lookbackMs: HOUR });
      assert(n >= 1);
      assert((first.position?.watermark ?? 0) <= NOW);
      const buckets = Object.keys(first.position?.emitted ?? {}).map(Number);
      assert(buckets.length > 0);
      assert(Math.max(...buckets) * 10 * MINUTE <= NOW, buckets.join());
      let position = first.position;
      for (let day = 1; day < 5; day += 1)
        position = (await poll(stream, client, { from: position, now: NOW + day * DAY })).position;
      assert(Object.values(position?.emitted ?? {}).join('').length <= 4 * 2 * 11 * 2);
    });

  it('does not move the time up to which events were delivered', async () => {
    const events = [
      { n: 1, timestamp: YEAR_9999 },
      { n: 2, timestamp: NOW - 2 * HOUR },
      { n: 3, timestamp: 1e300 },
    ];
    const client = answering((_request, count) =>
      count === 1 ? { value: events, isCaughtUp: false, '@nextPage': 'c1' } : { value: 'unreadable' },
    );
    const { position, records } = await poll(createSiemEventStream('cg', []), client, {
      lookbackMs: 20 * HOUR,
    });
    assert.equal(records.length, 3);
    assert.equal(position?.through, NOW - 2 * HOUR);
  });

  it('does not hide the lag of files', async () => {
    const lines = [YEAR_9999, NOW - 2 * HOUR, 1e300].map((timestamp, n) => JSON.stringify({ n, timestamp }));
    const client = new ScriptedClient({
      list: (_query, count) =>
        count === 1 ? { files: ['/a'], next: 'c1', caughtUp: false } : { next: 'c2', caughtUp: true },
      body: () => `${lines.join('\n')}\n`,
    });
    const stream = createSiemBatchStream('cg', 'receipt');
    const { position, records } = await poll(stream, client, { pages: 1, lookbackMs: 20 * HOUR });
    assert.equal(records.length, 3);
    assert.equal(position?.newest, NOW - 2 * HOUR);
  });
});
