import assert from 'node:assert/strict';
import type { ApiClient } from '../../nodes/lib/contracts/api-client';
import { MimecastError } from '../../nodes/lib/contracts/errors';
import { SLUGS, type Slug } from '../../nodes/lib/properties/values/kri-indicators';
import type { Simulator } from '../../nodes/lib/simulator/simulator';
import { HOUR, KriHarness } from './support/kri-harness';

const CG = 'Threats, Security Events and Data for CG';
const SIEM = 'Security Events and Data Retrieval | Threat and Security Events (SIEM) | Read';
const DMARC = 'DMARC Analyzer';

interface Needs {
  /** without all of them: not_licensed */
  readonly products: readonly string[];
  /** without it: no_permission; undefined: none is documented, so 403 says that the module is missing */
  readonly permission?: string;
  /** read in parts: a quota can interrupt it */
  readonly parts: boolean;
}

/** wire.md 17. The lag is of our own collectors: it makes no request to Mimecast. */
const NEEDS: Readonly<Record<Exclude<Slug, 'mimecast_collection_lag_minutes'>, Needs>> = {
  mimecast_impersonation_not_blocked_24h: {
    products: ['Security Events'],
    permission: 'Monitoring | Impersonation Protection | Read',
    parts: true,
  },
  mimecast_malware_delivered_24h: {
    products: ['Security Events'],
    permission: 'Monitoring | Attachment Protection | Read',
    parts: true,
  },
  mimecast_url_clicks_post_delivery_7d: {
    products: ['Security Events'],
    permission: 'Monitoring | URL Protection | Read',
    parts: true,
  },
  mimecast_internal_anomalies_24h: { products: [CG], permission: SIEM, parts: true },
  mimecast_auth_alignment_pct: { products: [DMARC, CG], parts: true },
  mimecast_user_released_held_24h: {
    products: ['Audit Events'],
    permission: 'Monitoring | Held | Read',
    parts: true,
  },
  mimecast_hold_queue_size: {
    products: ['Cloud Gateway'],
    permission: 'Account | Dashboard | Read',
    parts: false,
  },
  mimecast_hold_queue_oldest_hours: {
    products: ['Cloud Gateway'],
    permission: 'Account | Dashboard | Read',
    parts: false,
  },
  mimecast_policy_changes_24h: {
    products: ['Audit Events'],
    permission: 'Account | Logs | Read',
    parts: true,
  },
  mimecast_dmarc_enforced_domains_pct: { products: [DMARC], parts: false },
};
const TENANT_INDICATORS = Object.keys(NEEDS).filter((slug): slug is keyof typeof NEEDS => slug in NEEDS);

/** The failure while an indicator is read; the client has given up its retries. */
const TROUBLE: Readonly<Record<string, MimecastError>> = {
  '500': new MimecastError('MIMECAST_UNAVAILABLE', 'Mimecast has a problem', {
    status: 500,
    transient: true,
  }),
  '503': new MimecastError('MIMECAST_UNAVAILABLE', 'Mimecast has a problem', {
    status: 503,
    transient: true,
  }),
  'a time-out': new MimecastError('MIMECAST_UNAVAILABLE', 'no answer within 60 s', { transient: true }),
  'a reset': new MimecastError('MIMECAST_UNAVAILABLE', 'the connection was reset', { transient: true }),
  'an invalid response': new MimecastError('MIMECAST_BAD_ANSWER', 'not JSON', { status: 200 }),
  'a revoked application': new MimecastError('MIMECAST_AUTH', 'the application was revoked', { status: 401 }),
};

function troubled(error: MimecastError): ApiClient {
  return {
    origin: 'https://api.example.com',
    demo: false,
    calls: 0,
    call: () => Promise.reject(error),
    download: () => Promise.reject(error),
    identity: () => Promise.reject(error),
    close: () => Promise.resolve(),
  };
}

describe('The state of each indicator', function () {
  this.timeout(120_000);
  let harness: KriHarness;
  before(async () => {
    harness = await KriHarness.start({ logRates: 2 });
  });
  after(() => harness.stop());
  let granted: Pick<Simulator['grants'], 'products' | 'permissions'>;
  beforeEach(() => {
    const { products, permissions } = harness.simulator.grants;
    granted = { products, permissions };
    harness.forget();
  });
  afterEach(() => {
    harness.simulator.grants.products = [...granted.products];
    harness.simulator.grants.permissions = [...granted.permissions];
  });

  for (const slug of TENANT_INDICATORS) {
    const needs = NEEDS[slug];

    describe(slug, () => {
      it('is ok', async () => {
        const record = await harness.runOne(slug);
        assert.deepEqual([record.state, record.measured, record.coverage], ['ok', true, 1]);
        assert.notEqual(record.rag, 'unknown');
      });

      it(`is not_licensed without ${needs.products.join(' and ')}: zero or null, and never green`, async () => {
        for (const product of needs.products) harness.without({ product });
        const zero = await harness.runOne(slug, { unlicensed: 'zero' });
        assert.deepEqual(
          [zero.state, zero.value, zero.measured, zero.rag],
          ['not_licensed', 0, false, 'unknown'],
        );
        const none = await harness.runOne(slug, { unlicensed: 'null' });
        assert.deepEqual([none.state, none.value, none.measured], ['not_licensed', null, false]);
        assert.ok(none.warning);
      });

      const { permission } = needs;
      if (permission !== undefined) {
        it(`is no_permission without ${permission}, and says so`, async () => {
          harness.without({ permission });
          const record = await harness.runOne(slug, { unlicensed: 'zero' });
          assert.deepEqual([record.state, record.value, record.measured], ['no_permission', null, false]);
          assert.ok(record.warning?.includes(permission), record.warning ?? 'no warning');
        });
      }

      for (const [what, error] of Object.entries(TROUBLE)) {
        it(`is an error, never a zero, after ${what}`, async () => {
          for (const unlicensed of ['zero', 'null'] as const) {
            const record = await harness.runOne(slug, { unlicensed }, troubled(error));
            assert.deepEqual(
              [record.state, record.value, record.measured, record.rag, record.warning],
              ['error', null, false, 'unknown', error.message],
            );
          }
        });
      }
    });
  }

  it('of the lag is ok, or an error without collectors', async () => {
    const slug = 'mimecast_collection_lag_minutes';
    assert.equal((await harness.runOne(slug)).state, 'ok');
    harness.lags = [];
    const record = await harness.runOne(slug);
    assert.deepEqual([record.state, record.value, record.rag], ['error', null, 'unknown']);
    assert.match(record.warning ?? '', /no source node of this account has read anything yet/);
  });

  it('is tested for all indicators', () => {
    assert.deepEqual([...TENANT_INDICATORS, 'mimecast_collection_lag_minutes'].sort(), [...SLUGS].sort());
  });
});

describe('An indicator of a window', function () {
  this.timeout(120_000);
  let harness: KriHarness;
  afterEach(() => harness.stop());

  it('is partial when the quota is exhausted before all of it is read', async () => {
    const slugs = TENANT_INDICATORS.filter((slug) => NEEDS[slug].parts);
    harness = await KriHarness.start({ logRates: 2 });
    harness.without({ product: DMARC });
    await harness.run({ indicators: slugs });
    harness.simulator.advance(3 * HOUR);
    const gone = new MimecastError('MIMECAST_RATE_LIMITED', 'the quota is used up', { status: 429 });
    const { client } = harness;
    // Unlicensed indicators say so in spite of the quota.
    const call: ApiClient['call'] = (request, options) =>
      request.path.startsWith('/dmarc-analyzer/') ? client.call(request, options) : Promise.reject(gone);
    for (const slug of slugs) {
      const record = await harness.runOne(slug, {}, { ...troubled(gone), call });
      assert.equal(record.state, 'partial', slug);
      // 3 of 24 hours are missing, and up to a quarter of the releases name no operator.
      assert.ok(record.coverage > 0.6 && record.coverage < 1, `${slug}: ${record.coverage}`);
      assert.notEqual(record.rag, 'green', slug);
      assert.match(record.warning ?? '', /the quota is used up/, slug);
    }
  });
});
