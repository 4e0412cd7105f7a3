import { invalid, parseEnvelope, unpaged } from '../envelope';
import type { Answer, Call } from '../exchange';
import { AUDIT_CATEGORIES } from './records/audit';

/** POST /api/audit/get-categories (mimecast-api.md 7.2); `{"data":[]}` or `{}`. */
export function auditCategories(call: Call): Answer {
  if (parseEnvelope(call.body) === undefined) {
    return invalid({ field: 'data', code: 'err_validation_null', message: 'Cannot be null' });
  }
  return unpaged(AUDIT_CATEGORIES.map(([code, name]) => ({ code, name })));
}
