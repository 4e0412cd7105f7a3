import assert from 'node:assert/strict';
import { waitUntil } from '../../doubles/wait-until';
import { CLIENT, type FlowNode, helper } from '../support/account-helper';
import { useHarness } from '../support/each-test';
import { pause, RECORDS, SiemHarness, siemNode } from '../support/siem-harness';

interface Refused {
  readonly source?: Record<string, unknown>;
  readonly account?: Record<string, unknown>;
  readonly credentials?: object;
  readonly sentence: RegExp;
}

describe('The configuration of the SIEM node', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await SiemHarness.start();
    return harness;
  });

  async function refused({
    source = {},
    account = {},
    credentials = CLIENT,
    sentence,
  }: Refused): Promise<void> {
    await harness.load(harness.flow(siemNode(source), harness.account(account)), credentials);
    await waitUntil(() => harness.errors.length > 0 && harness.statuses.length > 0, 'an error and a status');
    const [error] = harness.errors;
    const status = harness.statuses.at(-1);
    assert.deepEqual([harness.errors.length, error?.code, error?.source.id], [1, 'MIMECAST_CONFIG', 'siem']);
    assert.match(String(error?.message), sentence);
    assert.deepEqual([status?.fill, status?.['code']], ['red', 'MIMECAST_CONFIG']);
    assert.match(String(status?.['reason']), sentence);
    assert.ok(String(status?.text).length > 10 && String(status?.['reason']).startsWith(head(status?.text)));

    await harness.poll();
    assert.deepEqual(
      harness.errors.map(({ code }) => code),
      ['MIMECAST_CONFIG', 'MIMECAST_CONFIG'],
    );
    assert.deepEqual([harness.completed.length, harness.records.length, harness.reports.length], [0, 0, 0]);
    assert.deepEqual(harness.simulator.requests, [], 'a node that idles asks nothing');
    helper.getNode('records')?.receive({ topic: 'other', payload: 1, mimecast: OTHER });
    await waitUntil(() => harness.records.length === 1, 'a message in the rest of the flow');
  }

  const OTHER = { type: 'other', batch: { id: 'b', source: 's', index: 0, count: 1, attempt: 1 } };
  const head = (text: unknown): string => String(text).replace(/…$/, '');

  describe('is rejected with a red status and a catchable error, and Node-RED continues:', () => {
    const cases: Readonly<Record<string, Refused>> = {
      'no account': { source: { account: '' }, sentence: /select or add a mimecast-account node/ },
      'an account that does not exist': { source: { account: 'gone' }, sentence: /missing or disabled/ },
      'a node of another type as the account': {
        source: { account: 'tab' },
        sentence: /missing or disabled/,
      },
      'a disabled account': { account: { d: true }, sentence: /missing or disabled/ },
      'no secret': { credentials: { clientId: 'abc' }, sentence: /client secret is missing/ },
      'an unknown region': { account: { region: 'mars' }, sentence: /mars is not one of global, us/ },
      'a base URL over http': {
        account: { baseUrl: 'http://api.example' },
        sentence: /must be reached over https/,
      },
      'a negative interval': { source: { every: -5 }, sentence: /every: -5 is too small: at least 0/ },
      'an interval that is no number': {
        source: { every: 'often' },
        sentence: /every: often is not a number/,
      },
      'an unknown unit': { source: { everyUnit: 'days' }, sentence: /days is not one of seconds/ },
      'a malformed type': { source: { types: 'receipt,../x' }, sentence: /types: \.\.\/x is not the name/ },
      'an unknown output': { source: { output: 'rows' }, sentence: /rows is not one of event, page, lines/ },
      'an unknown feed': { source: { feed: 'cg-parquet' }, sentence: /cg-parquet is not one of cg-batch/ },
      'a page of nothing': { source: { chunk: 0 }, sentence: /chunk: 0 is too small/ },
      'an unknown context store': { source: { store: 'context:redis' }, sentence: /context store.*redis/ },
      'a variable that is not set': {
        source: { types: '${MIMECAST_TEST_NOTHING}' },
        sentence: /MIMECAST_TEST_NOTHING is not set/,
      },
      'a variable of the account that is not set': {
        account: { region: '${MIMECAST_TEST_NOTHING}' },
        sentence: /MIMECAST_TEST_NOTHING is not set/,
      },
      'a variable of the credentials that is not set': {
        credentials: { clientId: 'abc', clientSecret: '${MIMECAST_TEST_NOTHING}' },
        sentence: /MIMECAST_TEST_NOTHING is not set/,
      },
    };
    for (const [what, refusal] of Object.entries(cases)) it(what, () => refused(refusal));
  });

  it('is accepted as soon as it is corrected', async () => {
    await harness.load(harness.flow(siemNode({ every: -5 })));
    await harness.deploy(harness.flow(), 'nodes');
    await harness.poll();
    assert.equal(harness.lines.length, RECORDS);
    await harness.deploy(harness.flow(siemNode({ name: 'renamed' })), 'nodes');
    assert.equal(harness.errors.length, 1, 'of the node that was refused nothing is left');
  });

  describe('with environment variables', () => {
    const VALUES = (): Record<string, string> => ({
      MIMECAST_TEST_REGION: 'custom',
      MIMECAST_TEST_URL: harness.simulator.apiUrl,
      MIMECAST_TEST_ID: CLIENT.clientId,
      MIMECAST_TEST_SECRET: CLIENT.clientSecret,
      MIMECAST_TEST_TYPES: 'spam, url protect',
      MIMECAST_TEST_EVERY: '0',
      MIMECAST_TEST_UNIT: 'hours',
      MIMECAST_TEST_CHUNK: '7',
      MIMECAST_TEST_OUTPUT: 'page',
    });
    beforeEach(() => Object.assign(process.env, VALUES()));
    afterEach(() => {
      for (const name of Object.keys(VALUES())) delete process.env[name];
    });

    const flow = (): readonly FlowNode[] =>
      harness.flow(
        siemNode({
          types: '${MIMECAST_TEST_TYPES}',
          every: '${MIMECAST_TEST_EVERY}',
          everyUnit: '${MIMECAST_TEST_UNIT}',
          chunk: '${MIMECAST_TEST_CHUNK}',
          output: '${MIMECAST_TEST_OUTPUT}',
        }),
        harness.account({ region: '${MIMECAST_TEST_REGION}', baseUrl: '${MIMECAST_TEST_URL}' }),
      );
    const credentials = {
      clientId: '${MIMECAST_TEST_ID}',
      clientSecret: '${MIMECAST_TEST_SECRET}',
    };

    it('resolves every value from them, credentials included', async () => {
      await harness.load(flow(), credentials);
      await pause(50);
      assert.deepEqual(harness.reports, [], 'the interval is 0');
      await harness.poll();
      assert.deepEqual(harness.errors, []);
      assert.deepEqual([...new Set(harness.records.map(({ mimecast }) => mimecast.type))].sort(), [
        'spam',
        'url protect',
      ]);
      const sizes = harness.records.map(({ payload }) =>
        Array.isArray(payload) ? payload.length : Number.NaN,
      );
      assert.equal(
        sizes.reduce((sum, size) => sum + size, 0),
        2 * RECORDS,
      );
      assert.ok(Math.max(...sizes) <= 7);
    });

    it('validates their values', async () => {
      process.env['MIMECAST_TEST_EVERY'] = 'now and then';
      await harness.load(flow(), credentials);
      await waitUntil(() => harness.errors.length > 0, 'an error');
      assert.match(String(harness.errors[0]?.message), /every: now and then is not a number/);
    });
  });

  it('may name an unknown type; a type that the API refuses is a separate error', async () => {
    await harness.load(harness.flow(siemNode({ types: 'quarantine' })));
    await harness.poll();
    assert.deepEqual(
      harness.errors.map(({ code }) => code),
      ['MIMECAST_BAD_REQUEST'],
    );
    assert.equal(harness.kinds('failed').length, 1);
    assert.deepEqual(
      harness.kinds('poll').map(({ records, complete }) => [records, complete]),
      [[0, false]],
    );
    await waitUntil(() => harness.statuses.at(-1)?.fill === 'red', 'a red status');
    assert.equal(harness.statuses.at(-1)?.['code'], 'MIMECAST_BAD_REQUEST');
    assert.ok(String(harness.statuses.at(-1)?.['reason']).length > 10);
  });
});
