/** Records and answers of another shape: a number that nobody measured is never shown as a good one. */
import assert from 'node:assert/strict';
import type { KriRecord } from '../../nodes/lib/assessments/kri/types';
import type { ApiClient } from '../../nodes/lib/contracts/api-client';
import type { JsonObject } from '../../nodes/lib/contracts/json';
import type { Slug } from '../../nodes/lib/properties/values/kri-indicators';
import { HOUR, KriHarness } from './support/kri-harness';
import { answering, renamed, reshaping } from './support/reshaped-client';

interface Filtered {
  readonly slug: Slug;
  readonly path: string;
  /** members that it filters, joins or classifies by */
  readonly members: readonly string[];
  /** a text of an enumeration */
  readonly word?: string;
}

const IMPERSONATION: Filtered = {
  slug: 'mimecast_impersonation_not_blocked_24h',
  path: '/api/ttp/impersonation/get-logs',
  members: ['action', 'eventTime'],
  word: 'action',
};
const RELEASES: Filtered = {
  slug: 'mimecast_user_released_held_24h',
  path: '/api/gateway/get-held-release-logs',
  members: ['status', 'operator', 'to', 'released'],
  word: 'status',
};
const FILTERED: readonly Filtered[] = [
  IMPERSONATION,
  {
    slug: 'mimecast_malware_delivered_24h',
    path: '/api/ttp/attachment/get-logs',
    members: ['result', 'route', 'actionTriggered', 'date'],
    word: 'result',
  },
  {
    slug: 'mimecast_url_clicks_post_delivery_7d',
    path: '/api/ttp/url/get-logs',
    members: ['scanResult', 'route', 'action', 'date'],
    word: 'action',
  },
  RELEASES,
  {
    slug: 'mimecast_policy_changes_24h',
    path: '/api/audit/get-audit-events',
    members: ['category', 'auditType', 'eventTime'],
  },
  {
    slug: 'mimecast_hold_queue_oldest_hours',
    path: '/api/gateway/get-hold-message-list',
    members: ['dateReceived'],
  },
  {
    slug: 'mimecast_dmarc_enforced_domains_pct',
    path: '/dmarc-analyzer/v1/domains',
    members: ['dmarcPolicy'],
    word: 'dmarcPolicy',
  },
];

describe('Records of another shape', function () {
  this.timeout(120_000);
  let harness: KriHarness;
  before(async () => {
    harness = await KriHarness.start({ logRates: 20 });
  });
  after(() => harness.stop());
  beforeEach(() => harness.forget());

  const isUnmeasured = ({ state, value, measured, rag, warning }: KriRecord, member: string): void => {
    assert.deepEqual([state, value, measured, rag], ['error', null, false, 'unknown']);
    assert.match(warning ?? '', new RegExp(`"${member}"`));
  };
  const isDoubtful = ({ state, rag, warning }: KriRecord, member: string): void => {
    assert.equal(state, 'partial');
    assert.notEqual(rag, 'green');
    assert.match(warning ?? '', new RegExp(`"${member}"`));
  };

  for (const { slug, path, members, word } of FILTERED) {
    describe(slug, () => {
      const run = (reshape: (record: JsonObject, index: number) => unknown) =>
        harness.runOne(slug, {}, reshaping(harness.client, path, reshape));

      for (const member of members) {
        it(`is an error when no record has ${member}`, async () => {
          isUnmeasured(await run((record) => renamed(record, member)), member);
          harness.forget();
          const without = await run(({ [member]: _gone, ...others }) => others);
          isUnmeasured(without, member);
        });

        it(`is partial when a share of the records has no ${member}`, async () => {
          const every = path.endsWith('/domains') ? 2 : 5;
          isDoubtful(
            await run((record, index) => (index % every === 0 ? renamed(record, member) : record)),
            member,
          );
        });

        it(`is an error when ${member} is of another type`, async () => {
          isUnmeasured(await run((record) => ({ ...record, [member]: 3 })), member);
        });
      }

      if (word !== undefined) {
        it(`is an error when all values of ${word} are unknown, and says one`, async () => {
          const record = await run((one) => ({ ...one, [word]: 'HLDX' }));
          isUnmeasured(record, word);
          assert.match(record.warning ?? '', /HLDX/);
        });

        it(`knows the values of ${word} in any case`, async () => {
          const expected = await harness.runOne(slug);
          harness.forget();
          const shouted = await run((one) => ({ ...one, [word]: String(one[word]).toUpperCase() }));
          assert.deepEqual([shouted.state, shouted.value], ['ok', expected.value]);
        });
      }
    });
  }

  it('are read again when nothing of them was understood, and keep an hour doubtful otherwise', async () => {
    const { slug, path } = IMPERSONATION;
    await harness.runOne(
      slug,
      {},
      reshaping(harness.client, path, (record) => renamed(record, 'action')),
    );
    const again = await harness.runOne(slug);
    harness.forget();
    assert.deepEqual(again.numerator, (await harness.runOne(slug)).numerator);
    harness.forget();
    const fifth = reshaping(harness.client, path, (record, index) =>
      index % 5 === 0 ? renamed(record, 'action') : record,
    );
    isDoubtful(await harness.runOne(slug, {}, fifth), 'action');
    isDoubtful(await harness.runOne(slug), 'action');
  });

  it('make a good indicator partial within hours after the change', async () => {
    const { slug, path } = IMPERSONATION;
    const good = await harness.runOne(slug);
    assert.equal(good.state, 'ok');
    harness.simulator.advance(3 * HOUR);
    const client = reshaping(harness.client, path, (record) => renamed(record, 'action'));
    isDoubtful(await harness.runOne(slug, {}, client), 'action');
  });

  it('give a warning below 5 %, and stay ok', async () => {
    const { slug, path } = IMPERSONATION;
    const client = reshaping(harness.client, path, (record, index) =>
      index % 40 === 0 ? renamed(record, 'action') : record,
    );
    const record = await harness.runOne(slug, {}, client);
    assert.equal(record.state, 'ok');
    assert.match(record.warning ?? '', /\d+ of \d+ records.*"action"/);
    assert.ok((record.lacking['action'] ?? 0) > 0);
  });

  it('are not found by a name inside an address either', async () => {
    const { slug, path } = RELEASES;
    const operator = reshaping(harness.client, path, (one) => ({
      ...one,
      operator: { mail: 'a@b.example' },
    }));
    isUnmeasured(await harness.runOne(slug, {}, operator), 'operator');
    harness.forget();
    const to = reshaping(harness.client, path, (one) => ({ ...one, to: [{ mail: 'a@b.example' }] }));
    isUnmeasured(await harness.runOne(slug, {}, to), 'to');
  });
});

describe('Answers of another shape', function () {
  this.timeout(120_000);
  let harness: KriHarness;
  before(async () => {
    harness = await KriHarness.start({ logRates: 5 });
  });
  after(() => harness.stop());
  beforeEach(() => harness.forget());

  const ANSWERS: Readonly<Record<string, (body: JsonObject) => unknown>> = {
    'without data': ({ meta }) => ({ meta }),
    'with data null': ({ meta }) => ({ meta, data: null }),
    'with a list of texts': ({ meta }) => ({ meta, data: [{ impersonationLogs: ['a', 'b'] }] }),
    'with an object for the list': ({ meta }) => ({ meta, data: [{ impersonationLogs: { a: {} } }] }),
    'with the list under another name': ({ meta }) => ({ meta, data: [{ logs: [{ action: 'none' }] }] }),
    'with an object under another name': ({ meta }) => ({ meta, data: [{ logs: { a: {} } }] }),
    'with a number and no list': ({ meta }) => ({ meta, data: [{ resultCount: 284 }] }),
    'with a number and an empty list': ({ meta }) => ({
      meta,
      data: [{ impersonationLogs: [], resultCount: 284 }],
    }),
    'with a total and an empty list': () => ({
      meta: { status: 200, pagination: { pageSize: 0, totalCount: 284 } },
      data: [{ impersonationLogs: [] }],
    }),
  };
  for (const [what, change] of Object.entries(ANSWERS)) {
    it(`${what} are errors, not zero`, async () => {
      const { slug, path } = IMPERSONATION;
      const client: ApiClient = answering(harness.client, path, change);
      const { state, value, measured, rag } = await harness.runOne(slug, {}, client);
      assert.deepEqual([state, value, measured, rag], ['error', null, false, 'unknown']);
    });
  }

  it('with a total far above the list are partial', async () => {
    const path = '/api/gateway/get-hold-message-list';
    const client = answering(harness.client, path, ({ data }) => ({
      meta: { status: 200, pagination: { totalCount: 5_000 } },
      data,
    }));
    const { state, rag, warning } = await harness.runOne('mimecast_hold_queue_size', {}, client);
    assert.equal(state, 'partial');
    assert.notEqual(rag, 'green');
    assert.match(warning ?? '', /reports 5000/);
  });

  it('with rows that are no held messages are no queue of one', async () => {
    const path = '/api/gateway/get-hold-message-list';
    for (const data of [[{ heldMessages: [{}, {}] }], ['a', 'b']]) {
      const client = answering(harness.client, path, ({ meta }) => ({ meta, data }));
      const { state, value } = await harness.runOne('mimecast_hold_queue_size', {}, client);
      assert.deepEqual([state, value], ['error', null]);
    }
  });

  it('without the list of held messages are no empty queue', async () => {
    const path = '/api/gateway/get-hold-message-list';
    for (const change of [
      ({ meta, data }: JsonObject) => ({ meta, items: data }),
      ({ meta }: JsonObject) => ({ meta }),
      ({ meta }: JsonObject) => ({ meta, data: null }),
    ]) {
      for (const slug of ['mimecast_hold_queue_size', 'mimecast_hold_queue_oldest_hours'] as const) {
        harness.forget();
        const { state, value } = await harness.runOne(slug, {}, answering(harness.client, path, change));
        assert.deepEqual([state, value], ['error', null], slug);
      }
    }
  });

  describe('of the SIEM feed', () => {
    const slug = 'mimecast_internal_anomalies_24h';
    const [BATCH, STREAM] = ['/siem/v1/batch/events/cg', '/siem/v1/events/cg'];
    const elsewhere = ({ value, ...others }: JsonObject) => ({ ...others, items: value });
    const run = (paths: readonly string[], change: (body: JsonObject) => unknown) =>
      harness.runOne(
        slug,
        {},
        paths.reduce((client, path) => answering(client, path, change), harness.client),
      );

    it('with the list under another name, or nothing at all, are errors', async () => {
      for (const change of [elsewhere, () => ({}), ({ value }: JsonObject) => ({ events: { value } })]) {
        harness.forget();
        const { state, value, rag } = await run([BATCH, STREAM], change);
        assert.deepEqual([state, value, rag], ['error', null, 'unknown']);
      }
    });

    it('in one of both feeds are no number that is quietly low', async () => {
      assert.equal((await run([BATCH], elsewhere)).state, 'error');
      harness.forget();
      const { state, rag } = await run([STREAM], elsewhere);
      assert.equal(state, 'partial');
      assert.notEqual(rag, 'green');
    });
  });

  it('whose resultCount is far above the list are partial', async () => {
    const { slug, path } = IMPERSONATION;
    const withCount = (resultCount: unknown) =>
      answering(harness.client, path, ({ meta, data }) => ({
        meta,
        data: Array.isArray(data) ? data.map((entry) => ({ ...Object(entry), resultCount })) : data,
      }));
    const { state, rag, warning } = await harness.runOne(slug, {}, withCount('9000'));
    assert.equal(state, 'partial');
    assert.notEqual(rag, 'green');
    assert.match(warning ?? '', /resultCount reports 9000/);
    harness.forget();
    // Of one page it is smaller than the sum of all.
    assert.equal((await harness.runOne(slug, {}, withCount(1))).state, 'ok');
  });

  it('with domains or days that are no objects are errors', async () => {
    const items = ['a.example', 'b.example'];
    const domains = answering(harness.client, '/dmarc-analyzer/v1/domains', () => ({ items, meta: {} }));
    assert.equal((await harness.runOne('mimecast_dmarc_enforced_domains_pct', {}, domains)).state, 'error');
  });

  it('with days of which a share has another name are partial', async () => {
    const path = '/dmarc-analyzer/v1/compliance/dmarc/statistics';
    const client = reshaping(harness.client, path, (day, index) =>
      index % 3 === 0 ? { ...renamed(renamed(day, 'compliant'), 'total'), nonCompliant: undefined } : day,
    );
    const { state, rag } = await harness.runOne('mimecast_auth_alignment_pct', {}, client);
    assert.deepEqual([state, rag], ['partial', 'unknown']);
  });
});
