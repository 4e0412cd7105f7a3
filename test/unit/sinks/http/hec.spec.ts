import assert from 'node:assert/strict';
import { z } from 'zod';
import { HttpError, RefusedError } from '../../../../nodes/lib/sinks/http/errors';
import { waitUntil } from '../../../doubles/wait-until';
import { Cleanup } from '../../../real/harness/process/cleanup';
import { HecDouble, type HecMood, type HecSettings } from '../../../real/harness/servers/hec-double';
import { type HttpCall, type HttpReply, httpDouble } from '../../../real/harness/servers/http-double';
import { NO_ORIGIN, SIEM, sinkFor, TOKEN } from './support/sinks';

const poll = z.object({ acks: z.array(z.number()) });

const EVENT_PATH = '/services/collector/event';

describe('The HTTP sink, with Splunk', () => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.close());

  async function serve(moods: Readonly<Record<number, HecMood>> = {}, settings: HecSettings = {}) {
    const splunk = new HecDouble(TOKEN, moods, settings);
    const calls: HttpCall[] = [];
    const respond = (call: HttpCall): HttpReply => {
      calls.push(call);
      return splunk.respond(call);
    };
    const origin = await httpDouble(respond, cleanup);
    return { splunk, calls, origin, url: origin + EVENT_PATH };
  }

  it('delivers records in an envelope, packed, with their time and id', async () => {
    const { splunk, calls, url } = await serve();
    const { sink } = sinkFor({ url }, cleanup);
    const record = { timestamp: 1763625600123, subject: 'Grüße' };
    await sink.send([record], SIEM('id-1'));
    assert.deepEqual(splunk.accepted, [
      {
        time: 1763625600.123,
        source: 'mimecast/siem/receipt',
        sourcetype: 'mimecast:siem',
        fields: { mimecast_id: 'id-1' },
        event: record,
      },
    ]);
    assert.equal(calls[0]?.headers['content-encoding'], 'gzip');
  });

  it('takes what the format hec makes as it is', async () => {
    const { calls, url } = await serve();
    const { sink } = sinkFor({ url, gzip: false }, cleanup);
    const body = '{"time":1,"event":{"a":1}}\n{"time":2,"event":"two","fields":{"x":"y"}}';
    await sink.send(body, SIEM('1', '2'));
    assert.equal(calls[0]?.body, `${body}\n`);
    assert.equal(calls[0]?.headers['content-encoding'], undefined);
  });

  it('joins messages by time into one request', async () => {
    const { splunk, url } = await serve();
    const { sink } = sinkFor({ url, batchMs: 50 }, cleanup);
    await Promise.all(Array.from({ length: 20 }, (_, index) => sink.send({ event: index }, NO_ORIGIN)));
    assert.deepEqual([splunk.requests, splunk.accepted.length], [1, 20]);
  });

  it('joins what comes in during a request, without a wait', async () => {
    const { splunk, url } = await serve();
    const { sink } = sinkFor({ url }, cleanup);
    const sent = [sink.send({ event: 'first' }, NO_ORIGIN)];
    await waitUntil(() => splunk.requests > 0, 'the first request');
    sent.push(...Array.from({ length: 20 }, (_, index) => sink.send({ event: index }, NO_ORIGIN)));
    await Promise.all(sent);
    assert.deepEqual([splunk.requests, splunk.accepted.length], [2, 21]);
  });

  it('sends as soon as there are enough bytes, however long it may wait', async () => {
    const { splunk, url } = await serve();
    const { sink } = sinkFor({ url, batchBytes: 2_000, batchMs: 60_000 }, cleanup);
    const payload = Array.from({ length: 50 }, (_, index) => ({ event: `${index}${'x'.repeat(100)}` }));
    await sink.send(payload, NO_ORIGIN);
    assert.equal(splunk.accepted.length, 50);
    assert.ok(splunk.requests >= 3, `${splunk.requests} requests`);
  });

  for (const mood of [
    'wrong token',
    'wrong index',
    'no channel',
    'disabled',
    'page',
    'moved away',
  ] as const) {
    it(`puts nothing aside, and waits until it is mended: ${mood}`, async () => {
      const { splunk, calls, url } = await serve();
      splunk.mood = mood;
      const { sink, misconfigured, warnings, states } = sinkFor({ url }, cleanup);
      let settled = false;
      const sent = sink.send([{ event: 1 }, { event: 2 }], NO_ORIGIN).finally(() => {
        settled = true;
      });
      await waitUntil(() => calls.length >= 3, 'three attempts');
      assert.deepEqual([settled, misconfigured.length, warnings], [false, 1, []]);
      assert.equal(states.at(-1)?.trouble?.misconfigured, true);
      splunk.mood = undefined;
      await sent;
      assert.equal(splunk.accepted.length, 2);
      // The redirect was not followed.
      assert.ok(calls.every(({ path }) => path === EVENT_PATH));
    });
  }

  for (const mood of ['busy', 'gateway error', 'empty', 'truncated'] as const) {
    it(`tries again what is no answer about the records: ${mood}`, async () => {
      const { splunk, url } = await serve({ 1: mood, 2: mood });
      const { sink, warnings, logs, misconfigured } = sinkFor({ url }, cleanup);
      await sink.send({ event: 1 }, NO_ORIGIN);
      assert.deepEqual([splunk.requests, splunk.accepted.length], [3, 1]);
      assert.deepEqual([warnings.length, logs.length, misconfigured], [1, 1, []]);
    });
  }

  it('waits as long as the receiver asks for', async () => {
    const { splunk, url } = await serve({ 1: 'queue full' });
    const { sink, states } = sinkFor({ url }, cleanup);
    const before = Date.now();
    const sent = sink.send({ event: 1 }, NO_ORIGIN);
    await waitUntil(() => states.some(({ retryAt }) => retryAt !== undefined), 'the wait');
    const retryAt = states.find((state) => state.retryAt !== undefined)?.retryAt ?? 0;
    assert.ok(retryAt - before >= 1000, `${retryAt - before} ms`);
    await sent;
    assert.equal(splunk.accepted.length, 1);
  });

  it('refuses the event that Splunk names, and delivers all others', async () => {
    const { splunk, url } = await serve({}, { invalid: ({ event }) => event === 'bad' });
    const { sink } = sinkFor({ url }, cleanup);
    const payload = ['a', 'bad', 'b', 'bad', 'c'].map((event) => ({ event }));
    const error: unknown = await sink.send(payload, NO_ORIGIN).catch((reason: unknown) => reason);
    assert.ok(error instanceof RefusedError);
    assert.deepEqual(error.refusedPayload, [{ event: 'bad' }, { event: 'bad' }]);
    assert.deepEqual(
      error.refusals.map(({ record }) => record),
      [1, 3],
    );
    assert.match(error.refusals[0]?.reason ?? '', /^400 Invalid data format/);
    assert.match(error.refusals[0]?.answer ?? '', /invalid-event-number/);
    assert.deepEqual(
      splunk.accepted.map(({ event }) => event),
      ['a', 'b', 'c'],
    );
  });

  it('halves what is too large, and refuses only a single event that is', async () => {
    const { splunk, url } = await serve({}, { maxBytes: 400 });
    const { sink } = sinkFor({ url }, cleanup);
    const payload = Array.from({ length: 20 }, (_, index) => ({ event: `${index}:${'x'.repeat(50)}` }));
    payload[7] = { event: 'y'.repeat(500) };
    const error: unknown = await sink.send(payload, NO_ORIGIN).catch((reason: unknown) => reason);
    assert.ok(error instanceof RefusedError);
    assert.deepEqual(error.refusedPayload, [payload[7]]);
    assert.match(error.refusals[0]?.reason ?? '', /^413/);
    assert.equal(splunk.accepted.length, 19);
  });

  it('sends large requests again after a while', async () => {
    const { splunk, url } = await serve({ 1: 'too large' });
    const { sink } = sinkFor({ url, gzip: false, batchBytes: 2_000 }, cleanup);
    const payload = Array.from({ length: 100 }, (_, index) => ({ event: `${index}:${'x'.repeat(100)}` }));
    await sink.send(payload, NO_ORIGIN);
    const halved = splunk.requests;
    for (let sent = 0; sent < 50; sent++) await sink.send({ event: sent }, NO_ORIGIN);
    const before = splunk.requests;
    await sink.send(payload, NO_ORIGIN);
    assert.ok(splunk.requests - before < halved - 5, `${splunk.requests - before} after ${halved} requests`);
  });

  it('tries again when there is no answer at all, and says why', async () => {
    const { url } = await serve();
    await cleanup.close();
    const { sink, warnings, states } = sinkFor({ url }, cleanup);
    const failed = assert.rejects(sink.send({ event: 1 }, NO_ORIGIN), { code: 'HTTP_CLOSED' });
    await waitUntil(() => states.some(({ trouble }) => trouble !== undefined), 'the outage');
    assert.match(
      warnings[0] ?? '',
      /refuses the connection; records wait, and are sent again automatically$/,
    );
    assert.equal(states.at(-1)?.trouble?.cause, 'connection refused');
    await sink.close();
    await failed;
  });

  it('accepts no more than its limits, and a large message when nothing waits', async () => {
    const { splunk, url } = await serve();
    splunk.mood = 'busy';
    const { sink } = sinkFor({ url }, cleanup, { queue: { messages: 2, bytes: 150 } });
    const first = sink.send({ event: 'x'.repeat(100) }, NO_ORIGIN);
    await assert.rejects(sink.send({ event: 1 }, NO_ORIGIN), { code: 'HTTP_FULL' });
    splunk.mood = undefined;
    await first;
    await sink.send({ event: 1 }, NO_ORIGIN);
    assert.equal(splunk.accepted.length, 2);
  });

  it('sends what waits when it is closed, and fails what can not be sent in time', async () => {
    const { splunk, url } = await serve();
    const { sink } = sinkFor({ url, batchMs: 60_000 }, cleanup);
    const waiting = sink.send({ event: 1 }, NO_ORIGIN);
    await sink.close();
    await waiting;
    assert.equal(splunk.accepted.length, 1);
    await assert.rejects(sink.send({ event: 2 }, NO_ORIGIN), { code: 'HTTP_CLOSED' });
    splunk.mood = 'busy';
    const other = sinkFor({ url }, cleanup);
    const lost = assert.rejects(other.sink.send({ event: 3 }, NO_ORIGIN), { code: 'HTTP_CLOSED' });
    await other.sink.close();
    await lost;
  });

  it('shows no secret, also when the receiver repeats it', async () => {
    const text = `no access for ${TOKEN}`;
    const origin = await httpDouble(() => ({ status: 403, json: { text, code: 4 } }), cleanup);
    const watched = sinkFor({ url: `${origin}${EVENT_PATH}?token=${TOKEN}` }, cleanup);
    const failed = assert.rejects(watched.sink.send({ event: 1 }, NO_ORIGIN), HttpError);
    await waitUntil(() => watched.debugs.length > 0, 'the second attempt');
    await watched.sink.close();
    await failed;
    const { sink: _, ...reports } = watched;
    assert.match(JSON.stringify(reports), /no access for \*\*\*/);
    assert.ok(!JSON.stringify(reports).includes(TOKEN));
  });

  describe('and indexer acknowledgement', () => {
    const acked = { indexerAck: true };

    it('delivers when the events are indexed, and not before', async () => {
      const { splunk, url } = await serve({}, { indexing: 'never' });
      const { sink } = sinkFor({ url, ...acked }, cleanup);
      const sent = sink.send({ event: 1 }, NO_ORIGIN);
      await waitUntil(() => (splunk.acks?.polls ?? 0) >= 2, 'two polls');
      assert.equal(splunk.accepted.length, 1);
      if (splunk.acks !== undefined) splunk.acks.indexing = 2;
      const second = sink.send({ event: 2 }, NO_ORIGIN);
      await second;
      assert.equal(splunk.acks?.channels.length, 1);
      assert.equal(await Promise.race([sent, Promise.resolve('open')]), 'open');
      const closed = assert.rejects(sent, { code: 'HTTP_CLOSED' });
      await sink.close();
      await closed;
    });

    it('sends again what is not indexed in time', async () => {
      const { splunk, url } = await serve({}, { indexing: 'never' });
      const { sink, warnings } = sinkFor({ url, ...acked }, cleanup, { times: { indexedWithinMs: 30 } });
      const sent = sink.send({ event: 1 }, NO_ORIGIN);
      await waitUntil(() => splunk.accepted.length >= 2, 'the same event again');
      if (splunk.acks !== undefined) splunk.acks.indexing = 0;
      await sent;
      assert.match(warnings[0] ?? '', /^1 records are sent again: Splunk has not confirmed in time/);
    });

    it('trusts no number of a Splunk that has restarted', async () => {
      // It counts from 0 again, and says that every number is indexed.
      const acknowledged: string[] = [];
      let next = 5;
      let indexed = false;
      const origin = await httpDouble(({ path, body }) => {
        if (path.startsWith('/services/collector/ack')) {
          const { acks } = poll.parse(JSON.parse(body));
          return { status: 200, json: { acks: Object.fromEntries(acks.map((id) => [id, indexed])) } };
        }
        acknowledged.push(body.trim());
        next += 1;
        return { status: 200, json: { text: 'Success', code: 0, ackId: next - 1 } };
      }, cleanup);
      const { sink } = sinkFor({ url: origin + EVENT_PATH, ...acked }, cleanup);
      const first = sink.send({ event: 'before' }, NO_ORIGIN);
      await waitUntil(() => acknowledged.length === 1, 'the first request');
      next = 0;
      const second = sink.send({ event: 'after' }, NO_ORIGIN);
      await waitUntil(() => acknowledged.length === 3, 'the forgotten request');
      indexed = true;
      await Promise.all([first, second]);
      assert.deepEqual(
        acknowledged.map((body) => body.slice(10, -2)),
        ['before', 'after', 'before'],
      );
    });

    it('says that the token does not confirm', async () => {
      const { splunk, url } = await serve();
      const { sink, misconfigured } = sinkFor({ url, ...acked }, cleanup);
      const failed = assert.rejects(sink.send({ event: 1 }, NO_ORIGIN), { code: 'HTTP_CLOSED' });
      await waitUntil(() => misconfigured.length > 0, 'the reason');
      assert.match(misconfigured[0] ?? '', /enable the indexer acknowledgement of the token/);
      assert.ok(splunk.accepted.length > 0);
      await sink.close();
      await failed;
    });
  });
});
