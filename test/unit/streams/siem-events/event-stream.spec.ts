import assert from 'node:assert/strict';
import type { EventStreamPosition } from '../../../../nodes/lib/streams/siem-events/position';
import { createSiemEventStream } from '../../../../nodes/lib/streams/siem-events/stream';
import { badRequest } from '../siem-batch/poll';
import { DAY, HOUR, kinds, MINUTE, NOW, poll } from '../window/poll';
import { clientOf, type Event, event, numbers, stream } from './events-feed';

describe('stream feed', () => {
  it('requests by date-time with all types in one call, then with the cursor and without a date', async () => {
    const client = clientOf({
      '': { events: [event(1), event(2)], next: 'c1', caughtUp: false },
      c1: { events: [event(3)], next: 'c2' },
    });
    const polled = await poll(stream, client, { lookbackMs: HOUR });
    assert.deepEqual([numbers(polled), polled.error], [[1, 2, 3], undefined]);
    assert.deepEqual(client.queries, [
      { types: 'receipt,url protect', pageSize: '100', dateRangeStartsAt: '2026-11-20T11:00:00.000Z' },
      { types: 'receipt,url protect', pageSize: '100', nextPage: 'c1' },
    ]);
    assert.equal(polled.position?.cursor, 'c2');
    assert.equal(polled.position?.through, NOW);
  });

  it('requests all types by omitting them', async () => {
    const client = clientOf({});
    await poll(createSiemEventStream('cg', []), client);
    assert.equal('types' in (client.queries[0] ?? {}), false);
  });

  it('goes back 23 hours and 59 minutes at most', async () => {
    const client = clientOf({});
    const { notices } = await poll(stream, client, { lookbackMs: 7 * DAY });
    assert.equal(client.queries[0]?.['dateRangeStartsAt'], '2026-11-19T12:01:00.000Z');
    assert.deepEqual(notices, []);
  });

  it('keeps the cursor of an empty page', async () => {
    assert.equal((await poll(stream, clientOf({ '': { next: 'c1' } }))).position?.cursor, 'c1');
  });

  it('returns pages of one type each, with the type', async () => {
    const events = [event(1), event(2, 'url protect'), event(3), event(4, 'url protect'), { n: 5 }];
    const { sizes, records } = await poll(stream, clientOf({ '': { events, next: 'c1' } }));
    assert.deepEqual(sizes, [2, 2, 1]);
    assert.deepEqual(
      records.map((record) => stream.typeOf?.(record)),
      ['receipt', 'receipt', 'url protect', 'url protect', 'unknown'],
    );
    assert.deepEqual(
      (await poll(stream, clientOf({ '': { events, next: 'c1' } }), { chunk: 1 })).sizes,
      [1, 1, 1, 1, 1],
    );
  });

  it('drops records of the previous page, and keeps duplicates within one page', async () => {
    const client = clientOf({
      '': { events: [event(1), event(2), event(2)], next: 'c1', caughtUp: false },
      c1: { events: [event(2, 'receipt', { _offset: 7, _partition: 1 }), event(3)], next: 'c2' },
    });
    const polled = await poll(stream, client);
    assert.deepEqual(numbers(polled), [1, 2, 2, 3]);
    assert.deepEqual(polled.notices, [{ kind: 'duplicates', count: 1 }]);
  });

  it('also drops records of the previous page after a restart', async () => {
    const first = await poll(stream, clientOf({ '': { events: [event(1)], next: 'c1' } }));
    const second = await poll(stream, clientOf({ c1: { events: [event(1), event(2)], next: 'c2' } }), {
      from: first.position,
    });
    assert.deepEqual(numbers(second), [2]);
  });

  it('delivers the rest of an interrupted page, under the same cursor', async () => {
    const pages = { '': { events: [1, 2, 3, 4, 5].map((n) => event(n)), next: 'c1' } };
    const first = await poll(stream, clientOf(pages), { chunk: 2, pages: 1 });
    const second = await poll(stream, clientOf(pages), { from: first.position, chunk: 2 });
    assert.deepEqual(
      [numbers(first), numbers(second)],
      [
        [1, 2],
        [3, 4, 5],
      ],
    );
  });

  it('uses the id that the event has in the naming of the batch feed', () => {
    const record = (value: Event) => ({ value, text: '' });
    const { eventType, subType, ...rest } = event(1);
    assert.equal(
      stream.identify(record(event(1, 'receipt', { _offset: 3 }))),
      stream.identify(record({ ...rest, type: eventType, subtype: subType })),
    );
    assert.notEqual(stream.identify(record(event(1))), stream.identify(record(event(2))));
  });

  it('quarantines values that are not events', async () => {
    const polled = await poll(stream, clientOf({ '': { events: [event(1), 'x'], next: 'c1' } }));
    assert.deepEqual([numbers(polled), kinds(polled)], [[1], ['quarantine']]);
  });

  it('reports since when there has been nothing, and its lag', async () => {
    const first = await poll(stream, clientOf({ '': { next: 'c1' } }));
    assert.ok(first.position);
    assert.equal(stream.quietSince(first.position), NOW);
    assert.equal(stream.lag(first.position, NOW + HOUR), HOUR);
    const second = await poll(stream, clientOf({ c1: { events: [event(1)], next: 'c2' } }), {
      from: first.position,
    });
    assert.ok(second.position);
    assert.equal(stream.quietSince(second.position), undefined);
  });

  it('accepts no position of another stream', () => {
    const position = stream.startAt(NOW - HOUR, NOW);
    assert.deepEqual(stream.parse(JSON.parse(JSON.stringify(position))), position);
    assert.equal(stream.parse({ version: 1 }), undefined);
  });

  it('keeps its position small, and drops the oldest first', async () => {
    let from: EventStreamPosition | undefined;
    for (let minute = 0; minute < 60; minute += 1) {
      const events = Array.from({ length: 1000 }, (_, n) => event(minute * 1000 + n));
      const client = clientOf({ [from?.cursor ?? '']: { events, next: `c${minute}` } });
      from = (await poll(stream, client, { from, now: NOW + minute * MINUTE })).position;
    }
    const size = JSON.stringify(from).length;
    assert.ok(size < 660_000, `${size}`);
    const newest = clientOf({ c59: { events: [event(59_599)], next: 'c60' } });
    assert.deepEqual(numbers(await poll(stream, newest, { from, now: NOW + HOUR })), []);
    const dead = clientOf(({ nextPage }) => {
      if (nextPage !== undefined) throw badRequest();
      return {};
    });
    const rewound = await poll(stream, dead, { from, now: NOW + HOUR });
    assert.deepEqual(kinds(rewound), ['rewind', 'gap'], 'what was forgotten can not be told apart');
  });
});
