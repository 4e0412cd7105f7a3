import assert from 'node:assert/strict';
import { RefusedError } from '../../../../nodes/lib/sinks/http/errors';
import { waitUntil } from '../../../doubles/wait-until';
import { Cleanup } from '../../../real/harness/process/cleanup';
import { HecDouble } from '../../../real/harness/servers/hec-double';
import { type HttpCall, type HttpReply, httpDouble } from '../../../real/harness/servers/http-double';
import { NO_ORIGIN, sinkFor, TOKEN } from './support/sinks';

interface Form {
  readonly receiver: 'ndjson' | 'json' | 'azure' | 'elastic' | 'hec';
  readonly path: string;
  readonly refusal: HttpReply;
  readonly success: (records: number) => HttpReply;
}

const items = (count: number): object[] => Array.from({ length: count }, () => ({ create: { status: 201 } }));
const FORMS: readonly Form[] = [
  {
    receiver: 'ndjson',
    path: '/in',
    refusal: { status: 400, json: { message: 'bad field' } },
    success: () => ({ status: 200, text: 'ok' }),
  },
  {
    receiver: 'json',
    path: '/in',
    refusal: { status: 422, json: { message: 'bad field' } },
    success: () => ({ status: 200, text: 'ok' }),
  },
  {
    receiver: 'azure',
    path: '/dataCollectionRules/dcr-1/streams/Custom-A',
    refusal: { status: 400, json: { error: { code: 'InvalidRecord', message: 'bad field' } } },
    success: () => ({ status: 204, text: '' }),
  },
  {
    receiver: 'elastic',
    path: '/_bulk',
    refusal: {
      status: 400,
      json: { error: { type: 'action_request_validation_exception', reason: 'bad field' } },
    },
    success: (records) => ({ status: 200, json: { errors: false, items: items(records) } }),
  },
  {
    receiver: 'hec',
    path: '/services/collector/event',
    refusal: { status: 400, json: { text: 'bad field', code: 6 } },
    success: () => ({ status: 200, json: { text: 'Success', code: 0 } }),
  },
];

const record = (name: string, index: number) => ({ event: `${name}-${index}` });
const good = (count: number) => Array.from({ length: count }, (_, index) => record('good', index));

describe('The HTTP sink, where an answer refuses a request and names no record', () => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.close());

  /** A receiver that refuses each request with a bad record in it. */
  async function serve({ receiver, path, refusal, success }: Form) {
    const accepted: string[] = [];
    const calls: HttpCall[] = [];
    const state = { misconfigured: false };
    const origin = await httpDouble((call) => {
      calls.push(call);
      const names = call.body.match(/(?:good|bad)-\d+/g) ?? [];
      if (state.misconfigured || names.some((name) => name.startsWith('bad'))) return refusal;
      accepted.push(...names);
      return success(names.length);
    }, cleanup);
    const watched = sinkFor({ receiver, url: origin + path }, cleanup);
    return { accepted, calls, state, ...watched };
  }

  const outcomeOf = (sent: Promise<unknown>): Promise<unknown> => sent.catch((reason: unknown) => reason);

  for (const form of FORMS) {
    it(`refuses the record alone, and delivers all others: ${form.receiver}`, async () => {
      const { accepted, calls, sink, misconfigured, warnings } = await serve(form);
      const payload: object[] = good(200);
      payload.splice(0, 1, record('bad', 0));
      payload.splice(120, 1, record('bad', 1));
      payload.splice(199, 1, record('bad', 2));
      const error = await outcomeOf(sink.send(payload, NO_ORIGIN));
      assert.ok(error instanceof RefusedError);
      assert.deepEqual(
        error.refusals.map(({ record: index }) => index),
        [0, 120, 199],
      );
      assert.match(error.refusals[0]?.reason ?? '', /^4\d\d .*bad field/);
      assert.match(error.refusals[2]?.answer ?? '', /bad field/);
      assert.deepEqual([accepted.length, new Set(accepted).size], [197, 197]);
      assert.deepEqual([misconfigured, warnings], [[], []]);
      assert.ok(calls.length < 100, `${calls.length} requests`);
    });

    it(`puts nothing aside where it has accepted nothing: ${form.receiver}`, async () => {
      const { accepted, calls, state, sink, misconfigured, logs, states } = await serve(form);
      state.misconfigured = true;
      const sent = outcomeOf(sink.send(good(500), NO_ORIGIN));
      // Several attempts are one outage.
      await waitUntil(() => states.filter((one) => one.retryAt !== undefined).length > 60, 'attempts');
      assert.equal(misconfigured.length, 1);
      assert.match(misconfigured[0] ?? '', /bad field/);
      assert.ok(!logs.some((text) => /accepts records again/.test(text)), logs.join());
      assert.ok(calls.length > 2);
      state.misconfigured = false;
      assert.equal(typeof (await sent), 'number');
      assert.equal(accepted.length, 500);
    });
  }

  it('puts nothing aside when the receiver becomes misconfigured after it has accepted records', async () => {
    const { accepted, state, sink, misconfigured } = await serve(FORMS[0] ?? assert.fail());
    await sink.send(good(10), NO_ORIGIN);
    state.misconfigured = true;
    const sent = outcomeOf(sink.send(good(50), NO_ORIGIN));
    await waitUntil(() => misconfigured.length > 0, 'the outage');
    state.misconfigured = false;
    assert.equal(typeof (await sent), 'number');
    assert.equal(accepted.length, 60);
  });

  it('holds a refused record until another one is accepted', async () => {
    const { sink, misconfigured } = await serve(FORMS[1] ?? assert.fail());
    const bad = outcomeOf(sink.send(record('bad', 0), NO_ORIGIN));
    await waitUntil(() => misconfigured.length > 0, 'the outage');
    assert.equal(typeof (await outcomeOf(sink.send(record('good', 0), NO_ORIGIN))), 'number');
    assert.ok((await bad) instanceof RefusedError);
  });

  it('gets past any number of refused records', async () => {
    const { accepted, sink } = await serve(FORMS[0] ?? assert.fail());
    const payload: object[] = [
      ...Array.from({ length: 40 }, (_, index) => record('bad', index)),
      ...good(40),
    ];
    const error = await outcomeOf(sink.send(payload, NO_ORIGIN));
    assert.ok(error instanceof RefusedError);
    assert.deepEqual([error.refusals.length, accepted.length], [40, 40]);
  });

  it('does not take 413 for the fault of a record where nothing is accepted', async () => {
    const { splunk, url } = await hec(0);
    splunk.mood = 'too large';
    const { sink, misconfigured } = sinkFor({ url }, cleanup);
    const sent = sink.send([{ event: 1 }, { event: 2 }], NO_ORIGIN);
    await waitUntil(() => misconfigured.length > 0, 'the outage');
    splunk.mood = undefined;
    await sent;
    assert.equal(splunk.accepted.length, 2);
  });

  async function hec(base: number) {
    const splunk = new HecDouble(TOKEN, {}, { invalid: ({ event }) => event === 'bad', firstNumber: base });
    const origin = await httpDouble(splunk.respond, cleanup);
    return { splunk, url: `${origin}/services/collector/event` };
  }

  for (const base of [0, 1])
    it(`refuses the events that HEC refuses, where it counts them from ${base}`, async () => {
      const { splunk, url } = await hec(base);
      const { sink, misconfigured } = sinkFor({ url }, cleanup);
      const events = Array.from({ length: 60 }, (_, index) => (index % 20 === 19 ? 'bad' : `good-${index}`));
      const error = await outcomeOf(
        sink.send(
          events.map((event) => ({ event })),
          NO_ORIGIN,
        ),
      );
      assert.ok(error instanceof RefusedError);
      assert.deepEqual(
        error.refusals.map(({ record: index }) => index),
        [19, 39, 59],
      );
      assert.equal(new Set(splunk.accepted.map(({ event }) => event)).size, 57);
      assert.equal(splunk.accepted.length, 57);
      assert.deepEqual(misconfigured, []);
    });
});
