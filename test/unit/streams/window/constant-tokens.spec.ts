import assert from 'node:assert/strict';
import type { ApiRequest, ApiResponse } from '../../../../nodes/lib/contracts/api-client';
import { audit, auditTenant, click, event, numbers, url, urlTenant } from './examples';
import { codeOf, kinds, NOW, poll } from './poll';
import type { Tenant } from './tenant';

const SAME = 'the-one-token';

interface Pagination {
  pageToken?: string;
  next?: string | undefined;
}
const paginationIn = (body: unknown): Pagination =>
  (body as { meta: { pagination: Pagination } }).meta.pagination;

/** Every page has the same token; each request with it brings the next page. A request without it starts again. */
function withConstantToken(tenant: Tenant): Tenant {
  const call = tenant.call.bind(tenant);
  let real: string | undefined;
  tenant.call = async (request: ApiRequest, options): Promise<ApiResponse> => {
    const body: unknown = structuredClone(request.body);
    const asked = paginationIn(body);
    if (asked.pageToken !== undefined) asked.pageToken = real ?? SAME;
    const response = await call({ ...request, body }, options);
    const returned = paginationIn(response.body);
    real = returned.next;
    if (real !== undefined) returned.next = SAME;
    return response;
  };
  return tenant;
}

describe('window logs: one page token for all pages', () => {
  for (const [name, stream, make, add] of [
    ['in order', url, urlTenant, click],
    ['newest first', audit, auditTenant, event],
  ] as const) {
    const sorted = (...polls: Parameters<typeof numbers>[0][]): unknown[] =>
      polls.flatMap(numbers).toSorted((a, b) => Number(a) - Number(b));
    const COUNT = 20;
    const ALL = Array.from({ length: COUNT }, (_, i) => i + 1);
    const tenantOf = (): Tenant => {
      const tenant = withConstantToken(make());
      for (const n of ALL) add(tenant, n, 600 - 20 * n);
      return tenant;
    };

    it(`${name}: reads all pages without a report`, async () => {
      const polled = await poll(stream, tenantOf());
      assert.deepEqual([sorted(polled), kinds(polled), polled.error], [ALL, [], undefined]);
      assert.ok((polled.position?.watermark ?? 0) > NOW - 600_000);
    });

    it(`${name}: loses nothing and repeats nothing after a crash at any page`, async () => {
      for (let pages = 1; pages <= 7; pages += 1) {
        const tenant = tenantOf();
        const first = await poll(stream, tenant, { pages });
        const second = await poll(stream, tenant, { from: first.position });
        assert.deepEqual(
          [sorted(first, second), second.error],
          [ALL, undefined],
          `crash after page ${pages}`,
        );
      }
    });

    it(`${name}: reports the same page again, and does not loop`, async () => {
      const tenant = make();
      for (const n of ALL) add(tenant, n, 600 - 20 * n);
      const call = tenant.call.bind(tenant);
      let page: ApiResponse | undefined;
      tenant.call = async (request, options) => {
        page ??= await call(request, options);
        return structuredClone(page);
      };
      const polled = await poll(stream, tenant);
      assert.equal(codeOf(polled.error), 'MIMECAST_BAD_ANSWER');
      assert.ok(kinds(polled).includes('rewind'));
      assert.ok(tenant.calls < 10);
    });
  }
});
