import assert from 'node:assert/strict';
import { impersonationLog } from '../../../../nodes/lib/streams/window/logs/ttp';
import { createWindowStream } from '../../../../nodes/lib/streams/window/stream';
import { audit, auditTenant, click, event, numbers, savedPosition, url, urlTenant } from './examples';
import { HOUR, MINUTE, NOW, poll, texts } from './poll';

describe('window logs: records', () => {
  it('limits pages by count and by bytes; only the last one completes the API page', async () => {
    const tenant = urlTenant(5);
    for (let n = 1; n <= 5; n += 1) click(tenant, n, 10);
    const { sizes, positions } = await poll(url, tenant, { chunk: 2 });
    assert.deepEqual(sizes, [2, 2, 1, 0]);
    assert.deepEqual(
      positions.map(({ slice }) => slice === null),
      [false, false, true, true],
    );
    assert.deepEqual((await poll(url, tenant, { chunkBytes: 10 })).sizes, [1, 1, 1, 1, 1, 0]);
  });

  it('drops neither of two records with equal content, and both the next time', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 5);
    click(tenant, 1, 5);
    const first = await poll(url, tenant);
    const second = await poll(url, tenant, { from: first.position, now: NOW + MINUTE });
    assert.deepEqual([numbers(first), numbers(second)], [[1, 1], []]);
    assert.deepEqual(second.notices, [{ kind: 'duplicates', count: 2 }]);
    click(tenant, 1, 5);
    const third = await poll(url, tenant, { from: second.position, now: NOW + 2 * MINUTE });
    assert.deepEqual(numbers(third), [1], 'a third one that says the same is new');
  });

  it('identifies an audit event by its id, however often one reading contains it', async () => {
    const tenant = auditTenant();
    event(tenant, 1, 5);
    event(tenant, 1, 5);
    assert.deepEqual(numbers(await poll(audit, tenant)), [1]);
  });

  it('emits a late record within the overlap once', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 5, NOW + MINUTE);
    let from = (await poll(url, tenant)).position;
    const later: unknown[] = [];
    for (let minute = 2; minute <= 5; minute += 1) {
      const polled = await poll(url, tenant, { from, now: NOW + minute * MINUTE });
      later.push(...numbers(polled));
      from = polled.position;
    }
    assert.deepEqual(later, [1]);
  });

  it('uses the vendor id where it is reliable, else a digest of the members that are stable between reads', () => {
    const record = (value: Record<string, unknown>) => ({ value, text: '' });
    assert.equal(audit.identify(record({ id: 'a', n: 1 })), 'a');
    assert.match(audit.identify(record({ id: '', n: 1 })), /^[0-9a-f]{32}$/);
    const impersonation = createWindowStream(impersonationLog());
    const ids = ['MTOKEN:1', 'MTOKEN:2'].map((id) => impersonation.identify(record({ id, hits: 2, a: 1 })));
    assert.equal(new Set([...ids, impersonation.identify(record({ a: 1, hits: 2 }))]).size, 1);
    assert.notEqual(ids[0], impersonation.identify(record({ a: 2, hits: 2 })));
  });

  it('serializes a record with its members in order, when asked', async () => {
    const tenant = urlTenant();
    tenant.add(NOW - HOUR, { b: [{ d: 1, c: null }], a: 'é' });
    assert.deepEqual(texts(await poll(url, tenant)), ['{"a":"é","b":[{"c":null,"d":1}]}']);
  });

  it('quarantines values that are not objects, and continues', async () => {
    const tenant = urlTenant();
    tenant.fault = () => tenant.envelope([{ n: 1 }, 'text', null, { n: 2 }]);
    const polled = await poll(url, tenant);
    assert.deepEqual(numbers(polled), [1, 2]);
    assert.deepEqual(polled.notices, [
      {
        kind: 'quarantine',
        file: '/api/ttp/url/get-logs',
        count: 2,
        samples: [
          { line: 2, text: '"text"' },
          { line: 3, text: 'null' },
        ],
      },
    ]);
  });

  it('keeps a record without a time, once', async () => {
    const tenant = urlTenant();
    tenant.add(NOW - MINUTE, { n: 1 });
    const first = await poll(url, tenant);
    const second = await poll(url, tenant, { from: first.position, now: NOW + 5 * MINUTE });
    assert.deepEqual([numbers(first), numbers(second)], [[1], []]);
  });

  it('reports since when there has been nothing', async () => {
    const tenant = urlTenant();
    const first = await poll(url, tenant, { lookbackMs: HOUR });
    const second = await poll(url, tenant, { from: first.position, now: NOW + HOUR });
    assert.equal(url.quietSince(savedPosition(second.position)), NOW - MINUTE);
    click(tenant, 1, -90);
    const third = await poll(url, tenant, { from: second.position, now: NOW + 2 * HOUR });
    assert.equal(url.quietSince(savedPosition(third.position)), undefined);
  });
});
