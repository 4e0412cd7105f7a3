import assert from 'node:assert/strict';
import { requestRange } from '../support/api-client';
import { withTenant } from '../support/tenant';

describe('simulator: page tokens', () => {
  it('are bound to their query and their page size', () =>
    withTenant({ logRates: 40 }, async (apiClient) => {
      const { body } = await requestRange(apiClient, 'dlp');
      const pageToken = body.meta.pagination?.next;
      assert.equal((await requestRange(apiClient, 'dlp', {}, { pageToken })).error, undefined);
      const refused = [
        await requestRange(apiClient, 'dlp', { oldestFirst: false }, { pageToken }),
        await requestRange(apiClient, 'dlp', {}, { pageToken, pageSize: 30 }),
        await requestRange(apiClient, 'dlp', {}, { pageToken: 'made up' }),
      ];
      for (const { field, error } of refused) {
        assert.deepEqual([field, error], ['pageToken', 'err_validation_page_token']);
      }
      assert.deepEqual(new Set(refused.map(({ status }) => status)), new Set([200, 400]));
    }));

  it('expire', () =>
    withTenant({ logRates: 40, pageTokens: { lifetimeMs: 5_000 } }, async (apiClient) => {
      const { body } = await requestRange(apiClient, 'dlp');
      const pageToken = body.meta.pagination?.next;
      await apiClient.later(5_000);
      assert.equal((await requestRange(apiClient, 'dlp', {}, { pageToken })).error, undefined);
      await apiClient.later(1);
      assert.equal((await requestRange(apiClient, 'dlp', {}, { pageToken })).field, 'pageToken');
    }));

  it('do not survive a restart of the tenant, unless configured', async () => {
    for (const survive of [false, true]) {
      let pageToken: unknown;
      const options = { logRates: 40, pageTokens: { survive } };
      await withTenant(options, async (apiClient) => {
        pageToken = (await requestRange(apiClient, 'dlp')).body.meta.pagination?.next;
      });
      await withTenant(options, async (apiClient) => {
        const { field } = await requestRange(apiClient, 'dlp', {}, { pageToken });
        assert.equal(field, survive ? undefined : 'pageToken');
      });
    }
  });
});
