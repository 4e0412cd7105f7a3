import assert from 'node:assert/strict';
import { audit, auditTenant, click, event, numbers, url, urlTenant } from './examples';
import { codeOf, DAY, HOUR, kinds, MINUTE, NOW, poll } from './poll';
import { refusal, Tenant } from './tenant';

describe('window logs: limits', () => {
  it("reports the range older than the API's retention as one gap with its bounds", async () => {
    const tenant = auditTenant();
    const first = await poll(audit, tenant);
    event(tenant, 1, -30 * 24 * 60);
    const later = NOW + 70 * DAY;
    const { notices, records, position } = await poll(audit, tenant, { from: first.position, now: later });
    assert.deepEqual(
      notices.filter(({ kind }) => kind === 'gap'),
      [
        {
          kind: 'gap',
          from: new Date(NOW - MINUTE).toISOString(),
          to: new Date(later - 60 * DAY + 10 * MINUTE).toISOString(),
          recoverable: false,
          reason: 'older than what the API keeps',
        },
      ],
    );
    assert.deepEqual(numbers({ records }), [1]);
    assert.equal(position?.watermark, later - MINUTE);
  });

  it('requests a shorter range once where the API refuses the start, and reports the gap', async () => {
    const tenant = new Tenant({
      path: '/api/ttp/url/get-logs',
      start: 'from',
      end: 'to',
      wrapper: 'clickLogs',
      retentionMs: 31 * DAY,
    });
    click(tenant, 1, 28.5 * 24 * 60);
    const { notices, records, error } = await poll(url, tenant, { lookbackMs: 50 * DAY });
    assert.equal(error, undefined);
    assert.deepEqual(numbers({ records }), [1]);
    assert.deepEqual(
      notices.map((notice) => (notice.kind === 'gap' ? [notice.from, notice.to] : notice.kind)),
      [[new Date(NOW - 50 * DAY).toISOString(), new Date(NOW - 30 * DAY).toISOString()]],
    );
  });

  it('reports no gap where the refusal has another cause', async () => {
    const tenant = urlTenant();
    tenant.fault = () => {
      throw refusal();
    };
    const { notices, error, position } = await poll(url, tenant, { lookbackMs: 50 * DAY });
    assert.deepEqual([notices, codeOf(error), position], [[], 'MIMECAST_BAD_REQUEST', undefined]);
    assert.equal(tenant.calls, 2);
  });

  it("starts at the API's limit, without a gap, when its look-back or a lost position goes further back", async () => {
    const tenant = auditTenant();
    const { notices, error } = await poll(audit, tenant, { lookbackMs: 400 * DAY });
    assert.deepEqual([notices, error], [[], undefined]);
    assert.equal(audit.startAt(0, NOW).watermark, NOW - 60 * DAY + 10 * MINUTE);
  });

  it('goes back when the clock was set back, and delivers nothing twice', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 30);
    const ahead = await poll(url, tenant, { now: NOW + 5 * HOUR });
    click(tenant, 2, 1);
    const back = await poll(url, tenant, { from: ahead.position, now: NOW + MINUTE });
    assert.deepEqual([numbers(ahead), numbers(back), kinds(back).slice(0, 1)], [[1], [2], ['rewind']]);
  });

  it('replays a range to its end and no further, whatever was emitted before', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 8; n += 1) click(tenant, n, 60 * n);
    const { replay } = url;
    assert.ok(replay);
    const replayed = {
      ...url,
      pages: (_: unknown, context: Parameters<typeof replay>[2]) =>
        replay(NOW - 5 * HOUR, NOW - 2 * HOUR, context),
    };
    assert.deepEqual(numbers(await poll(replayed, tenant)), [5, 4, 3, 2]);
  });
});
