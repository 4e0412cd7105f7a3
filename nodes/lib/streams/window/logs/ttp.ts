import type { JsonObject } from '../../../contracts/json';
import { ROUTES } from '../../../properties/source';
import { LARGE_PAGE_SIZE, WINDOW_DEFAULTS, type WindowLogDefinition } from '../definition';
import { type Filters, matchesSelection, oneOrAll, selectionOf } from './filters';

interface TtpFilters extends Pick<Filters, 'routes' | 'results'> {
  /** of the URL log: only what people did, and nothing that the scanner did by itself */
  readonly clicksOnly?: boolean;
}

const TTP = {
  ...WINDOW_DEFAULTS,
  log: 'ttp',
  start: 'from',
  end: 'to',
  oldestFirst: true,
  pageSize: LARGE_PAGE_SIZE,
} as const;

/** Values that the API can filter by. Newer values may be selected too: those are filtered locally. */
const URL_RESULTS = ['clean', 'malicious'];
const ATTACHMENT_RESULTS = ['safe', 'malicious', 'timeout', 'error', 'unsafe'];

/** Values of `creationMethod` for checks that nobody started with a click (wire.md 10.1). */
const SCANNERS = ['entry scan', 'real-time protection'];

/** The API has no filter for that. A record that does not say how it was made counts as a click. */
const isScan = ({ creationMethod }: JsonObject): boolean =>
  typeof creationMethod === 'string' && SCANNERS.includes(creationMethod.trim().toLowerCase());

/** wire.md 10.1 */
export function urlLog({
  routes = [],
  results = [],
  clicksOnly = false,
}: TtpFilters = {}): WindowLogDefinition {
  const route = oneOrAll(routes, ROUTES);
  const scanResult = oneOrAll(results, URL_RESULTS);
  return {
    ...TTP,
    key: 'ttp.url',
    type: 'url',
    about: 'URL protection logs',
    access: { permission: 'Monitoring | URL Protection | Read', product: 'Security Events' },
    path: '/api/ttp/url/get-logs',
    wrapper: 'clickLogs',
    body: { oldestFirst: true, route, scanResult },
    selection: selectionOf({ routes, results, methods: clicksOnly ? ['click'] : [] }),
    matches: (value) =>
      !(clicksOnly && isScan(value)) &&
      matchesSelection(value, 'route', routes, route) &&
      matchesSelection(value, 'scanResult', results, scanResult),
    time: 'date',
  };
}

/** wire.md 10.2: `date` is the time of the sandbox result. */
export function attachmentLog({ routes = [], results = [] }: TtpFilters = {}): WindowLogDefinition {
  const route = oneOrAll(routes, ROUTES);
  const result = oneOrAll(results, ATTACHMENT_RESULTS);
  return {
    ...TTP,
    key: 'ttp.attachment',
    type: 'attachment',
    about: 'attachment protection logs',
    access: { permission: 'Monitoring | Attachment Protection | Read', product: 'Security Events' },
    path: '/api/ttp/attachment/get-logs',
    wrapper: 'attachmentLogs',
    body: { oldestFirst: true, route, result },
    selection: selectionOf({ routes, results }),
    matches: (value) =>
      matchesSelection(value, 'route', routes, route) && matchesSelection(value, 'result', results, result),
    time: 'date',
  };
}

/** wire.md 10.3: inbound mail only, without these filters. Its ids may be reissued at each read. */
export function impersonationLog(): WindowLogDefinition {
  return {
    ...TTP,
    key: 'ttp.impersonation',
    type: 'impersonation',
    about: 'impersonation protection logs',
    access: { permission: 'Monitoring | Impersonation Protection | Read', product: 'Security Events' },
    path: '/api/ttp/impersonation/get-logs',
    wrapper: 'impersonationLogs',
    body: { oldestFirst: true },
    volatile: ['id'],
    time: 'eventTime',
  };
}
