import { invalid, parseEnvelope, unpaged } from '../http/envelope';
import type { Answer, Call } from '../http/exchange';
import { AUDIT_CATEGORIES } from './records/audit';

/** POST /api/audit/get-categories (wire.md 7.2), with the body `{"data":[]}` or `{}` */
export function auditCategories(call: Call): Answer {
  if (parseEnvelope(call.body) === undefined) {
    return invalid({ field: 'data', code: 'err_validation_null', message: 'Cannot be null' });
  }
  return unpaged(AUDIT_CATEGORIES.map(([code, name]) => ({ code, name })));
}
