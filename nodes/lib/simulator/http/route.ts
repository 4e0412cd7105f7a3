import type { QuotaGroup } from '../common/options';
import type { Path } from '../common/permissions';
import type { HttpRequest, HttpResponse } from './exchange';

/** An endpoint that needs a product and a permission. */
export interface AuthorizedRoute {
  readonly path: Path;
  readonly method: 'GET' | 'POST';
  readonly group: QuotaGroup;
  readonly unpublished?: true;
  readonly handle: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;
}
