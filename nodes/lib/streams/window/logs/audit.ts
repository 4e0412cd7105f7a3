import { DAY_MS } from '../../../util/time';
import { LARGE_PAGE_SIZE, WINDOW_DEFAULTS, type WindowLogDefinition } from '../definition';
import { type Filters, selectionOf } from './filters';

/**
 * wire.md 7.1: newest first, no sort option, both dates on every page, 60 days. `id` is stable: three public
 * collectors rely on it.
 * @param categories codes, not display names; empty: all
 */
export function auditLog({ categories = [] }: Pick<Filters, 'categories'> = {}): WindowLogDefinition {
  return {
    ...WINDOW_DEFAULTS,
    key: 'audit',
    log: 'audit',
    type: 'audit',
    about: 'audit events',
    access: { permission: 'Account | Logs | Read', product: 'Audit Events' },
    path: '/api/audit/get-audit-events',
    start: 'startDateTime',
    end: 'endDateTime',
    body: categories.length === 0 ? {} : { categories },
    selection: selectionOf({ categories }),
    time: 'eventTime',
    id: 'id',
    clampMs: 55 * DAY_MS,
    pageSize: LARGE_PAGE_SIZE,
  };
}
