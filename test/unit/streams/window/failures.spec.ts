import assert from 'node:assert/strict';
import { click, numbers, url, urlTenant } from './examples';
import { codeOf, DAY, HOUR, MINUTE, NOW, poll } from './poll';
import { outage } from './tenant';

describe('window logs: failures', () => {
  it('keeps its state when a page fails, and continues there', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 8; n += 1) click(tenant, n, 60 - n);
    tenant.fault = (_, count) => {
      if (count === 2) throw outage();
    };
    const first = await poll(url, tenant);
    assert.deepEqual([numbers(first), codeOf(first.error)], [[1, 2, 3], 'MIMECAST_UNAVAILABLE']);
    const second = await poll(url, tenant, { from: first.position });
    assert.deepEqual(numbers(second), [4, 5, 6, 7, 8]);
  });

  it('delivers the records beside a partial failure, and reads the page again', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 5);
    const call = tenant.call.bind(tenant);
    tenant.call = async (request, options) => ({
      ...(await call(request, options)),
      failures: [{ code: 'err_partial', message: 'some shards', retryable: false }],
    });
    const first = await poll(url, tenant);
    assert.deepEqual([numbers(first), codeOf(first.error)], [[1], 'MIMECAST_BAD_ANSWER']);
    const second = await poll(url, urlTenant(), { from: first.position });
    assert.deepEqual([second.error, first.position?.watermark], [undefined, NOW - DAY]);
  });

  for (const body of [
    null,
    'text',
    {},
    { meta: {}, data: 'x' },
    { data: [{ otherLogs: [{}] }] },
    { data: [1] },
  ]) {
    it(`rejects ${JSON.stringify(body)} as an empty response`, async () => {
      const tenant = urlTenant();
      tenant.fault = () => body ?? false;
      const { error, position } = await poll(url, tenant);
      assert.deepEqual([codeOf(error), position], ['MIMECAST_BAD_ANSWER', undefined]);
    });
  }

  for (const body of [
    { meta: { status: 200 } },
    { data: [] },
    { data: [{}] },
    { data: [{ resultCount: 0, clickLogs: null }] },
  ]) {
    it(`accepts ${JSON.stringify(body)} as an empty response`, async () => {
      const tenant = urlTenant();
      tenant.fault = () => body;
      const { error, position } = await poll(url, tenant);
      assert.deepEqual([error, position?.watermark], [undefined, NOW - MINUTE]);
    });
  }

  it('accepts no position of another stream', () => {
    assert.equal(url.parse({ version: 1, cursor: null }), undefined);
    assert.equal(url.parse('text'), undefined);
    const position = url.startAt(NOW - HOUR, NOW);
    assert.deepEqual(url.parse(JSON.parse(JSON.stringify(position))), position);
  });
});
