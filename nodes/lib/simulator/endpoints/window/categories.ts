import { parseEnvelope, unpagedResponse, validationFailure } from '../../http/envelope';
import type { HttpRequest, HttpResponse } from '../../http/exchange';
import { AUDIT_CATEGORIES } from './records/audit';

/** POST /api/audit/get-categories (wire.md 7.2), with the body `{"data":[]}` or `{}` */
export function auditCategories(call: HttpRequest): HttpResponse {
  if (parseEnvelope(call.body) === undefined) {
    return validationFailure({ field: 'data', code: 'err_validation_null', message: 'Cannot be null' });
  }
  return unpagedResponse(AUDIT_CATEGORIES.map(([code, name]) => ({ code, name })));
}
