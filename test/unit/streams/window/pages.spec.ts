import assert from 'node:assert/strict';
import { rejectionsLog } from '../../../../nodes/lib/streams/window/logs/held';
import type { WindowPosition } from '../../../../nodes/lib/streams/window/position';
import { createWindowStream } from '../../../../nodes/lib/streams/window/stream';
import {
  audit,
  auditTenant,
  click,
  event,
  numbers,
  rejection,
  rejectionsTenant,
  savedPosition,
  url,
  urlTenant,
} from './examples';
import { codeOf, DAY, HOUR, kinds, MINUTE, NOW, poll } from './poll';
import { refusal, Tenant } from './tenant';

describe('window logs: pages', () => {
  it('continues with the token after a restart in the middle of a slice', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 8; n += 1) click(tenant, n, 60 - n);
    const first = await poll(url, tenant, { pages: 1 });
    const second = await poll(url, tenant, { from: first.position });
    assert.deepEqual(
      [numbers(first), numbers(second)],
      [
        [1, 2, 3],
        [4, 5, 6, 7, 8],
      ],
    );
    assert.deepEqual(kinds(second), []);
    assert.notEqual(tenant.requests[1]?.token, null);
  });

  for (const [name, stream, make, add] of [
    ['in order', url, urlTenant, click],
    ['in no order', createWindowStream(rejectionsLog()), rejectionsTenant, rejection],
  ] as const) {
    it(`${name}: keeps two records with equal content, also when the process died between their pages`, async () => {
      const tenant = make(1);
      add(tenant, 1, 5);
      add(tenant, 1, 5);
      const first = await poll(stream, tenant, { pages: 1 });
      const second = await poll(stream, tenant, { from: first.position });
      assert.deepEqual([numbers(first), numbers(second)], [[1], [1]]);
    });
  }

  it('reads a partly delivered page again, and delivers the other part', async () => {
    const tenant = urlTenant(5);
    for (let n = 1; n <= 5; n += 1) click(tenant, n, 60 - n);
    const first = await poll(url, tenant, { chunk: 2, pages: 1 });
    const second = await poll(url, tenant, { from: first.position });
    assert.deepEqual(
      [numbers(first), numbers(second)],
      [
        [1, 2],
        [3, 4, 5],
      ],
    );
  });

  for (const [name, stream, make, add] of [
    ['in order', url, urlTenant, click],
    ['newest first', audit, auditTenant, event],
  ] as const) {
    it(`${name}: continues after a refused token, and delivers nothing twice`, async () => {
      const tenant = make();
      for (let n = 1; n <= 8; n += 1) add(tenant, n, 600 - 60 * n);
      const first = await poll(stream, tenant, { pages: 1 });
      tenant.killTokens();
      const second = await poll(stream, tenant, { from: first.position });
      assert.equal(second.error, undefined);
      assert.deepEqual([...numbers(first), ...numbers(second)].toSorted(), [1, 2, 3, 4, 5, 6, 7, 8]);
      assert.ok(kinds(second).includes('rewind'));
    });
  }

  it('restarts an ordered log ten minutes before the newest record read, not at the beginning', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 8; n += 1) click(tenant, n, 600 - 60 * n);
    const first = await poll(url, tenant, { pages: 1 });
    tenant.killTokens();
    const before = tenant.requests.length;
    await poll(url, tenant, { from: first.position });
    // The refused token first, then this.
    assert.equal(tenant.requests[before + 1]?.from, NOW - (600 - 180) * MINUTE - 10 * MINUTE);
  });

  it('prefetches one page while the previous one is delivered, and no more', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 9; n += 1) click(tenant, n, 600 - 60 * n);
    const first = await poll(url, tenant, { pages: 1 });
    assert.deepEqual([numbers(first), tenant.requests.length], [[1, 2, 3], 2]);
    const second = await poll(url, tenant, { from: first.position });
    assert.deepEqual(numbers(second), [4, 5, 6, 7, 8, 9]);
    assert.equal(tenant.requests.length, 4, 'each page of it once');
  });

  it('stops assuming an order that a page has disproved', async () => {
    const tenant = new Tenant({
      path: '/api/ttp/url/get-logs',
      start: 'from',
      end: 'to',
      wrapper: 'clickLogs',
      pageSize: 3,
    });
    for (let n = 1; n <= 8; n += 1) click(tenant, n, 600 - 60 * n);
    const first = await poll(url, tenant, { pages: 1 });
    assert.deepEqual(numbers(first), [8, 7, 6]);
    tenant.killTokens();
    const second = await poll(url, tenant, { from: first.position });
    assert.deepEqual(numbers(second).toSorted(), [1, 2, 3, 4, 5]);
  });

  it('makes progress in ever shorter slices even where no token is accepted', async () => {
    const tenant = auditTenant();
    for (let n = 1; n <= 30; n += 1) event(tenant, n, 30 * n);
    tenant.fault = ({ token }) => {
      if (token !== null) throw refusal();
    };
    let from: WindowPosition | undefined;
    const got: unknown[] = [];
    for (let polls = 0; polls < 40; polls += 1) {
      const polled = await poll(audit, tenant, { from });
      got.push(...numbers(polled));
      from = polled.position;
      if (polled.error === undefined) break;
    }
    assert.deepEqual(got.toSorted(), Array.from({ length: 30 }, (_, n) => n + 1).toSorted());
    assert.equal(from?.watermark, NOW - MINUTE);
  });

  it('ends the poll where no retry succeeds, and tries again in the next one', async () => {
    const tenant = auditTenant(1);
    for (let n = 1; n <= 4; n += 1) event(tenant, n, 5);
    tenant.fault = ({ token }) => {
      if (token !== null) throw refusal();
    };
    const first = await poll(audit, tenant);
    assert.equal(codeOf(first.error), 'MIMECAST_BAD_ANSWER');
    tenant.fault = () => undefined;
    const second = await poll(audit, tenant, { from: first.position });
    assert.deepEqual([...numbers(first), ...numbers(second)].toSorted(), [1, 2, 3, 4]);
  });

  it('continues after one empty page that names a next one, not after two', async () => {
    const tenant = urlTenant();
    tenant.fault = ({ token }) => {
      if (token === null) return tenant.envelope([], 'one');
      return token === 'one' ? tenant.envelope([{ n: 1 }], 'two') : tenant.envelope([], `${token}+`);
    };
    const { records, error } = await poll(url, tenant);
    assert.deepEqual([records.length, error], [1, undefined]);
    assert.deepEqual(
      tenant.requests.map(({ token }) => token),
      [null, 'one', 'two', 'two+'],
    );
  });

  it('never follows tokens in a loop: it delivers the page, restarts once, and then reports it', async () => {
    const tenant = urlTenant();
    tenant.fault = ({ token }) =>
      tenant.envelope([{ n: token ?? 'first' }], token === null ? 'a' : token === 'a' ? 'b' : 'a');
    const { error, records } = await poll(url, tenant);
    assert.equal(codeOf(error), 'MIMECAST_BAD_ANSWER');
    assert.deepEqual(numbers({ records }), ['first', 'a', 'b']);
    assert.equal(tenant.calls, 8);
  });

  it('accepts a token in an object, too', async () => {
    const tenant = urlTenant();
    tenant.fault = ({ token }) =>
      token === null
        ? { meta: { pagination: { next: { pageToken: 'x' } } }, data: [{ clickLogs: [{ n: 1 }] }] }
        : tenant.envelope([{ n: 2 }]);
    assert.deepEqual(numbers(await poll(url, tenant)), [1, 2]);
  });

  it('reads unordered records in shorter slices once the slices are large', async () => {
    const tenant = auditTenant(500);
    for (let n = 0; n < 12_000; n += 1) event(tenant, n, 30 + n / 10);
    const { records, positions } = await poll(audit, tenant);
    assert.equal(new Set(numbers({ records })).size, 12_000);
    assert.equal(records.length, 12_000);
    const spans = positions.map(({ spanMs }) => spanMs);
    assert.ok(Math.min(...spans) < DAY);
  }).timeout(120_000);

  it('keeps its position small', async () => {
    const tenant = urlTenant(500);
    for (let n = 0; n < 60_000; n += 1) click(tenant, n, 1 + n / 50);
    const { position, records } = await poll(url, tenant, { lookbackMs: 60 * HOUR });
    assert.equal(records.length, 60_000);
    const size = JSON.stringify(position).length;
    assert.ok(size < 620_000, `${size} bytes`);
    assert.ok(savedPosition(position).knownSince > NOW - 20 * HOUR, 'what was forgotten is not swept');
  }).timeout(120_000);
});
