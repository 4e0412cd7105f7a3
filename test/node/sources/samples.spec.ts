import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { registerPreview } from '../../../nodes/lib/runtime/admin/preview';
import { PRODUCTS } from '../../../nodes/lib/simulator/simulator';
import { CLIENT, type FlowNode, helper, listen } from '../support/account-helper';
import { load, logNode, omitMember, startLogs } from '../support/log-harness';
import { type SiemHarness, siemNode, tab } from '../support/siem-harness';

const responseSchema = z.object({
  text: z.string().optional(),
  messages: z
    .array(
      z.looseObject({
        topic: z.string(),
        payload: z.unknown(),
        mimecast: z.looseObject({ account: z.string(), type: z.string(), id: z.string().optional() }),
      }),
    )
    .default([]),
  empty: z.array(z.string()).default([]),
  failed: z.array(z.object({ type: z.string(), text: z.string() })).default([]),
  cut: z.boolean().optional(),
});

describe('The preview in a dialog', () => {
  let harness: SiemHarness;
  let admin: Awaited<ReturnType<typeof listen>>;

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    harness = await startLogs();
  });
  afterEach(async () => {
    delete process.env['SAMPLE_SETTING'];
    await admin.close();
    await harness.stop();
  });

  async function deploy(flow: readonly FlowNode[] = harness.flow(siemNode({ every: 0 }))): Promise<NodeAPI> {
    const RED = await harness.load(flow);
    admin = await listen(RED);
    return RED;
  }

  async function fetchSamples(
    settings: Readonly<Record<string, unknown>> = {},
    { id = 'siem', type = 'mimecast-siem', body = undefined as unknown, under = '' } = {},
  ): Promise<z.infer<typeof responseSchema> & { status: number; whole: string }> {
    const response = await fetch(`${admin.url}${under}/mimecast/source/${id}/samples`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? { type, settings: { account: 'account', ...settings } }),
    });
    const whole = await response.text();
    return { status: response.status, whole, ...responseSchema.parse(JSON.parse(whole)) };
  }

  it('shows messages as they will be sent, of different types', async () => {
    await deploy();
    const { status, messages, cut } = await fetchSamples();
    assert.equal(status, 200);
    assert.deepEqual(
      messages.map(({ topic }) => topic),
      ['mimecast/siem/receipt', 'mimecast/siem/spam', 'mimecast/siem/url-protect'],
    );
    const [message] = messages;
    assert.equal(message?.mimecast.account, 'CUSA00A000');
    assert.match(message?.mimecast.id ?? '', /^[0-9a-f]{32}$/);
    assert.equal(cut, false);
  });

  it('uses the typed settings, whatever is deployed', async () => {
    await deploy();
    const { messages } = await fetchSamples({ types: 'spam', output: 'lines' });
    const [message] = messages;
    assert.deepEqual([messages.length, message?.topic], [1, 'mimecast/siem/spam']);
    assert.equal(String(message?.payload).split('\n').length, 3);
  });

  it('shows one type per message for a feed of all types', async () => {
    await deploy();
    const { messages, whole } = await fetchSamples({ feed: 'cg-stream', output: 'page' });
    assert.ok(messages.length > 0, whole);
    const counts = messages.map(({ payload }) => z.array(z.unknown()).parse(payload).length);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      3,
    );
    for (const { topic, mimecast } of messages)
      assert.equal(topic, `mimecast/siem/${mimecast.type.replaceAll(' ', '-')}`);
  });

  it('works before the source is deployed, if its account is', async () => {
    await deploy([tab, harness.account()]);
    const { status, messages } = await fetchSamples({ types: 'receipt' }, { id: 'brand-new' });
    assert.deepEqual([status, messages.length], [200, 3]);
  });

  it('moves no position: the first poll delivers everything', async () => {
    await deploy();
    await fetchSamples({ types: 'receipt' });
    assert.deepEqual(harness.records, []);
    await harness.poll();
    const { lost, twice } = harness.compare('receipt');
    assert.deepEqual([lost, twice], [[], 0]);
  });

  for (const [type, settings, topics] of [
    ['mimecast-audit', {}, /audit/],
    ['mimecast-dlp', {}, /dlp/],
    ['mimecast-ttp', {}, /ttp\/(url|attachment|impersonation)/],
    ['mimecast-held', { types: 'held' }, /held\/held/],
    ['mimecast-directory', { types: 'members', snapshot: 'changes' }, /directory\/members/],
  ] as const) {
    it(`of ${type} shows three messages, with few calls`, async () => {
      admin = await listen(await load(harness, logNode(type.replace('mimecast-', ''))));
      const { status, messages, whole } = await fetchSamples(settings, { type });
      assert.deepEqual([status, messages.length], [200, 3], whole);
      for (const { topic } of messages) assert.match(topic, topics);
      assert.ok(harness.simulator.requests.length <= 20, String(harness.simulator.requests.length));
    });
  }

  it('names types that are not accessible or empty, and invents no record', async () => {
    harness.simulator.grants.products = omitMember(PRODUCTS, 'Threats, Security Events and Data for CG');
    await deploy();
    const { status, messages, failed } = await fetchSamples({ types: 'receipt' });
    assert.deepEqual([status, messages.length, failed[0]?.type], [200, 0, 'receipt']);
    assert.match(failed[0]?.text ?? '', /product "/);
    harness.simulator.grants.products = PRODUCTS;
    const none = await fetchSamples({ types: 'journal' });
    assert.deepEqual([none.messages, none.empty], [[], ['journal']]);
  });

  it('resolves variables like the node, and hides their values', async () => {
    await deploy();
    process.env['SAMPLE_SETTING'] = 'spam';
    const { messages } = await fetchSamples({ types: '${SAMPLE_SETTING}' });
    assert.equal(messages[0]?.topic, 'mimecast/siem/spam');
    process.env['SAMPLE_SETTING'] = 'Canary!';
    const refused = await fetchSamples({ types: '${SAMPLE_SETTING}' });
    assert.deepEqual(
      [refused.status, refused.text],
      [422, "types: the variable has a value that can't be used here"],
    );
    const unset = await fetchSamples({ types: '${NO_SUCH_SETTING}' });
    assert.match(unset.text ?? '', /NO_SUCH_SETTING is not set/);
  });

  it('reports an invalid setting, and an account that is not deployed or is refused', async () => {
    await deploy();
    const wrong = await fetchSamples({ chunk: 'many' });
    assert.deepEqual([wrong.status, wrong.text], [422, 'chunk: many is not a number']);
    const absent = await fetchSamples({ account: 'nobody' });
    assert.deepEqual(
      [absent.status, absent.text],
      [404, 'this account is not deployed yet: deploy it first, then ask again'],
    );
    harness.simulator.grants.active = false;
    const refused = await fetchSamples();
    assert.equal(refused.status, 503);
    for (const secret of Object.values(CLIENT)) assert.ok(!refused.whole.includes(secret));
  });

  it('runs once at a time for an account', async () => {
    await deploy();
    const replies = await Promise.all([fetchSamples({ types: 'spam' }), fetchSamples({ types: 'spam' })]);
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 429]);
    assert.equal((await fetchSamples({ types: 'spam' })).status, 200);
  });

  it('accepts only what the dialog sends', async () => {
    await deploy();
    for (const body of [{}, [], { type: 'mimecast-siem' }, { type: 'inject', settings: {} }])
      assert.equal((await fetchSamples({}, { body })).status, 400, JSON.stringify(body));
    assert.equal((await fetchSamples({}, { id: '..%2F..%2Fetc' })).status, 400);
    assert.deepEqual(harness.simulator.requests, []);
  });

  it('requires permission to write Mimecast settings', async () => {
    const RED = await deploy();
    const guarded: NodeAPI = Object.create(RED, {
      auth: {
        value: {
          needsPermission: (permission: string): ReturnType<NodeAPI['auth']['needsPermission']> => {
            return (_request, response) => {
              response.status(401).json({ text: permission });
            };
          },
        },
      },
      httpAdmin: {
        value: {
          post: (path: string, ...handlers: Parameters<NodeAPI['httpAdmin']['post']>[1][]) =>
            RED.httpAdmin.post(`/guarded${path}`, ...handlers),
        },
      },
    });
    registerPreview(guarded);
    const { status, text } = await fetchSamples({}, { under: '/guarded' });
    assert.deepEqual([status, text], [401, 'mimecast.write']);
    assert.deepEqual(harness.simulator.requests, []);
  });
});
