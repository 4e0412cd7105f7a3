import assert from 'node:assert/strict';
import { click, numbers, url, urlTenant } from './examples';
import { codeOf, HOUR, kinds, MINUTE, NOW, poll } from './poll';
import { refusal } from './tenant';

describe('window logs: nightly rescans', () => {
  it('rescans the previous range when a new day has begun, and reports the missed records', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 60);
    click(tenant, 2, 59, NOW + HOUR);
    const first = await poll(url, tenant);
    assert.deepEqual(numbers(first), [1]);
    const evening = await poll(url, tenant, { from: first.position, now: NOW + 11 * HOUR });
    assert.deepEqual([numbers(evening), kinds(evening)], [[], []]);
    const night = await poll(url, tenant, { from: evening.position, now: NOW + 12 * HOUR });
    assert.deepEqual(numbers(night), [2]);
    assert.deepEqual(night.notices, [{ kind: 'swept', found: 1 }]);
    const later = await poll(url, tenant, { from: night.position, now: NOW + 13 * HOUR });
    assert.deepEqual([numbers(later), kinds(later)], [[], []]);
  });

  it('counts the records found by a rescan over a restart in its middle', async () => {
    const tenant = urlTenant(1);
    const first = await poll(url, tenant);
    for (let n = 1; n <= 4; n += 1) click(tenant, n, 60 - n);
    const half = await poll(url, tenant, { from: first.position, now: NOW + 13 * HOUR, pages: 2 });
    const rest = await poll(url, tenant, { from: half.position, now: NOW + 13 * HOUR });
    assert.deepEqual([...numbers(half), ...numbers(rest)], [1, 2, 3, 4]);
    assert.deepEqual(rest.notices, [{ kind: 'swept', found: 4 }]);
  });

  it('continues a rescan after a refused token, and leaves it to the next night when that fails', async () => {
    const tenant = urlTenant(1);
    for (let n = 1; n <= 4; n += 1) click(tenant, n, 60 - n);
    const first = await poll(url, tenant);
    tenant.fault = ({ token }) => {
      if (token !== null) throw refusal();
    };
    const night = await poll(url, tenant, { from: first.position, now: NOW + 13 * HOUR });
    assert.equal(codeOf(night.error), 'MIMECAST_BAD_ANSWER');
    const next = await poll(url, tenant, { from: night.position, now: NOW + 13 * HOUR });
    assert.deepEqual([next.error, kinds(next), next.records.length], [undefined, [], 0]);
    assert.equal(next.position?.watermark, NOW + 13 * HOUR - MINUTE);
  });

  it('never rescans before its first look-back', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 120);
    const first = await poll(url, tenant, { lookbackMs: HOUR });
    const night = await poll(url, tenant, { from: first.position, now: NOW + 13 * HOUR });
    assert.deepEqual([numbers(first), numbers(night)], [[], []]);
  });
});
