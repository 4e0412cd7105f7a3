/** An application without permissions: no indicator is zero, whatever form its answers have. */
import assert from 'node:assert/strict';
import type { ApiClient } from '../../nodes/lib/contracts/api-client';
import { MimecastError } from '../../nodes/lib/contracts/errors';
import { DEFAULT_SLUGS } from '../../nodes/lib/properties/values/kri-indicators';
import { KriHarness, TENANT_INDICATORS } from './support/kri-harness';
import { answering } from './support/reshaped-client';

const LOG_PATHS = [
  '/api/ttp/impersonation/get-logs',
  '/api/ttp/attachment/get-logs',
  '/api/ttp/url/get-logs',
  '/api/gateway/get-held-release-logs',
  '/api/gateway/get-hold-message-list',
  '/api/audit/get-audit-events',
];
const DENIED = /^the application has no permission for /;

describe('An application without permissions', function () {
  this.timeout(120_000);
  let harness: KriHarness;
  beforeEach(async () => {
    harness = await KriHarness.start({ logRates: 2 });
  });
  afterEach(() => harness.stop());

  const denyAll = (): void => {
    harness.simulator.grants.products = [];
    harness.simulator.grants.permissions = [];
  };
  /** Empty answers with status 200, from all logs that are asked for. */
  const emptied = () =>
    LOG_PATHS.reduce(
      (client, path) => answering(client, path, ({ meta }) => ({ meta, data: [] })),
      harness.client,
    );

  it('that is refused has no indicator of zero, although products seem to be missing', async () => {
    denyAll();
    const { records } = await harness.run({ indicators: TENANT_INDICATORS, unlicensed: 'zero' });
    for (const { slug, state, value, measured, warning } of records) {
      assert.deepEqual([slug, state, value, measured], [slug, 'no_permission', null, false]);
      assert.match(warning ?? '', slug === TENANT_INDICATORS[0] ? DENIED : /permission/);
    }
  });

  it('that is refused with 404 has none either', async () => {
    denyAll();
    harness.simulator.grants.missingProduct = 'not-found';
    const { records } = await harness.run({ indicators: DEFAULT_SLUGS, unlicensed: 'zero' });
    for (const { slug, state, value } of records) {
      assert.deepEqual([slug, state, value], [slug, 'no_permission', null]);
    }
  });

  it('that gets empty answers has no zero, and a text says what to check', async () => {
    denyAll();
    const indicators = [
      'mimecast_impersonation_not_blocked_24h',
      'mimecast_malware_delivered_24h',
      'mimecast_url_clicks_post_delivery_7d',
      'mimecast_user_released_held_24h',
      'mimecast_hold_queue_size',
      'mimecast_policy_changes_24h',
    ] as const;
    harness.simulator.grants.products = ['Security Events', 'Audit Events', 'Cloud Gateway'];
    harness.simulator.grants.permissions = [
      'Monitoring | Impersonation Protection | Read',
      'Monitoring | Attachment Protection | Read',
      'Monitoring | URL Protection | Read',
      'Monitoring | Held | Read',
      'Account | Dashboard | Read',
      'Account | Logs | Read',
    ];
    const { records } = await harness.run({ indicators }, emptied());
    for (const { slug, state, value, rag, warning } of records) {
      assert.deepEqual([slug, state, value, rag], [slug, 'no_permission', null, 'unknown']);
      assert.match(warning ?? '', DENIED);
    }
    assert.match(
      records[0]?.warning ?? '',
      /Monitoring \| Impersonation Protection \| Read.*Security Events/,
    );
  });

  it('is not assumed when anything else can be read, also without Account Management', async () => {
    harness.without({ product: 'Account Management' });
    const path = '/api/ttp/url/get-logs';
    const client = answering(harness.client, path, ({ meta }) => ({ meta, data: [{ clickLogs: [] }] }));
    const record = await harness.runOne('mimecast_url_clicks_post_delivery_7d', {}, client);
    assert.deepEqual([record.state, record.value, record.rag], ['ok', 0, 'green']);
  });

  it('is not assumed when Account Management can be read', async () => {
    const record = await harness.runOne('mimecast_hold_queue_size', {}, emptied());
    assert.deepEqual([record.state, record.value], ['ok', 0]);
  });

  it('is not assumed after a failed request, but the zero is not believed', async () => {
    harness.without({ product: 'Account Management' });
    const quiet = emptied();
    const down = new MimecastError('MIMECAST_UNAVAILABLE', 'not reachable', { transient: true });
    const client: ApiClient = {
      ...{ origin: quiet.origin, demo: false, calls: 0, download: quiet.download, close: quiet.close },
      identity: quiet.identity,
      call: (request, options) =>
        request.path.includes('/audit/') ? Promise.reject(down) : quiet.call(request, options),
    };
    const { records, result } = await harness.run({ indicators: ['mimecast_hold_queue_size'] }, client);
    assert.deepEqual([records[0]?.state, records[0]?.value], ['error', null]);
    assert.deepEqual(result.failed, ['mimecast_hold_queue_size'], 'and it is tried again soon');
  });
});
