import assert from 'node:assert/strict';
import { createClient } from '../../nodes/lib/api/client';
import type { ApiClient } from '../../nodes/lib/api/types';
import { EMPTY_HISTORY, type History, historyText, parseHistory } from '../../nodes/lib/assess/kri/history';
import { type Finished, type RunSettings, runKri } from '../../nodes/lib/assess/kri/run';
import type { KriRecord } from '../../nodes/lib/assess/kri/types';
import { SLUGS, type Slug } from '../../nodes/lib/properties/kri-indicators';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../nodes/lib/simulator/simulator';
import { kriReaders } from '../../nodes/lib/survey/kri-readers';

const HOUR = 3_600_000;
const SETTINGS: RunSettings = { indicators: SLUGS, thresholds: {}, unlicensed: 'zero', overrides: {} };
const OF_TENANT: readonly Slug[] = SLUGS.filter((slug) => slug !== 'mimecast_collection_lag_minutes');

/** The client, the readers and the judgement, against a tenant that knows the truth. */
class Rig {
  history: History = EMPTY_HISTORY;

  private constructor(
    readonly simulator: Simulator,
    readonly client: ApiClient,
  ) {}

  static async start(options: SimulatorOptions = {}): Promise<Rig> {
    // Whole seconds, as the API has them; whatever happens then has happened.
    const now = Math.floor(Date.now() / 1000) * 1000;
    const simulator = createSimulator({
      now: () => now,
      history: 8 * 24 * HOUR,
      recordsPerFile: 2,
      logRates: 20,
      lateShare: 0,
      streamDelayMs: 0,
      lateRecords: 0,
      veryLateRecords: 0,
      ...options,
    });
    await simulator.start();
    const client = createClient({
      origin: simulator.apiUrl,
      demo: false,
      clientId: 'kri',
      clientSecret: 'secret',
      timeoutMs: 10_000,
    });
    return new Rig(simulator, client);
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.simulator.stop();
  }

  async run(settings: Partial<RunSettings> = {}): Promise<{ records: KriRecord[]; finished: Finished }> {
    const records: KriRecord[] = [];
    const { signal } = new AbortController();
    const finished = await runKri({ ...SETTINGS, ...settings }, this.history, {
      readers: kriReaders({
        context: { client: this.client, signal, stream: 'kri' },
        lag: async () => [{ name: 'siem', minutes: 12.34 }],
      }),
      runId: 'run',
      now: () => this.simulator.now(),
      calls: () => this.client.calls,
      emit: (record) => records.push(record),
      save: async (history) => {
        // As it would come back after a restart.
        this.history = parseHistory(historyText(history)) ?? assert.fail('not readable');
      },
    });
    return { records, finished };
  }

  async one(slug: Slug, settings: Partial<RunSettings> = {}): Promise<KriRecord> {
    const { records } = await this.run({ indicators: [slug], ...settings });
    return records[0] ?? assert.fail('no record');
  }

  /** What was measured, in the form of the tenant's own answer. */
  compare(records: readonly KriRecord[]): void {
    const measured = records.map(({ slug, numerator, denominator }) => [slug, [numerator, denominator]]);
    const truth = this.simulator.kris();
    const expected = records.map(({ slug }) => [slug, truth[slug]]);
    assert.deepEqual(measured, expected);
  }
}

describe('indicators and the truth', function () {
  this.timeout(20_000);
  let rig: Rig;
  afterEach(() => rig.stop());

  it('agree, for each of them', async () => {
    rig = await Rig.start();
    const { records, finished } = await rig.run();
    assert.deepEqual(
      records.map(({ slug, state }) => [slug, state]),
      SLUGS.map((slug) => [slug, 'ok']),
    );
    rig.compare(records.filter(({ slug }) => OF_TENANT.includes(slug)));
    const lag = records.at(-1);
    assert.deepEqual([lag?.value, lag?.sample], [12.3, ['siem: 12 min']]);
    assert.deepEqual(finished.run.measured, SLUGS.length);
    // Nothing differs from what Mimecast counts by itself.
    assert.deepEqual(
      records.flatMap(({ crossChecks }) => crossChecks),
      [],
    );
    assert.ok(records.every(({ denominator }) => denominator === null || denominator > 0));
  });

  it('agree again later, though only what is new was read', async () => {
    const morning = Date.UTC(2026, 10, 22, 10, 17, 3);
    rig = await Rig.start({ now: () => morning });
    const indicators = OF_TENANT.filter((slug) => slug !== 'mimecast_internal_anomalies_24h');
    const calls = (): number =>
      rig.simulator.requests.filter(({ path }) => path === '/api/ttp/url/get-logs').length;
    const first = await rig.run({ indicators });
    const firstCalls = calls();
    rig.simulator.advance(5 * HOUR + 123_000);
    const second = await rig.run({ indicators });
    rig.compare(second.records);
    assert.deepEqual(
      second.records.map(({ previous }) => previous),
      first.records.map(({ value }) => value),
    );
    // A week by the day at first, then its two ends.
    assert.ok(firstCalls >= 7, String(firstCalls));
    assert.ok(calls() - firstCalls <= 3, String(calls() - firstCalls));
  });

  it('do not take a tenant without the module for a safe one', async () => {
    rig = await Rig.start({ types: ['receipt'] });
    const packages = rig.simulator.policies.facts.packages.filter((name) => !/Internal Email/.test(name));
    rig.simulator.policies.changeFacts('admin@corp.example', { packages });
    const gone = ['DMARC Analyzer'];
    const { products } = rig.simulator.grants;
    rig.simulator.grants.products = products.filter((name) => !gone.includes(name));
    for (const missingProduct of ['not-found', 'forbidden'] as const) {
      rig.simulator.grants.missingProduct = missingProduct;
      const internal = await rig.one('mimecast_internal_anomalies_24h');
      assert.deepEqual(
        [internal.state, internal.value, internal.rag, internal.warning],
        ['not_licensed', 0, 'unknown', 'IEP module not licensed'],
      );
      for (const slug of ['mimecast_auth_alignment_pct', 'mimecast_dmarc_enforced_domains_pct'] as const) {
        const record = await rig.one(slug, { unlicensed: 'null' });
        assert.deepEqual(
          [record.state, record.value, record.measured, record.warning],
          ['not_licensed', null, false, 'DMARC Analyzer not licensed'],
        );
      }
    }
  });

  it('take nothing for nothing where the module is there', async () => {
    rig = await Rig.start({ types: ['receipt'] });
    const internal = await rig.one('mimecast_internal_anomalies_24h');
    assert.deepEqual([internal.state, internal.value, internal.rag], ['ok', 0, 'green']);
  });

  it('follow edited domains', async () => {
    rig = await Rig.start();
    rig.simulator.policies.change('dmarc-domains', 'admin@corp.example', (before) => [
      ...before,
      { domain: 'lax.example', activityStatus: 'active', dmarcPolicy: 'none' },
    ]);
    const record = await rig.one('mimecast_dmarc_enforced_domains_pct');
    rig.compare([record]);
    assert.deepEqual([record.value, record.rag, record.sample], [66.67, 'red', ['lax.example']]);
  });

  it('give up when the quota is gone, and say how much of the window they have', async () => {
    rig = await Rig.start({ quotas: { api: { calls: 4, windowMs: 24 * HOUR } } });
    const record = await rig.one('mimecast_url_clicks_post_delivery_7d');
    assert.equal(record.state, 'partial');
    assert.ok(record.coverage > 0 && record.coverage < 1, String(record.coverage));
    assert.ok(record.rag !== 'green' && record.measured);
    assert.match(record.warning ?? '', /quota|429|rate|wait/i);
  });

  describe('on paths of another product', () => {
    const slug = 'mimecast_impersonation_not_blocked_24h';
    const override = { path: '/api/v2/ttp/impersonation/get-logs', filter: { action: 'permitted' } };

    it('count what they select, where the tenant has them', async () => {
      rig = await Rig.start({ grants: { unpublished: true } });
      const record = await rig.one(slug, { overrides: { [slug]: override } });
      assert.equal(record.state, 'ok');
      assert.equal(record.value, rig.simulator.kris()[slug]?.[0]);
      assert.deepEqual(record.query, { ...record.query, endpoint: override.path, filter: override.filter });
      const pct = 'mimecast_auth_alignment_pct';
      const summary = { path: '/api/v2/dmarc/get-analyzer-summary', filter: {} };
      const alignment = await rig.one(pct, { overrides: { [pct]: summary } });
      assert.ok(alignment.measured && (alignment.value ?? 0) > 80);
    });

    it('are an error, not a zero, where it has not', async () => {
      rig = await Rig.start();
      const record = await rig.one(slug, { overrides: { [slug]: override } });
      assert.deepEqual([record.state, record.value], ['error', null]);
      assert.match(record.warning ?? '', /does not have the path \/api\/v2/);
      const iep = 'mimecast_internal_anomalies_24h';
      const internal = await rig.one(iep, {
        overrides: { [iep]: { path: '/api/v2/iep/get-logs', filter: {} } },
      });
      assert.deepEqual([internal.state, internal.warning], ['not_licensed', 'IEP module not licensed']);
    });
  });
});
