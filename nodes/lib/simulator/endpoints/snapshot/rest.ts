import type { JsonObject } from '../../common/json';
import { type HttpRequest, type HttpResponse, json, restFailure } from '../../http/exchange';
import type { PageRequest, SnapshotPager, SnapshotRow } from './pager';

/** The member of `meta` with the next token: it differs between endpoints (wire.md 11.2). */
export type NextTokenMember = 'nextPage' | 'nextPageToken' | 'pagination.next' | 'pagination.nextPageToken';

/** One page of a REST list: `pageSize` (1 to 100) and `pageToken` in the query. */
export function restList(
  request: HttpRequest,
  rows: readonly SnapshotRow[],
  pager: SnapshotPager,
  list: string,
  nextAt: NextTokenMember,
  cap: number,
): HttpResponse {
  const text = request.query.get('pageSize') ?? '25';
  const size = Number(text);
  if (!/^\d{1,3}$/.test(text) || size < 1 || size > 100) {
    return restFailure(400, 'err_validation_range', 'Must be between 1 and 100', 'pageSize');
  }
  const asked: PageRequest = {
    pageSize: Math.min(size, cap),
    token: request.query.get('pageToken') ?? undefined,
    binding: `${request.path} ${size}`,
  };
  const page = pager.page(rows, asked);
  if (page === 'refused')
    return restFailure(400, 'err_validation_page_token', 'Invalid page token', 'pageToken');
  if ('status' in page) return page;
  return json(200, { [list]: page.records, meta: metaOf(page.next, nextAt) });
}

function metaOf(next: string | undefined, nextAt: NextTokenMember): JsonObject {
  if (next === undefined) return {};
  const [outer = '', inner] = nextAt.split('.');
  return inner === undefined ? { [outer]: next } : { [outer]: { [inner]: next } };
}
