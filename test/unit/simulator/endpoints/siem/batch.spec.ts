import assert from 'node:assert/strict';
import { createSimulator, SIEM_TYPES } from '../../../../../nodes/lib/simulator/simulator';
import { pathsOf, slotOf, start } from '../../support/api-client';
import { ApiClient, DAY, HOUR, NOW, TODAY, withTenant } from '../../support/tenant';

describe('simulator: the batch feed', () => {
  it('lists links that expire in minutes, with the size of the file', () =>
    withTenant({}, async (apiClient) => {
      const { value } = await apiClient.page(start);
      assert.equal(value.length, 24);
      for (const { url, expiry, size } of value) {
        assert.match(new URL(url).pathname, /\/cg\/receipt\/2026-11-22\/part-0000-\w+\.json\.gz$/);
        assert.equal(expiry, new Date(NOW + 600_000).toISOString());
        assert.ok(size > 100);
      }
    }));

  it('serves all ten types, spaces included', () =>
    withTenant({}, async (apiClient) => {
      for (const type of SIEM_TYPES) {
        assert.ok((await apiClient.page({ type, dateRangeStartsAt: TODAY })).value.length > 0, type);
      }
    }));

  it('continues with the cursor, page by page, until there is nothing more', () =>
    withTenant({}, async (apiClient) => {
      const seen: string[] = [];
      let page = await apiClient.page({ ...start, pageSize: '10' });
      const sizes = [page.value.length];
      while (page.value.length > 0) {
        seen.push(...pathsOf(page.value));
        page = await apiClient.page({ type: 'receipt', nextPage: page['@nextPage'], pageSize: '10' });
        sizes.push(page.value.length);
      }
      assert.deepEqual(sizes, [10, 10, 4, 0]);
      assert.equal(new Set(seen).size, 24);
      assert.equal(page.isCaughtUp, true);
    }));

  it('returns a cursor with every response, also with empty ones, and it stays valid', () =>
    withTenant({ slotMs: HOUR }, async (apiClient) => {
      let cursor = (await apiClient.page(start))['@nextPage'];
      for (let i = 0; i < 10; i++) {
        const empty = await apiClient.page({ type: 'receipt', nextPage: cursor });
        assert.equal(empty.value.length, 0);
        assert.equal(empty.isCaughtUp, true);
        cursor = empty['@nextPage'];
        assert.ok(cursor.length > 0);
      }
      await apiClient.later(2 * DAY);
      assert.equal((await apiClient.page({ type: 'receipt', nextPage: cursor })).value.length, 48);
    }));

  it('does not deliver again what is behind the cursor, whatever dates are sent', () =>
    withTenant({}, async (apiClient) => {
      const { '@nextPage': nextPage } = await apiClient.page(start);
      assert.equal((await apiClient.page({ ...start, nextPage })).value.length, 0);
      const stale = await apiClient.list({ ...start, dateRangeStartsAt: '2026-11-10', nextPage });
      assert.equal(stale.status, 400, 'dates are checked also beside a cursor');
    }));

  it('delivers the whole day again without a cursor', () =>
    withTenant({}, async (apiClient) => {
      const [first, second] = [await apiClient.page(start), await apiClient.page(start)];
      assert.deepEqual(pathsOf(first.value), pathsOf(second.value));
      assert.notDeepEqual(first.value, second.value, 'but never with the same links');
    }));

  it('sometimes reports the end only on an empty page after the last one', () =>
    withTenant({}, async (apiClient) => {
      const flags = new Set<boolean | undefined>();
      for (let i = 0; i < 20; i++) flags.add((await apiClient.page(start)).isCaughtUp);
      assert.deepEqual([...flags].sort(), [false, true]);
    }));

  it('repeats the cursor as @nextLink now and then', () =>
    withTenant({}, async (apiClient) => {
      const flags = new Set<boolean>();
      for (let i = 0; i < 12; i++) {
        const page = await apiClient.page(start);
        flags.add('@nextLink' in page);
        if (page['@nextLink'] !== undefined) assert.equal(page['@nextLink'], page['@nextPage']);
      }
      assert.equal(flags.size, 2);
    }));

  it('keeps to the days of the first request', () =>
    withTenant({ history: 3 * DAY }, async (apiClient) => {
      const range = { type: 'receipt', dateRangeStartsAt: '2026-11-20', dateRangeEndsAt: '2026-11-20' };
      const { value, '@nextPage': nextPage } = await apiClient.page(range);
      assert.equal(value.length, 96);
      assert.ok(pathsOf(value).every((path) => path.includes('/2026-11-20/')));
      assert.equal((await apiClient.page({ type: 'receipt', nextPage })).value.length, 0);
    }));

  it('begins with today without a date', () =>
    withTenant({ history: 3 * DAY }, async (apiClient) => {
      const { value } = await apiClient.page({ type: 'receipt' });
      assert.ok(value.length > 0 && pathsOf(value).every((path) => path.includes(`/${TODAY}/`)));
    }));

  it('publishes a file some time after its period, once', () =>
    withTenant({ slotMs: HOUR, publishDelayMs: 60_000 }, async (apiClient) => {
      let cursor = (await apiClient.page(start))['@nextPage'];
      // 10:17:03 → the file of 10:00 to 11:00 appears between 11:01 and 11:02
      await apiClient.later(43 * 60_000 - 3_000 + 59_000);
      const before = await apiClient.page({ type: 'receipt', nextPage: cursor });
      assert.equal(before.value.length, 0);
      cursor = before['@nextPage'];
      await apiClient.later(61_000);
      assert.equal((await apiClient.page({ type: 'receipt', nextPage: cursor })).value.length, 1);
    }));

  it('shows late files of earlier periods behind the cursor', () =>
    withTenant({ lateShare: 0.3, lateByMs: 3 * HOUR }, async (apiClient) => {
      const { value, '@nextPage': nextPage } = await apiClient.page(start);
      const missing = 24 - value.length;
      assert.ok(missing > 0, 'some are still to come');
      await apiClient.later(3 * HOUR);
      const later = await apiClient.page({ type: 'receipt', nextPage });
      const newest = Math.max(...value.map((link) => slotOf(link)));
      assert.ok(later.value.some((link) => slotOf(link) < newest));
    }));

  it('drops files older than seven days', () =>
    withTenant({ slotMs: HOUR }, async (apiClient) => {
      const { '@nextPage': nextPage, value } = await apiClient.page(start);
      await apiClient.later(9 * DAY);
      const page = await apiClient.page({ type: 'receipt', nextPage, pageSize: '100' });
      const [oldest] = page.value;
      assert.ok(oldest !== undefined && value.length > 0);
      assert.ok(slotOf(oldest) * HOUR >= NOW + 2 * DAY, 'two days are gone for good');
    }));

  it('accepts its cursors after a restart', async () => {
    const options = { seed: 3, now: () => NOW, origin: NOW - 6 * HOUR, recordsPerFile: 5, lateShare: 0 };
    let nextPage = '';
    let expected: string[] = [];
    for (const turn of ['first', 'second']) {
      const simulator = createSimulator(options);
      await simulator.start();
      try {
        const apiClient = new ApiClient(simulator);
        await apiClient.signIn();
        if (turn === 'first') {
          const page = await apiClient.page({ ...start, pageSize: '5' });
          nextPage = page['@nextPage'];
        }
        const rest = pathsOf((await apiClient.page({ type: 'receipt', nextPage })).value);
        if (turn === 'first') expected = rest;
        else assert.deepEqual(rest, expected);
      } finally {
        await simulator.stop();
      }
    }
    assert.equal(expected.length, 19);
  });
});
