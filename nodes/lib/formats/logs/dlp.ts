/** DLP records (wire.md 8). */
import type { Disposition, Level } from '../event';
import { text } from '../parsers/scalar';
import { into, lookup } from '../field-mapping';
import { API_MAIL } from './shared/api-members';
import type { Log } from './log';

const STOPPED: ReadonlySet<Disposition | undefined> = new Set([
  'quarantined',
  'blocked',
  'rejected',
  'deleted',
]);

export const dlp: Log = {
  takes: lookup(API_MAIL, { policy: into('policy', text) }),
  finish(event) {
    const level: Level = STOPPED.has(event.disposition) ? 'medium' : 'low';
    event.kind = 'leak';
    event.activity = 'create';
    event.name = 'Content policy matched';
    event.level = level;
  },
};
