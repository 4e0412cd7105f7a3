import assert from 'node:assert/strict';
import { start } from '../../support/api-client';
import { TODAY, withTenant } from '../../support/tenant';

describe('simulator: refusals of the batch feed', () => {
  const refusals: readonly (readonly [string, string, RegExp])[] = [
    ['no type', 'pageSize=10', /Exactly one 'type'/],
    ['two types', 'type=av&type=spam', /Exactly one 'type'/],
    ['a list of types', 'type=av,spam', /Unsupported value/],
    ['an unknown type', 'type=jrnl', /Unsupported value/],
    ['types in the plural', 'types=av', /Exactly one 'type'/],
    ['an empty page', 'type=av&pageSize=0', /pageSize/],
    ['a huge page', 'type=av&pageSize=101', /pageSize/],
    ['a page size that is no number', 'type=av&pageSize=all', /pageSize/],
    ['a date-time', 'type=av&dateRangeStartsAt=2026-11-20T00:00:00.000Z', /yyyy-MM-dd/],
    ['a day that does not exist', 'type=av&dateRangeStartsAt=2026-11-31', /yyyy-MM-dd/],
    [
      'an end that is a date-time',
      `type=av&dateRangeStartsAt=${TODAY}&dateRangeEndsAt=2026-11-22T10:00:00Z`,
      /yyyy/,
    ],
    ['an end before the start', `type=av&dateRangeStartsAt=${TODAY}&dateRangeEndsAt=2026-11-21`, /before/],
    ['the future', 'type=av&dateRangeStartsAt=2026-11-23', /future/],
    ['eight days ago', 'type=av&dateRangeStartsAt=2026-11-14', /7-day retention period/],
    [
      'today - 7 d, whose 00:00 is too old already',
      'type=av&dateRangeStartsAt=2026-11-15',
      /7-day retention period/,
    ],
    ['a cursor it never gave', 'type=av&nextPage=Zm9v', /Invalid page token/],
  ];
  for (const [what, query, why] of refusals) {
    it(`refuses ${what}, with the error of the SIEM family`, () =>
      withTenant({}, async (apiClient) => {
        const reply = await apiClient.get(`/siem/v1/batch/events/cg?${query}`);
        assert.equal(reply.status, 400);
        const { error }: { error: { code: string; message: string } } = JSON.parse(reply.text);
        assert.equal(error.code, 'Request Validation Failed');
        assert.match(error.message, why);
      }));
  }

  it('accepts today - 6 d', () =>
    withTenant({}, async (apiClient) => {
      assert.equal((await apiClient.list({ type: 'av', dateRangeStartsAt: '2026-11-16' })).status, 200);
    }));

  it('refuses a cursor of another type, and one that was modified', () =>
    withTenant({}, async (apiClient) => {
      const { '@nextPage': nextPage } = await apiClient.page(start);
      assert.equal((await apiClient.list({ type: 'spam', nextPage })).status, 400);
      const forged = Buffer.from(nextPage, 'base64')
        .toString()
        .replace(/receipt=\d+/, 'receipt=1');
      const reply = await apiClient.list({
        type: 'receipt',
        nextPage: Buffer.from(forged).toString('base64'),
      });
      assert.equal(reply.status, 400);
    }));

  it('refuses exactly the types that the application was not granted', () =>
    withTenant(
      { grants: { account: true, whoami: true, siem: ['receipt'], active: true } },
      async (apiClient) => {
        const refused = await apiClient.list({ type: 'av' });
        assert.equal(refused.status, 403);
        assert.match(refused.text, /app_forbidden/);
        assert.equal((await apiClient.list({ type: 'receipt' })).status, 200);
      },
    ));
});
