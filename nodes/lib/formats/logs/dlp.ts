/** DLP records (wire.md 8). */
import type { Disposition, Level } from '../event';
import { field, type LogMapping, mergeFields } from '../field-mapping';
import { parseText } from '../parsers/scalar';
import { API_MAIL } from './shared/api-members';

const STOPPED: ReadonlySet<Disposition | undefined> = new Set([
  'quarantined',
  'blocked',
  'rejected',
  'deleted',
]);

export const dlp: LogMapping = {
  fields: mergeFields(API_MAIL, { policy: field('policy', parseText) }),
  derive(event) {
    const level: Level = STOPPED.has(event.disposition) ? 'medium' : 'low';
    event.kind = 'leak';
    event.activity = 'create';
    event.name = 'Content policy matched';
    event.level = level;
  },
};
