import assert from 'node:assert/strict';
import type { Slug } from '../../nodes/lib/properties/values/kri-indicators';
import { HOUR, KriHarness } from './support/kri-harness';
import { answering } from './support/reshaped-client';

/** The paths and filters of the product with these slugs (wire.md 10.7), and the records they select here. */
const CUSTOM_PATHS: readonly {
  readonly slug: Slug;
  readonly path: string;
  readonly filter?: Readonly<Record<string, unknown>>;
  /** names of the range, where the documented path of the indicator has none */
  readonly log?: string;
  readonly wanted?: (record: Readonly<Record<string, unknown>>) => boolean;
  readonly days?: number;
}[] = [
  {
    slug: 'mimecast_impersonation_not_blocked_24h',
    path: '/api/v2/ttp/impersonation/get-logs',
    filter: { action: 'permitted' },
    log: 'ttp.impersonation',
    wanted: ({ action }) => action === 'none',
  },
  {
    slug: 'mimecast_malware_delivered_24h',
    path: '/api/v2/ttp/attachment/get-logs',
    filter: { result: 'malicious', action: 'released' },
    log: 'ttp.attachment',
    wanted: ({ result, actionTriggered }) =>
      result === 'malicious' && /release/.test(String(actionTriggered)),
  },
  {
    slug: 'mimecast_url_clicks_post_delivery_7d',
    path: '/api/v2/ttp/url/get-logs',
    filter: { action: 'allow', route: 'inbound' },
    log: 'ttp.url',
    // Clean ones too: this path counts them.
    wanted: ({ action, route }) => action === 'allow' && route === 'inbound',
    days: 7,
  },
  {
    slug: 'mimecast_internal_anomalies_24h',
    path: '/api/v2/iep/get-logs',
    log: 'cg-stream.internal email protect',
    wanted: () => true,
  },
  { slug: 'mimecast_auth_alignment_pct', path: '/api/v2/dmarc/get-analyzer-summary' },
  {
    slug: 'mimecast_user_released_held_24h',
    path: '/api/v2/held-messages/get-release-logs',
    filter: { releaseType: 'user' },
  },
];

describe('Indicators with custom paths', function () {
  this.timeout(120_000);
  let harness: KriHarness;
  afterEach(() => harness.stop());

  for (const { slug, path, filter = {}, log, wanted, days = 1 } of CUSTOM_PATHS) {
    const overrides = { [slug]: { path, filter } };

    it(`count what ${path} selects, where the tenant has it`, async () => {
      harness = await KriHarness.start();
      harness.simulator.grants.unpublished = true;
      const record = await harness.runOne(slug, { overrides });
      assert.deepEqual([record.state, record.measured, record.warning], ['ok', true, null]);
      assert.deepEqual([record.query?.endpoint, record.query?.filter], [path, filter]);
      assert.deepEqual(record.crossChecks, []);
      if (log === undefined || wanted === undefined) {
        // The same as the documented path, apart from a day at the edge of the week.
        const [numerator = 0, denominator] = harness.simulator.kris()[slug] ?? [];
        const truth = slug.endsWith('pct') ? (100 * numerator) / (denominator ?? 1) : numerator;
        assert.ok(Math.abs((record.value ?? -1) - truth) < 1, `${record.value} is not ${truth}`);
        return;
      }
      const to = harness.simulator.now();
      const logName = harness.simulator.logs.names.find((name) => name === log) ?? assert.fail(log);
      const lines = [...harness.simulator.logs.lines(logName, { from: to - days * 24 * HOUR, to })];
      const expected = lines.filter((line) => wanted(JSON.parse(line))).length;
      assert.deepEqual([record.value, record.numerator], [expected, expected]);
      assert.ok(expected > 0);
    });

    it(`are not zero where the tenant does not have ${path}`, async () => {
      harness = await KriHarness.start();
      const record = await harness.runOne(slug, { overrides, unlicensed: 'null' });
      assert.deepEqual([record.value, record.measured, record.rag], [null, false, 'unknown']);
      const module = slug === 'mimecast_auth_alignment_pct' ? 'DMARC Analyzer' : 'IEP module';
      const isModule = slug === 'mimecast_auth_alignment_pct' || slug === 'mimecast_internal_anomalies_24h';
      // On a module's path 403 and 404 mean that the module is missing, as in that other product.
      assert.deepEqual(
        [record.state, record.warning],
        isModule
          ? ['not_licensed', `${module} not licensed`]
          : ['error', `this tenant does not have the path ${path}`],
      );
    });
  }

  it('are an error, and not zero, when the answer lists no records', async () => {
    harness = await KriHarness.start();
    harness.simulator.grants.unpublished = true;
    for (const { slug, path } of CUSTOM_PATHS) {
      const client = answering(harness.client, path, ({ meta }) => ({ meta, data: ['a', 'b'] }));
      const record = await harness.runOne(slug, { overrides: { [slug]: { path, filter: {} } } }, client);
      assert.deepEqual([record.state, record.value, record.rag], ['error', null, 'unknown'], path);
    }
  });

  it('are read to their end while all pages have the same token', async () => {
    const [first] = CUSTOM_PATHS;
    assert.ok(first !== undefined);
    const overrides = { [first.slug]: { path: first.path, filter: {} } };
    harness = await KriHarness.start();
    harness.simulator.grants.unpublished = true;
    const usual = await harness.runOne(first.slug, { overrides });
    await harness.stop();
    harness = await KriHarness.start();
    harness.simulator.grants.unpublished = true;
    harness.simulator.faults.set('constant-token', 1);
    const constant = await harness.runOne(first.slug, { overrides });
    assert.deepEqual([constant.state, constant.value], ['ok', usual.value]);
  });

  it('count a new selection from the start, without the hours of another one', async () => {
    harness = await KriHarness.start();
    harness.simulator.grants.unpublished = true;
    const slug = 'mimecast_url_clicks_post_delivery_7d';
    const path = '/api/v2/ttp/url/get-logs';
    const all = await harness.runOne(slug, { overrides: { [slug]: { path, filter: {} } } });
    const some = await harness.runOne(slug, { overrides: { [slug]: { path, filter: { action: 'allow' } } } });
    assert.ok((all.value ?? 0) > (some.value ?? 0) && (some.value ?? 0) > 0);
    const back = await harness.runOne(slug);
    harness.compare([back]);
  });
});
