import { LARGE_PAGE, WINDOW_DEFAULTS, type WindowLog } from '../log';
import { type Filters, hasOneOf, oneOrAll, selectionOf } from './filters';

type TtpFilters = Pick<Filters, 'routes' | 'results'>;

const TTP = {
  ...WINDOW_DEFAULTS,
  log: 'ttp',
  start: 'from',
  end: 'to',
  oldestFirst: true,
  pageSize: LARGE_PAGE,
} as const;

/** mimecast-api.md 10.1 */
export function urlLog({ routes = [], results = [] }: TtpFilters = {}): WindowLog {
  return {
    ...TTP,
    key: 'ttp.url',
    type: 'url',
    path: '/api/ttp/url/get-logs',
    wrapper: 'clickLogs',
    body: { oldestFirst: true, route: oneOrAll(routes), scanResult: oneOrAll(results) },
    selection: selectionOf({ routes, results }),
    wanted: (value) => hasOneOf(value, 'route', routes) && hasOneOf(value, 'scanResult', results),
    time: 'date',
  };
}

/** mimecast-api.md 10.2: `date` is when the sandbox had its verdict. */
export function attachmentLog({ routes = [], results = [] }: TtpFilters = {}): WindowLog {
  return {
    ...TTP,
    key: 'ttp.attachment',
    type: 'attachment',
    path: '/api/ttp/attachment/get-logs',
    wrapper: 'attachmentLogs',
    body: { oldestFirst: true, route: oneOrAll(routes), result: oneOrAll(results) },
    selection: selectionOf({ routes, results }),
    wanted: (value) => hasOneOf(value, 'route', routes) && hasOneOf(value, 'result', results),
    time: 'date',
  };
}

/** mimecast-api.md 10.3: inbound mail only, no such filters. Its ids may be issued anew. */
export function impersonationLog(): WindowLog {
  return {
    ...TTP,
    key: 'ttp.impersonation',
    type: 'impersonation',
    path: '/api/ttp/impersonation/get-logs',
    wrapper: 'impersonationLogs',
    body: { oldestFirst: true },
    reissued: ['id'],
    time: 'eventTime',
  };
}
