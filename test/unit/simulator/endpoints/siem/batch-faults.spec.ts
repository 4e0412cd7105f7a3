import assert from 'node:assert/strict';
import { pathsOf, start } from '../../support/api-client';
import { withTenant } from '../../support/tenant';

describe('simulator: faults of the listing', () => {
  it('duplicate-link: lists the same file twice, with another query', () =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.faults.next('duplicate-link');
      const { value } = await apiClient.page(start);
      assert.equal(value.length, 25);
      assert.equal(new Set(pathsOf(value)).size, 24);
      assert.equal(new Set(value.map(({ url }) => url)).size, 25);
    }));

  it('reordered-links: has another order in each listing', () =>
    withTenant({}, async (apiClient, simulator) => {
      const usual = pathsOf((await apiClient.page(start)).value);
      simulator.faults.next('reordered-links');
      const other = pathsOf((await apiClient.page(start)).value);
      assert.notDeepEqual(other, usual);
      assert.deepEqual([...other].sort(), [...usual].sort());
    }));

  it('more-files: returns a short page with a stale link, and more when it is requested again', () =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.faults.next('more-files');
      const short = await apiClient.page(start);
      assert.equal(short.value.length, 12);
      assert.notEqual(short.isCaughtUp, true);
      assert.equal((await fetch(short.value[0]?.url ?? '')).status, 403);
      assert.equal((await fetch(short.value[1]?.url ?? '')).status, 200);
      assert.equal((await apiClient.page(start)).value.length, 24);
    }));

  it('repeated-cursor: the page is new, the cursor is not', () =>
    withTenant({}, async (apiClient, simulator) => {
      const { '@nextPage': nextPage } = await apiClient.page({ ...start, pageSize: '5' });
      simulator.faults.next('repeated-cursor');
      const repeated = await apiClient.page({ type: 'receipt', nextPage, pageSize: '5' });
      assert.equal(repeated['@nextPage'], nextPage);
      assert.equal(repeated.value.length, 5);
      assert.equal(repeated.isCaughtUp, false);
    }));

  it('constant-cursor: the cursor is the same on every page, and each request with it brings the next files', () =>
    withTenant({}, async (apiClient, simulator) => {
      const all = pathsOf((await apiClient.page(start)).value);
      const { value, '@nextPage': nextPage } = await apiClient.page({ ...start, pageSize: '5' });
      const read = pathsOf(value);
      simulator.faults.set('constant-cursor', 1);
      for (let page = 0; page < 6; page += 1) {
        const next = await apiClient.page({ type: 'receipt', nextPage, pageSize: '5' });
        assert.equal(next['@nextPage'], nextPage);
        assert.equal(next.isCaughtUp, next.value.length === 0 && next.isCaughtUp);
        read.push(...pathsOf(next.value));
      }
      assert.deepEqual(read, all);
    }));

  it('zero-cursor: only zeroes, padded or not, and without an end', () =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.faults.next('zero-cursor', 3);
      const cursors: string[] = [];
      for (let i = 0; i < 3; i++)
        cursors.push((await apiClient.page({ ...start, pageSize: '5' }))['@nextPage']);
      for (const cursor of cursors) {
        const text = Buffer.from(cursor, 'base64').toString();
        assert.match(text, /^\[attachment_protect=0-0, av=0-0, (\w+=0-0(, )?){8}\]:/);
        const stuck = await apiClient.page({ type: 'receipt', nextPage: cursor });
        assert.deepEqual([stuck.value.length, stuck.isCaughtUp], [0, true]);
        assert.match(Buffer.from(stuck['@nextPage'], 'base64').toString(), /^\[attachment_protect=0-0/);
      }
    }));

  it('never returns an all-zero cursor by itself, also when nothing was ever published', () =>
    withTenant({ history: 0 }, async (apiClient) => {
      const page = await apiClient.page(start);
      assert.equal(page.value.length, 0);
      assert.match(Buffer.from(page['@nextPage'], 'base64').toString(), /receipt=[1-9]/);
    }));

  it('dead-cursor: refuses a cursor that it returned, permanently', () =>
    withTenant({}, async (apiClient, simulator) => {
      const { '@nextPage': nextPage } = await apiClient.page({ ...start, pageSize: '5' });
      simulator.faults.next('dead-cursor');
      assert.equal((await apiClient.list({ type: 'receipt', nextPage })).status, 400);
      assert.equal((await apiClient.list({ type: 'receipt', nextPage })).status, 400);
      assert.equal((await apiClient.list(start)).status, 200);
    }));

  it('late-files: files that nobody has seen yet appear later, behind the cursor', () =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.faults.next('late-files', 2);
      const { value, '@nextPage': nextPage } = await apiClient.page(start);
      assert.equal(value.length, 22);
      assert.equal(simulator.ledger.count('receipt'), 22 * 20);
      simulator.advance(2_001);
      assert.equal((await apiClient.page({ type: 'receipt', nextPage })).value.length, 2);
      assert.equal(simulator.ledger.count('receipt'), 24 * 20);
    }));

  it('not-caught-up-flag-missing: omits isCaughtUp', () =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.faults.next('not-caught-up-flag-missing');
      assert.ok(!('isCaughtUp' in (await apiClient.page(start))));
    }));
});
