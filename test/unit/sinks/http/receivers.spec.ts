import assert from 'node:assert/strict';
import { RefusedError } from '../../../../nodes/lib/sinks/http/errors';
import { receiverUrl } from '../../../../nodes/lib/sinks/http/receiver-url';
import { waitUntil } from '../../../doubles/wait-until';
import { Cleanup } from '../../../real/harness/process/cleanup';
import { AZURE_STREAM_PATH, AZURE_TOKEN_PATH, AzureDouble } from '../../../real/harness/servers/azure-double';
import { BulkDouble, type BulkMood, type BulkSettings } from '../../../real/harness/servers/bulk-double';
import { type HttpCall, type HttpReply, httpDouble } from '../../../real/harness/servers/http-double';
import { NO_ORIGIN, SIEM, sinkFor, TOKEN } from './support/sinks';

const elasticLogin = { receiver: 'elastic', login: { kind: 'header', value: `ApiKey ${TOKEN}` } } as const;

describe('The HTTP sink, with Elasticsearch', () => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.close());

  async function serve(moods: Readonly<Record<number, BulkMood>> = {}, settings: BulkSettings = {}) {
    const elastic = new BulkDouble(TOKEN, moods, settings);
    const origin = await httpDouble(elastic.respond, cleanup);
    return { elastic, url: receiverUrl('elastic', `${origin}/logs-mimecast`) };
  }

  it('creates a document for each record, under its id', async () => {
    const { elastic, url } = await serve();
    const { sink } = sinkFor({ url, ...elasticLogin }, cleanup);
    await sink.send([{ a: 1 }, { a: 2 }], SIEM('one', 'two'));
    assert.deepEqual([...elastic.documents], Object.entries({ one: { a: 1 }, two: { a: 2 } }));
  });

  it('takes what the format elastic makes, and counts a duplicate as delivered', async () => {
    const { elastic, url } = await serve();
    const { sink } = sinkFor({ url, ...elasticLogin }, cleanup);
    const body = '{"create":{"_id":"x"}}\n{"a":1}\n{"create":{"_id":"y"}}\n{"a":2}\n';
    await sink.send(body, NO_ORIGIN);
    await sink.send(body, NO_ORIGIN);
    assert.deepEqual([elastic.documents.size, elastic.conflicts], [2, 2]);
  });

  it('settles each item by its own status: accepted, duplicate, sent again, refused', async () => {
    const { elastic, url } = await serve({ 2: 'busy' }, { invalid: ({ a }) => a === 'bad' });
    const { sink } = sinkFor({ url, ...elasticLogin }, cleanup);
    await sink.send([{ a: 'known' }], SIEM('known'));
    const payload = [{ a: 'first' }, { a: 'known' }, { a: 'bad' }, { a: 'good' }];
    const sent = sink.send(payload, SIEM('first', 'known', 'bad', 'good'));
    const error: unknown = await sent.catch((reason: unknown) => reason);
    assert.ok(error instanceof RefusedError);
    assert.deepEqual(error.refusedPayload, [{ a: 'bad' }]);
    assert.match(error.refusals[0]?.reason ?? '', /^400 document_parsing_exception: failed to parse field/);
    assert.match(error.refusals[0]?.answer ?? '', /^\{"create":\{"_id":"bad","status":400/);
    assert.deepEqual([...elastic.documents.keys()], ['known', 'good', 'first']);
    // Only the item that was not accepted was sent again.
    assert.deepEqual([elastic.requests, elastic.conflicts], [3, 1]);
  });

  it('gives back the lines of a refused document as they came', async () => {
    const { url } = await serve({}, { invalid: ({ a }) => a === 'bad' });
    const { sink } = sinkFor({ url, ...elasticLogin }, cleanup);
    const bad = '{"create":{"_id":"y"}}\n{"a":"bad"}\n';
    const error: unknown = await sink
      .send(`{"create":{"_id":"x"}}\n{"a":1}\n${bad}`, NO_ORIGIN)
      .catch((reason: unknown) => reason);
    assert.equal(error instanceof RefusedError ? error.refusedPayload : undefined, bad);
  });

  for (const mood of ['page', 'no items', 'unauthorized', 'forbidden', 'moved away', 'no index'] as const) {
    it(`puts nothing aside, and waits until it is mended: ${mood}`, async () => {
      const { elastic, url } = await serve();
      elastic.mood = mood;
      const { sink, misconfigured } = sinkFor({ url, ...elasticLogin }, cleanup);
      const sent = sink.send([{ a: 1 }, { a: 2 }], NO_ORIGIN);
      await waitUntil(() => elastic.requests >= 3, 'three attempts');
      assert.deepEqual([elastic.documents.size <= 1, misconfigured.length], [true, 1]);
      elastic.mood = undefined;
      await sent;
      assert.equal(elastic.documents.size, 2);
    });
  }

  it('sends smaller requests where the limit of the receiver is lower', async () => {
    const { elastic, url } = await serve({}, { maxBytes: 500 });
    const { sink } = sinkFor({ url, ...elasticLogin }, cleanup);
    await sink.send(
      Array.from({ length: 30 }, (_, a) => ({ a })),
      NO_ORIGIN,
    );
    assert.equal(elastic.documents.size, 30);
  });
});

describe('The HTTP sink, with Azure Logs Ingestion', () => {
  const SECRET = 'canary-azure-secret';
  const cleanup = new Cleanup();
  afterEach(() => cleanup.close());

  async function serve(secret = SECRET) {
    const azure = new AzureDouble(SECRET);
    const origin = await httpDouble(azure.respond, cleanup);
    const watched = sinkFor(
      {
        receiver: 'azure',
        url: receiverUrl('azure', origin + AZURE_STREAM_PATH),
        login: {
          kind: 'client-credentials',
          tokenUrl: origin + AZURE_TOKEN_PATH,
          scope: 'https://monitor.azure.com/.default',
          clientId: 'app',
          clientSecret: secret,
        },
      },
      cleanup,
    );
    return { azure, ...watched };
  }

  it('signs in once, and sends arrays of at most 1 MB', async () => {
    const { azure, sink } = await serve();
    const records = Array.from({ length: 300 }, (_, a) => ({ a, text: 'x'.repeat(10_000) }));
    await sink.send(records, NO_ORIGIN);
    await sink.send({ a: 'last' }, NO_ORIGIN);
    assert.deepEqual([azure.accepted.length, azure.tokens], [301, 1]);
    assert.ok(azure.largest <= 1_000_000 && azure.largest > 900_000, `${azure.largest} bytes`);
  });

  it('gets another token before the old one ends, and when it is not accepted', async () => {
    const { azure, sink } = await serve();
    azure.lifetime = 0;
    await sink.send({ a: 1 }, NO_ORIGIN);
    azure.lifetime = 3599;
    await sink.send({ a: 2 }, NO_ORIGIN);
    assert.equal(azure.tokens, 2);
    azure.revoke();
    await sink.send({ a: 3 }, NO_ORIGIN);
    assert.deepEqual([azure.tokens, azure.accepted.length], [3, 3]);
  });

  for (const mood of ['forbidden', 'unknown rule', 'page'] as const) {
    it(`puts nothing aside, and waits until it is mended: ${mood}`, async () => {
      const { azure, sink, misconfigured } = await serve();
      azure.mood = mood;
      const sent = sink.send([{ a: 1 }], NO_ORIGIN);
      await waitUntil(() => azure.requests >= 3, 'three attempts');
      assert.equal(misconfigured.length, 1);
      azure.mood = undefined;
      await sent;
      assert.equal(azure.accepted.length, 1);
    });
  }

  for (const mood of ['throttled', 'broken'] as const) {
    it(`tries again: ${mood}`, async () => {
      const { azure, sink, warnings } = await serve();
      azure.mood = mood;
      const sent = sink.send([{ a: 1 }], NO_ORIGIN);
      await waitUntil(() => warnings.length > 0, 'the outage');
      azure.mood = undefined;
      await sent;
      assert.equal(azure.accepted.length, 1);
    });
  }

  it('says that the secret is wrong, without the secret', async () => {
    const wrong = 'canary-wrong-secret';
    const { azure, sink, ...watched } = await serve(wrong);
    const failed = assert.rejects(sink.send({ a: 1 }, NO_ORIGIN), { code: 'HTTP_CLOSED' });
    await waitUntil(() => watched.misconfigured.length > 0, 'the reason');
    assert.match(
      watched.misconfigured[0] ?? '',
      /sign-in: 401 invalid_client: AADSTS7000215: Invalid client secret/,
    );
    await sink.close();
    await failed;
    assert.equal(azure.requests, 0);
    assert.ok(!JSON.stringify(watched).includes(wrong));
  });

  it('takes objects only', async () => {
    const { sink } = await serve();
    await assert.rejects(sink.send('CEF:0|Mimecast', NO_ORIGIN), { code: 'HTTP_PAYLOAD' });
  });
});

describe('The HTTP sink, with any other receiver', () => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.close());

  async function serve(receiver: 'ndjson' | 'json', reply: HttpReply = { status: 200, text: 'ok' }) {
    const calls: HttpCall[] = [];
    const replies: HttpReply[] = [];
    const origin = await httpDouble((call) => {
      calls.push(call);
      return replies.shift() ?? reply;
    }, cleanup);
    const watched = sinkFor(
      {
        receiver,
        url: `${origin}/in`,
        login: { kind: 'header', value: `Bearer ${TOKEN}` },
        headers: { 'x-team': 'security' },
        batchMs: 30,
      },
      cleanup,
    );
    return { calls, replies, ...watched };
  }

  it('sends lines', async () => {
    const { calls, sink } = await serve('ndjson');
    await Promise.all([sink.send('{"a":1}\n{"a":2}\n', NO_ORIGIN), sink.send({ a: 3 }, NO_ORIGIN)]);
    assert.deepEqual(
      calls.map(({ body }) => body),
      ['{"a":1}\n{"a":2}\n{"a":3}\n'],
    );
    assert.equal(calls[0]?.headers['content-type'], 'application/x-ndjson');
    assert.equal(calls[0]?.headers['x-team'], 'security');
    assert.equal(calls[0]?.headers.authorization, `Bearer ${TOKEN}`);
  });

  it('sends arrays joined, and an object as a request of its own', async () => {
    const { calls, sink } = await serve('json');
    await Promise.all([
      sink.send([{ a: 1 }], NO_ORIGIN),
      sink.send('{"a":2}\n{"a":3}', NO_ORIGIN),
      sink.send({ text: 'one' }, NO_ORIGIN),
      sink.send({ text: 'two' }, NO_ORIGIN),
      sink.send([{ a: 4 }], NO_ORIGIN),
    ]);
    assert.deepEqual(
      calls.map(({ body }) => body),
      ['[{"a":1},{"a":2},{"a":3}]', '{"text":"one"}', '{"text":"two"}', '[{"a":4}]'],
    );
  });

  it('does not take a page for success, and a text that is declared as HTML for a page', async () => {
    const html = { 'content-type': 'text/html' };
    const { calls, replies, sink, misconfigured } = await serve('json', {
      status: 200,
      text: 'ok',
      headers: html,
    });
    replies.push({ status: 200, text: '<!DOCTYPE html><title>Login</title>', headers: html });
    await sink.send([{ a: 1 }], NO_ORIGIN);
    assert.deepEqual([calls.length, misconfigured.length], [2, 1]);
  });
});
