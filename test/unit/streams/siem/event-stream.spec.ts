import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MimecastError } from '../../../../nodes/lib/api/errors';
import type { ApiAnswer, ApiRequest } from '../../../../nodes/lib/api/types';
import { siemBatch } from '../../../../nodes/lib/streams/siem/batch';
import { siemEvents } from '../../../../nodes/lib/streams/siem/event-stream';
import type { EventStreamPosition } from '../../../../nodes/lib/streams/siem/event-stream-position';
import { CI_TYPES } from '../../../../nodes/lib/streams/siem/types';
import { queryFrom, ScriptedClient } from '../../../doubles/scripted-client';
import { codeOf, DAY, HOUR, kinds, MINUTE, NOW, type Polled, poll } from '../window/poll';
import { badRequest } from './poll';

type Event = Readonly<Record<string, unknown>>;
interface EventsPage {
  readonly events?: readonly unknown[];
  readonly next?: string | null;
  readonly caughtUp?: unknown;
}

const stream = siemEvents('cg', ['receipt', 'url protect']);

/** Pages by the cursor that they are asked for with; '' by date. */
function clientOf(
  pages: Readonly<Record<string, EventsPage>> | ((query: Readonly<Record<string, string>>) => EventsPage),
): ScriptedClient {
  const client = new ScriptedClient({ list: () => ({}), body: () => '' });
  client.call = async (request: ApiRequest): Promise<ApiAnswer> => {
    assert.deepEqual(
      [request.method, request.path, request.group],
      ['GET', '/siem/v1/events/cg', 'siem-stream'],
    );
    const query = queryFrom(request);
    client.queries.push(query);
    const cursor = query['nextPage'] ?? '';
    const page = typeof pages === 'function' ? pages(query) : pages[cursor];
    const { events = [], next = cursor, caughtUp = true } = page ?? {};
    const body = { value: events, '@nextPage': next, isCaughtUp: caughtUp, pageSize: events.length };
    return { status: 200, body, requestId: 'r', bytes: 10, failures: [] };
  };
  return client;
}

const event = (n: number, eventType = 'receipt', more: Event = {}): Event => ({
  eventType,
  subType: null,
  timestamp: NOW - HOUR + n,
  n,
  ...more,
});
const numbers = ({ records }: Polled<unknown>): unknown[] => records.map(({ value }) => value['n']);

/** A poll ends at an empty page, also where there is more behind it. */
const CALM = Array.from({ length: 8 }, () => 1e6);

describe('stream feed', () => {
  it('asks by date-time with all types in one call, then with the cursor and without a date', async () => {
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

  it('asks for all types by leaving them out', async () => {
    const client = clientOf({});
    await poll(siemEvents('cg', []), client);
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

  it('has the records of one type in a page, and says which', async () => {
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

  it('drops what the page before had, and keeps what one page has twice', async () => {
    const client = clientOf({
      '': { events: [event(1), event(2), event(2)], next: 'c1', caughtUp: false },
      c1: { events: [event(2, 'receipt', { _offset: 7, _partition: 1 }), event(3)], next: 'c2' },
    });
    const polled = await poll(stream, client);
    assert.deepEqual(numbers(polled), [1, 2, 2, 3]);
    assert.deepEqual(polled.notices, [{ kind: 'duplicates', count: 1 }]);
  });

  it('drops it after a restart, too', async () => {
    const first = await poll(stream, clientOf({ '': { events: [event(1)], next: 'c1' } }));
    const second = await poll(stream, clientOf({ c1: { events: [event(1), event(2)], next: 'c2' } }), {
      from: first.position,
    });
    assert.deepEqual(numbers(second), [2]);
  });

  it('delivers the rest of a page that was cut off, under the same cursor', async () => {
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

  it('gives an event the id that it has in the naming of the batch feed', () => {
    const record = (value: Event) => ({ value, text: '' });
    const { eventType, subType, ...rest } = event(1);
    assert.equal(
      stream.identify(record(event(1, 'receipt', { _offset: 3 }))),
      stream.identify(record({ ...rest, type: eventType, subtype: subType })),
    );
    assert.notEqual(stream.identify(record(event(1))), stream.identify(record(event(2))));
  });

  it('tells what is further back than the feed goes as a gap that can be had elsewhere', async () => {
    const first = await poll(stream, clientOf({ '': { events: [event(1)], next: 'c1' } }));
    const later = NOW + 40 * HOUR;
    const client = clientOf({});
    const { notices } = await poll(stream, client, { from: first.position, now: later });
    const start = new Date(later - 24 * HOUR + MINUTE).toISOString();
    assert.deepEqual(notices, [
      {
        kind: 'gap',
        from: new Date(NOW).toISOString(),
        to: start,
        recoverable: true,
        reason: 'further back than the 24 hours of the stream feed',
      },
    ]);
    assert.equal(client.queries[0]?.['nextPage'], 'c1', 'a cursor lasts longer than that');
  });

  it('tells the same when the feed skips while it is read too slowly', async () => {
    const client = clientOf({ '': { events: [event(1)], next: 'c1', caughtUp: false } });
    const first = await poll(stream, client, { pages: 1 });
    const now = NOW + 23.5 * HOUR;
    const late = clientOf({ c1: { events: [event(2 * HOUR)], next: 'c2' } });
    const { notices } = await poll(stream, late, { from: first.position, now });
    assert.deepEqual(
      notices.map((notice) =>
        notice.kind === 'gap' ? [notice.from, notice.to, notice.recoverable] : notice.kind,
      ),
      [[new Date(NOW - HOUR + 1).toISOString(), new Date(now - 24 * HOUR).toISOString(), true]],
    );
  });

  const ZERO = Buffer.from('[receipt=0-0, av=0-0]:x').toString('base64');
  for (const [what, broken] of [
    ['that is refused', undefined],
    ['that points to the beginning of all logs', ZERO],
    ['that was handed out before', 'c1'],
  ] as const) {
    it(`rewinds by time from a cursor ${what}, and brings nothing twice`, async () => {
      const first = await poll(stream, clientOf({ '': { events: [event(1), event(2)], next: 'c1' } }));
      const client = clientOf(({ nextPage, dateRangeStartsAt }) => {
        if (dateRangeStartsAt !== undefined)
          return { events: [event(1), event(2), event(3), event(4)], next: 'c9', caughtUp: true };
        if (broken === undefined) throw badRequest();
        return { events: nextPage === 'c1' ? [event(3)] : [], next: broken, caughtUp: false };
      });
      const second = await poll(stream, client, { from: first.position, now: NOW + MINUTE });
      assert.equal(second.error, undefined);
      assert.deepEqual(numbers(second), [3, 4]);
      // Events appear late, by their time: as far back as it goes.
      const again = client.queries.find(({ dateRangeStartsAt }) => dateRangeStartsAt !== undefined);
      assert.equal(again?.['dateRangeStartsAt'], '2026-11-19T12:02:00.000Z');
      assert.ok(kinds(second).includes('rewind'));
      assert.equal(second.position?.cursor, 'c9');
    });
  }

  it('throws a refusal that is not about the cursor', async () => {
    const client = clientOf(() => {
      throw badRequest();
    });
    const { error, position } = await poll(stream, client);
    assert.deepEqual([codeOf(error), position], ['MIMECAST_BAD_REQUEST', undefined]);
    assert.equal(client.queries.length, 1);
  });

  it('ends a poll whose cursors are broken time and again; the next one asks by date', async () => {
    let n = 0;
    const client = clientOf(() => {
      n += 1;
      return { events: [event(n)], next: ZERO, caughtUp: false };
    });
    const polled = await poll(stream, client);
    assert.deepEqual([polled.error, numbers(polled), polled.position?.cursor], [undefined, [1, 2], null]);
  });

  it('names what the application lacks', async () => {
    const client = clientOf(() => {
      throw new MimecastError('MIMECAST_FORBIDDEN', 'no', { status: 403 });
    });
    const { error } = await poll(stream, client);
    assert.match(String(error), /Threat and Security Events \(SIEM\) \| Read/);
  });

  for (const value of ['text', { a: 1 }]) {
    it(`does not take ${JSON.stringify(value)} for a list of events`, async () => {
      const client = clientOf({});
      client.call = async () => ({ status: 200, body: { value }, requestId: 'r', bytes: 1, failures: [] });
      assert.equal(codeOf((await poll(stream, client)).error), 'MIMECAST_BAD_ANSWER');
    });
  }

  it('puts aside what is no event', async () => {
    const polled = await poll(stream, clientOf({ '': { events: [event(1), 'x'], next: 'c1' } }));
    assert.deepEqual([numbers(polled), kinds(polled)], [[1], ['quarantine']]);
  });

  it('says since when there has been nothing, and how far behind it is', async () => {
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

  it('replays the subtype that was chosen', async () => {
    const lines = ['Hld', 'Acc', 'Hld'].map((subtype, n) =>
      JSON.stringify({ type: 'process', subtype, timestamp: NOW - HOUR, n }),
    );
    const client = new ScriptedClient({
      list: () => ({ files: ['/cg/process'], next: 'c', caughtUp: true }),
      body: () => lines.join('\n'),
    });
    const { replay } = siemEvents('cg', ['process:Hld']);
    assert.ok(replay);
    const replayed = {
      ...stream,
      pages: (_: unknown, context: Parameters<typeof replay>[2]) => replay(NOW - 2 * HOUR, NOW, context),
    };
    assert.deepEqual(numbers(await poll(replayed, client)), [0, 2]);
    assert.equal(client.queries[0]?.['type'], 'process');
  });

  it('takes no position but its own', () => {
    const position = stream.startAt(NOW - HOUR, NOW);
    assert.deepEqual(stream.parse(JSON.parse(JSON.stringify(position))), position);
    assert.equal(stream.parse({ version: 1 }), undefined);
  });

  it('keeps its position small, and forgets the oldest first', async () => {
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

  it('loses nothing and brings nothing twice, wherever it is cut off', async () => {
    const scenario = fc.record({
      sizes: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 }),
      repeats: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 }),
      lives: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 }),
      dead: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      chunk: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ sizes, repeats, lives, dead, chunk }) => {
        let n = 0;
        const pages = sizes.map((size) =>
          Array.from({ length: size }, () => event(++n, n % 3 ? 'receipt' : 'av')),
        );
        const all = pages.flat();
        const page = (index: number): EventsPage => {
          const before = (pages[index - 1] ?? []).slice(
            -(repeats[index % 6] ?? 0) || Number.POSITIVE_INFINITY,
          );
          const events = [...before, ...(pages[index] ?? [])];
          return { events, next: String(index + 1), caughtUp: index >= pages.length - 1 };
        };
        const got: unknown[] = [];
        let from: EventStreamPosition | undefined;
        for (const [life, cut] of [...lives, ...CALM].entries()) {
          let refuse = life < lives.length && dead[life] === true;
          const client = clientOf(({ nextPage }) => {
            if (nextPage !== undefined && refuse) {
              refuse = false;
              throw badRequest();
            }
            return page(Number(nextPage ?? 0));
          });
          const polled = await poll(stream, client, { from, pages: cut, chunk, now: NOW + life * MINUTE });
          assert.equal(polled.error, undefined);
          got.push(...numbers(polled));
          from = polled.position;
        }
        assert.deepEqual(got.toSorted(), all.map((one) => one['n']).toSorted());
      }),
      { numRuns: Number(process.env['RUNS'] ?? 50) },
    );
  });
});

describe('ci batch feed', () => {
  it('reads its three types, and passes arrays on as they are', async () => {
    const line = JSON.stringify({
      type: 'entities',
      recipients: ['ana@corp.example'],
      tags: null,
      policiesApplied: [{ action: 'NONE' }],
    });
    for (const type of CI_TYPES) {
      const client = new ScriptedClient({
        list: () => ({ files: ['/ci/a'], next: 'c1', caughtUp: true }),
        body: () => line,
      });
      const { records } = await poll(siemBatch('ci', type), client);
      assert.deepEqual(
        records.map(({ value, text }) => ({ value, text })),
        [{ value: JSON.parse(line), text: line }],
      );
      assert.equal(client.queries[0]?.['type'], type);
    }
  });
});
