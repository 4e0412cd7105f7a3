import assert from 'node:assert/strict';
import { z } from 'zod';
import type { ApiClient } from '../../nodes/lib/contracts/api-client';
import { SLUGS } from '../../nodes/lib/properties/values/kri-indicators';
import { INBOUND_ALIGNMENT } from '../../nodes/lib/simulator/endpoints/kri/expected-kri';
import { HOUR, KriHarness, TENANT_INDICATORS } from './support/kri-harness';

/** As the client does without quota: it reports that, and waits as long as allowed. */
const throttledCall: ApiClient['call'] = (_request, { signal, onThrottled }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    const retryAt = Date.now() + 15 * 60_000;
    onThrottled?.({ group: 'siem-stream', message: '50 calls are used', retryAt });
  });

describe('Indicators and the expected values', function () {
  this.timeout(120_000);
  let harness: KriHarness;
  afterEach(() => harness.stop());

  it('agree, for each of them', async () => {
    harness = await KriHarness.start();
    const { records, result } = await harness.run();
    assert.deepEqual(
      records.map(({ slug, state }) => [slug, state]),
      SLUGS.map((slug) => [slug, 'ok']),
    );
    harness.compare(records.filter(({ slug }) => TENANT_INDICATORS.includes(slug)));
    const lag = records.at(-1);
    assert.deepEqual([lag?.value, lag?.sample], [12.3, ['siem: 12 min']]);
    assert.deepEqual(result.run.measured, SLUGS.length);
    // No value differs from Mimecast's own count.
    assert.deepEqual(
      records.flatMap(({ crossChecks }) => crossChecks),
      [],
    );
    assert.ok(records.every(({ denominator }) => denominator === null || denominator > 0));
  });

  it('agree again later, though only new records were read', async () => {
    const morning = Date.UTC(2026, 10, 22, 10, 17, 3);
    harness = await KriHarness.start({ now: () => morning });
    const indicators = TENANT_INDICATORS.filter((slug) => slug !== 'mimecast_internal_anomalies_24h');
    const calls = (): number =>
      harness.simulator.requests.filter(({ path }) => path === '/api/ttp/url/get-logs').length;
    const first = await harness.run({ indicators });
    const firstCalls = calls();
    harness.simulator.advance(5 * HOUR + 123_000);
    const second = await harness.run({ indicators });
    harness.compare(second.records);
    assert.deepEqual(
      second.records.map(({ previous }) => previous),
      first.records.map(({ value }) => value),
    );
    // A week by day at first, then its two ends.
    assert.ok(firstCalls >= 7, String(firstCalls));
    assert.ok(calls() - firstCalls <= 3, String(calls() - firstCalls));
  });

  it('do not show a tenant without the module as safe', async () => {
    harness = await KriHarness.start({ types: ['receipt'] });
    const packages = harness.simulator.policies.accountInfo.packages.filter(
      (name) => !/Internal Email/.test(name),
    );
    harness.simulator.policies.changeAccountInfo('admin@corp.example', { packages });
    harness.without({ product: 'DMARC Analyzer' });
    for (const missingProduct of ['not-found', 'forbidden'] as const) {
      harness.simulator.grants.missingProduct = missingProduct;
      const internal = await harness.runOne('mimecast_internal_anomalies_24h');
      assert.deepEqual(
        [internal.state, internal.value, internal.rag, internal.warning],
        ['not_licensed', 0, 'unknown', 'IEP module not licensed'],
      );
      const domains = await harness.runOne('mimecast_dmarc_enforced_domains_pct', { unlicensed: 'null' });
      assert.deepEqual(
        [domains.state, domains.value, domains.measured, domains.warning],
        ['not_licensed', null, false, 'DMARC Analyzer not licensed'],
      );
    }
  });

  it('do not treat an empty response as zero where the module may be missing', async () => {
    harness = await KriHarness.start({ types: ['receipt'] });
    harness.without({ permission: 'Account | Dashboard | Read' });
    const record = await harness.runOne('mimecast_internal_anomalies_24h');
    assert.deepEqual([record.state, record.value, record.rag], ['no_permission', null, 'unknown']);
    assert.match(record.warning ?? '', /whether the IEP module is licensed.*Account \| Dashboard \| Read/);
  });

  describe('without DMARC Analyzer', () => {
    const slug = 'mimecast_auth_alignment_pct';

    it('take the alignment from the receipts, as far back as the feed goes', async () => {
      harness = await KriHarness.start({ types: ['receipt'] });
      harness.without({ product: 'DMARC Analyzer' });
      const record = await harness.runOne(slug);
      const truth = harness.simulator.kris()[INBOUND_ALIGNMENT];
      assert.deepEqual([record.numerator, record.denominator], truth);
      assert.ok((truth?.[1] ?? 0) > 500 && record.measured);
      // The feed keeps six whole days and today: the missing part of the week is filled from run to run.
      assert.deepEqual([record.state, record.rag], ['partial', 'unknown']);
      assert.ok(record.coverage > 0.85 && record.coverage < 1, String(record.coverage));
      assert.match(record.warning ?? '', /^DMARC Analyzer not licensed: counted from the receipts/);
      assert.deepEqual(record.query?.filter, { type: 'receipt' });
      assert.ok((record.details['notChecked'] ?? 0) > 0);
    });

    it('continue with the files when the stream feed has no quota left', async () => {
      harness = await KriHarness.start({ types: ['receipt'] });
      harness.without({ product: 'DMARC Analyzer' });
      const { client } = harness;
      const call: ApiClient['call'] = (request, options) =>
        request.group === 'siem-stream' ? throttledCall(request, options) : client.call(request, options);
      const { records, result } = await harness.run({ indicators: [slug] }, { ...client, call });
      const [record] = records;
      assert.deepEqual([record?.state, record?.measured], ['partial', true]);
      assert.ok((record?.coverage ?? 0) > 0.8 && (record?.coverage ?? 1) < 1, String(record?.coverage));
      assert.ok((record?.denominator ?? 0) > 500);
      assert.match(
        record?.warning ?? '',
        /receipts.*; the newest events could not be read: 50 calls are used/,
      );
      assert.deepEqual(result.failed, [slug], 'and it is tried again soon');
      const later = await harness.runOne(slug);
      assert.ok(later.coverage > (record?.coverage ?? 1));
      assert.deepEqual([later.numerator, later.denominator], harness.simulator.kris()[INBOUND_ALIGNMENT]);
    });

    it('report the missing licence where the feed cannot be read either', async () => {
      harness = await KriHarness.start({ types: ['receipt'] });
      harness.without({ product: 'DMARC Analyzer' });
      harness.without({ product: 'Threats, Security Events and Data for CG' });
      for (const [unlicensed, value] of [
        ['zero', 0],
        ['null', null],
      ] as const) {
        const record = await harness.runOne(slug, { unlicensed });
        assert.deepEqual(
          [record.state, record.value, record.measured, record.rag, record.warning],
          ['not_licensed', value, false, 'unknown', 'DMARC Analyzer not licensed'],
        );
      }
    });

    it('report it too where the feed has no receipts', async () => {
      harness = await KriHarness.start({ types: ['process'] });
      harness.without({ product: 'DMARC Analyzer' });
      const record = await harness.runOne(slug);
      assert.deepEqual([record.state, record.warning], ['not_licensed', 'DMARC Analyzer not licensed']);
    });
  });

  it('report attachments with an incomplete scan beside the malicious ones', async () => {
    harness = await KriHarness.start();
    const { details, denominator } = await harness.runOne('mimecast_malware_delivered_24h');
    const to = harness.simulator.now();
    const results = [...harness.simulator.logs.lines('ttp.attachment', { from: to - 24 * HOUR, to })]
      .map((line) => z.object({ result: z.string(), route: z.string() }).parse(JSON.parse(line)))
      .filter(({ route }) => route === 'inbound')
      .map(({ result }) => result);
    const number = (result: string): number => results.filter((one) => one === result).length;
    assert.deepEqual(
      [denominator, details['timeout'], details['error']],
      [number('malicious'), number('timeout'), number('error')],
    );
    assert.ok(number('timeout') > 0 && number('error') > 0);
  });

  it('treat an empty response as zero where the module exists', async () => {
    harness = await KriHarness.start({ types: ['receipt'] });
    const internal = await harness.runOne('mimecast_internal_anomalies_24h');
    assert.deepEqual([internal.state, internal.value, internal.rag], ['ok', 0, 'green']);
  });

  it('follow edited domains', async () => {
    harness = await KriHarness.start();
    harness.simulator.policies.change('dmarc-domains', 'admin@corp.example', (before) => [
      ...before,
      { domain: 'lax.example', activityStatus: 'active', dmarcPolicy: 'none' },
    ]);
    const record = await harness.runOne('mimecast_dmarc_enforced_domains_pct');
    harness.compare([record]);
    assert.deepEqual([record.value, record.rag, record.sample], [66.67, 'red', ['lax.example']]);
  });

  it('give up when the quota is exhausted, and report how much of the window they have', async () => {
    // In the last two minutes of its window the client rightly waits for the next one.
    const midday = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR - 12 * HOUR;
    harness = await KriHarness.start({
      now: () => midday,
      quotas: { api: { calls: 4, windowMs: 24 * HOUR } },
    });
    const record = await harness.runOne('mimecast_url_clicks_post_delivery_7d');
    assert.equal(record.state, 'partial');
    assert.ok(record.coverage > 0 && record.coverage < 1, String(record.coverage));
    assert.ok(record.rag !== 'green' && record.measured);
    assert.match(record.warning ?? '', /quota|429|rate|wait/i);
  });
});
