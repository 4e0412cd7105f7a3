import { LARGE_PAGE_SIZE, WINDOW_DEFAULTS, type WindowLogDefinition } from '../definition';
import { type Filters, selectionOf } from './filters';

/** wire.md 8: records have no id; each filter is an array. */
export function dlpLog({
  routes = [],
  actions = [],
}: Pick<Filters, 'routes' | 'actions'> = {}): WindowLogDefinition {
  return {
    ...WINDOW_DEFAULTS,
    key: 'dlp',
    log: 'dlp',
    type: 'dlp',
    about: 'DLP logs',
    access: { permission: 'Monitoring | Data Leak Prevention | Read', product: 'Security Events' },
    path: '/api/dlp/get-logs',
    start: 'from',
    end: 'to',
    wrapper: 'dlpLogs',
    body: {
      oldestFirst: true,
      ...(routes.length === 0 ? {} : { routes }),
      ...(actions.length === 0 ? {} : { actions }),
    },
    selection: selectionOf({ routes, actions }),
    oldestFirst: true,
    time: 'eventTime',
    pageSize: LARGE_PAGE_SIZE,
  };
}
