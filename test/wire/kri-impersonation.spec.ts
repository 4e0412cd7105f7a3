/** Impersonation mail that was held, and then released to its recipient. */
import assert from 'node:assert/strict';
import type { ApiClient } from '../../nodes/lib/contracts/api-client';
import type { JsonObject } from '../../nodes/lib/contracts/json';
import { HOUR, KriHarness } from './support/kri-harness';
import { answering, renamed, reshaping } from './support/reshaped-client';

const SLUG = 'mimecast_impersonation_not_blocked_24h';
const LOG = '/api/ttp/impersonation/get-logs';
const RELEASES = '/api/gateway/get-held-release-logs';
const HELD_READ = 'Monitoring | Held | Read';

describe('Impersonation that was held and then released', function () {
  this.timeout(60_000);
  let harness: KriHarness;
  beforeEach(async () => {
    harness = await KriHarness.start({ logRates: 2 });
  });
  afterEach(() => harness.stop());

  const iso = (hoursAgo: number): string =>
    `${new Date(harness.simulator.now() - hoursAgo * HOUR).toISOString().slice(0, 19)}+0000`;
  const detection = (action: string, recipientAddress: string, hoursAgo = 10): JsonObject => ({
    ...{ senderAddress: 'CEO@c0rp.example', recipientAddress, subject: 'Urgent  transfer', action },
    ...{ eventTime: iso(hoursAgo), messageId: `<${recipientAddress}>`, taggedMalicious: true },
  });
  const release = (to: string, hoursAgo: number, more: JsonObject = {}): JsonObject => ({
    ...{ id: `${to}${hoursAgo}`, status: 'released', released: iso(hoursAgo), subject: 'Urgent transfer' },
    ...{ operator: { emailAddress: 'admin@corp.example' }, to: [{ emailAddress: to }], messageInfo: '' },
    ...{ fromEnv: { emailAddress: 'bounce@x.example' }, fromHdr: { emailAddress: 'ceo@c0rp.example' } },
    ...more,
  });
  /** Answers each range once: later ranges of the same run are the ends of the window. */
  const tenant = (detections: readonly JsonObject[], releases: readonly JsonObject[]): ApiClient => {
    const meta = { status: 200, pagination: {} };
    const logs = answering(harness.client, LOG, () => ({ meta, data: [{ impersonationLogs: detections }] }));
    return answering(logs, RELEASES, () => ({ meta, data: [{ heldReleaseLogs: releases }] }));
  };

  it('is counted as delivered, and shown as a part of its own', async () => {
    const detections = [
      detection('none', 'a@corp.example'),
      detection('hold', 'b@corp.example'),
      detection('hold', 'c@corp.example'),
      detection('Hold', 'd@corp.example'),
      detection('bounce', 'e@corp.example'),
    ];
    const releases = [
      release('b@corp.example', 2),
      release('C@corp.example', 3, { fromHdr: 'Chief <ceo@c0rp.example>', operator: 'c@corp.example' }),
      release('d@corp.example', 11),
      release('e@corp.example', 2),
      release('a@corp.example', 2),
      release('d@corp.example', 2, { status: 'rejected' }),
      release('d@corp.example', 2, { messageInfo: 'Expired in queue - rejected by housekeeping' }),
      release('d@corp.example', 2, { subject: 'Another subject' }),
    ];
    const record = await harness.runOne(SLUG, {}, tenant(detections, releases));
    assert.deepEqual([record.state, record.numerator, record.denominator], ['ok', 3, 5]);
    assert.deepEqual(record.parts, { notActedOn: 1, heldThenReleased: 2 });
    assert.equal(record.query?.joinedWith?.endpoint, RELEASES);
  });

  it('is counted once for each release', async () => {
    const twice = [detection('hold', 'b@corp.example', 10), detection('hold', 'b@corp.example', 9)];
    const once = await harness.runOne(SLUG, {}, tenant(twice, [release('b@corp.example', 2)]));
    assert.equal(once.parts['heldThenReleased'], 1);
    harness.forget();
    const both = [release('b@corp.example', 2), release('b@corp.example', 1)];
    const two = await harness.runOne(SLUG, {}, tenant(twice, both));
    assert.equal(two.parts['heldThenReleased'], 2);
  });

  it('is counted when it is released after its hour was counted, also after a restart', async () => {
    const held = [detection('hold', 'b@corp.example')];
    const before = await harness.runOne(SLUG, {}, tenant(held, []));
    assert.deepEqual([before.value, before.state], [0, 'ok']);
    harness.simulator.advance(HOUR);
    const later = await harness.runOne(SLUG, {}, tenant([], [release('b@corp.example', 0.5)]));
    assert.deepEqual([later.value, later.denominator, later.delta], [1, 1, 1]);
  });

  it('stores no address and no subject', async () => {
    await harness.runOne(SLUG, {}, tenant([detection('hold', 'b@corp.example')], []));
    assert.doesNotMatch(JSON.stringify(harness.history.indicators[SLUG]?.buckets), /corp\.example|Urgent/i);
  });

  it('makes the indicator partial when the release log may not be read, and says what is missing', async () => {
    const expected = await harness.runOne(SLUG);
    harness.forget();
    harness.without({ permission: HELD_READ });
    const record = await harness.runOne(SLUG);
    assert.equal(record.state, 'partial');
    assert.notEqual(record.rag, 'green');
    assert.equal(record.value, expected.parts['notActedOn']);
    assert.match(record.warning ?? '', /held and then released.*Monitoring \| Held \| Read/);
  });

  it('makes it partial when release records lack what is compared', async () => {
    for (const member of ['subject', 'to', 'status']) {
      harness.forget();
      const client = reshaping(harness.client, RELEASES, (one) => renamed(one, member));
      const record = await harness.runOne(SLUG, {}, client);
      assert.equal(record.state, 'partial', member);
      assert.match(record.warning ?? '', new RegExp(`"${member}"`));
    }
    for (const member of ['recipientAddress', 'senderAddress']) {
      harness.forget();
      const client = reshaping(harness.client, LOG, (one) => renamed(one, member));
      const record = await harness.runOne(SLUG, {}, client);
      assert.equal(record.state, 'partial', member);
      assert.match(record.warning ?? '', new RegExp(`"${member}"`));
    }
  });

  it('needs no release log when nothing was held', async () => {
    harness.without({ permission: HELD_READ });
    const record = await harness.runOne(SLUG, {}, tenant([detection('none', 'a@corp.example')], []));
    assert.deepEqual([record.state, record.value], ['ok', 1]);
  });
});
