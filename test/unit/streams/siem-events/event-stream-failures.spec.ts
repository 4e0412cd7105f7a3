import assert from 'node:assert/strict';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { startAt } from '../../../../nodes/lib/streams/siem-events/position';
import { badRequest } from '../siem-batch/poll';
import { codeOf, HOUR, kinds, MINUTE, NOW, poll } from '../window/poll';
import { clientOf, event, newStream, numbers, stream } from './events-feed';

describe('stream feed', () => {
  it("reports the range beyond the feed's retention as a gap that other sources still have", async () => {
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

  it('reports the same gap when the feed skips events because reading is too slow', async () => {
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
    it(`rewinds by time from a cursor ${what}, and delivers nothing twice`, async () => {
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
      // Events appear late, by their time: the rewind goes back as far as possible.
      const repeated = client.queries.find(({ dateRangeStartsAt }) => dateRangeStartsAt !== undefined);
      assert.equal(repeated?.['dateRangeStartsAt'], '2026-11-19T12:02:00.000Z');
      assert.ok(kinds(second).includes('rewind'));
      assert.equal(second.position?.cursor, 'c9');
    });
  }

  it('throws an error that is not about the cursor', async () => {
    const client = clientOf(() => {
      throw badRequest();
    });
    const { error, position } = await poll(stream, client);
    assert.deepEqual([codeOf(error), position], ['MIMECAST_BAD_REQUEST', undefined]);
    assert.equal(client.queries.length, 1);
  });

  it('ends a poll whose cursors are broken repeatedly; the next one requests by date', async () => {
    let n = 0;
    const client = clientOf(() => {
      n += 1;
      return { events: [event(n)], next: ZERO, caughtUp: false };
    });
    const polled = await poll(stream, client);
    assert.deepEqual([polled.error, numbers(polled), polled.position?.cursor], [undefined, [1, 2], null]);
  });

  describe('one cursor for all pages', () => {
    /** Ten pages of two events; each request with the cursor brings the next one. A date starts again. */
    function constantFeed(
      caughtUp: boolean | undefined,
      events = pairs(0, 10),
      cursors: readonly string[] = ['same'],
    ) {
      let at = 0;
      let calls = 0;
      const client = clientOf(({ nextPage }) => {
        if (nextPage === undefined) at = calls = 0;
        const page = events[at];
        at = Math.min(at + 1, events.length);
        const next = cursors[calls % cursors.length] ?? '';
        calls += 1;
        return page === undefined
          ? { next, caughtUp: caughtUp ?? null }
          : { events: page, next, caughtUp: false };
      });
      return { client, events };
    }
    const pairs = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => [event(2 * (from + i)), event(2 * (from + i) + 1)]);
    const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

    for (const caughtUp of [false, true, undefined]) {
      it(`reads all pages without a report, and later ones in later polls (caught up: ${caughtUp})`, async () => {
        const { client, events } = constantFeed(caughtUp);
        const own = newStream();
        const first = await poll(own, client);
        assert.deepEqual([numbers(first), kinds(first), first.error], [upTo(20), [], undefined]);
        events.push(...pairs(10, 12));
        const second = await poll(own, client, { from: first.position, now: NOW + MINUTE });
        assert.deepEqual([numbers(second), kinds(second)], [[20, 21, 22, 23], []]);
        const calls = client.queries.length;
        const third = await poll(own, client, { from: second.position, now: NOW + 2 * MINUTE });
        assert.deepEqual([numbers(third), client.queries.length - calls], [[], 1]);
        assert.equal(own.lag(third.position ?? startAt(0, NOW), NOW + 2 * MINUTE), 0);
      });
    }

    for (const cursors of ['AB', 'ABC']) {
      it(`does the same with cursors that take turns (${cursors}), poll by poll`, async () => {
        const { client, events } = constantFeed(false, pairs(0, 10), [...cursors]);
        const own = newStream();
        let polled = await poll(own, client);
        assert.deepEqual([numbers(polled), kinds(polled)], [upTo(20), []]);
        for (let at = 10; at < 40; at += cursors.length) {
          const added = pairs(at, at + cursors.length);
          events.push(...added);
          client.queries.length = 0;
          polled = await poll(own, client, { from: polled.position, now: NOW + at * MINUTE });
          const expected = upTo(2 * (at + cursors.length)).slice(2 * at);
          assert.deepEqual([numbers(polled), kinds(polled)], [expected, []]);
          assert.ok(client.queries.length <= added.length + 1, `${client.queries.length} calls`);
        }
      });
    }

    it('loses nothing and repeats nothing in a process that starts after a crash', async () => {
      const { client, events } = constantFeed(false);
      const first = await poll(newStream(), client);
      events.push(...pairs(10, 12));
      client.queries.length = 0;
      await poll(newStream(), client, { from: first.position, now: NOW + MINUTE });
      const second = await poll(newStream(), client, { from: first.position, now: NOW + MINUTE });
      assert.deepEqual(numbers(second), [20, 21, 22, 23]);
    });

    it('ends with reports, and not in a loop, when the last page comes again and again', async () => {
      const { client } = constantFeed(false);
      const { call } = client;
      let last: Awaited<ReturnType<typeof call>> | undefined;
      client.call = async (request, options) => {
        const response = await call(request, options);
        const { value } = Object(response.body);
        if (value.length > 0) last = response;
        return last ?? response;
      };
      const polled = await poll(newStream(), client);
      assert.deepEqual([numbers(polled), polled.error], [upTo(20), undefined]);
      assert.ok(kinds(polled).includes('rewind'));
      assert.ok(client.queries.length < 30, `${client.queries.length} calls`);
    });
  });

  it('names the missing permission', async () => {
    const client = clientOf(() => {
      throw new MimecastError('MIMECAST_FORBIDDEN', 'no', { status: 403 });
    });
    const { error } = await poll(stream, client);
    assert.match(String(error), /Threat and Security Events \(SIEM\) \| Read/);
  });

  for (const value of ['text', { a: 1 }]) {
    it(`rejects ${JSON.stringify(value)} as a list of events`, async () => {
      const client = clientOf({});
      client.call = async () => ({ status: 200, body: { value }, requestId: 'r', bytes: 1, failures: [] });
      assert.equal(codeOf((await poll(stream, client)).error), 'MIMECAST_BAD_ANSWER');
    });
  }

  for (const body of [{}, { events: [event(1)], '@nextPage': 'c', isCaughtUp: true }]) {
    it(`rejects ${Object.keys(body)[0] ?? 'nothing'} instead of the list, without moving`, async () => {
      const client = clientOf({});
      client.call = async () => ({ status: 200, body, requestId: 'r', bytes: 1, failures: [] });
      const { error, position } = await poll(stream, client);
      assert.deepEqual([codeOf(error), position], ['MIMECAST_BAD_ANSWER', undefined]);
    });
  }

  it('takes an answer with a cursor and without the list for an empty page', async () => {
    const client = clientOf({});
    const body = { '@nextPage': 'c', isCaughtUp: true };
    client.call = async () => ({ status: 200, body, requestId: 'r', bytes: 1, failures: [] });
    const { error, position } = await poll(stream, client);
    assert.deepEqual([error, position?.cursor], [undefined, 'c']);
  });
});
