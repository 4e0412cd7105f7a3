import type { Path } from '../access';
import type { Fields } from '../envelope';
import { DAY } from '../options';
import { type Filter, filterBy, flag, searchBy, text, word, words } from './filters';
import type { WindowLogName } from './names';
import { audit } from './records/audit';
import { dlp } from './records/dlp';
import { rejection } from './records/rejection';
import { release } from './records/release';
import { ttpAttachment } from './records/ttp-attachment';
import { ttpImpersonation } from './records/ttp-impersonation';
import { ttpUrl } from './records/ttp-url';
import type { Write } from './records/writing';

/** What one log adds to the way all of them are read. */
export interface WindowLog {
  readonly path: Path;
  /** Names of the range in the request. */
  readonly start: string;
  readonly end: string;
  /** Both of them, on every page. */
  readonly datesRequired?: true;
  /** Where no start is given: the first instant of today, or a month ago. */
  readonly defaultStart: 'today' | 'month';
  /** Member of the one object in `data` that holds the records; undefined: they are `data`. */
  readonly wrapper?: string;
  /** What else stands in that object. */
  readonly beside?: (shown: number) => Fields;
  /** `oldestFirst` is understood; newest first otherwise. */
  readonly sortable?: true;
  /** Without `admin: true` it shows the caller's own mailbox, and an application has none. */
  readonly admin?: true;
  /** Ids are the same in every read; three collectors rely on those of audit (mimecast-api.md 7.1). */
  readonly lastingIds?: true;
  /** ms; that of audit is documented, the others are not. */
  readonly retentionMs: number;
  readonly filters: Readonly<Record<string, Filter>>;
  /** Members that `searchField` may name. */
  readonly searched?: readonly string[];
  readonly write: Write;
}

const ROUTES = ['inbound', 'outbound', 'internal'];
const PARTIES = ['senderAddress', 'recipientAddress', 'subject', 'policy', 'definition'];
/** Above the 30 days to which a refused start is to be clamped (mimecast-api.md 10). */
const MONTH = 31 * DAY;

const TTP = { start: 'from', end: 'to', defaultStart: 'today', sortable: true, retentionMs: MONTH } as const;
const QUEUE = { start: 'start', end: 'end', retentionMs: MONTH } as const;

export const WINDOW_TABLE: Readonly<Record<WindowLogName, WindowLog>> = {
  audit: {
    path: '/api/audit/get-audit-events',
    start: 'startDateTime',
    end: 'endDateTime',
    datesRequired: true,
    lastingIds: true,
    defaultStart: 'today',
    retentionMs: 60 * DAY,
    filters: { query: text, categories: words('category') },
    write: audit,
  },
  dlp: {
    ...TTP,
    path: '/api/dlp/get-logs',
    wrapper: 'dlpLogs',
    filters: { routes: words('route', ROUTES), actions: words('action') },
    searched: PARTIES.slice(0, 4),
    write: dlp,
  },
  'ttp.url': {
    ...TTP,
    path: '/api/ttp/url/get-logs',
    wrapper: 'clickLogs',
    filters: {
      route: word('route', ROUTES),
      scanResult: word('scanResult', ['clean', 'malicious', 'suspicious']),
    },
    write: ttpUrl,
  },
  'ttp.attachment': {
    ...TTP,
    path: '/api/ttp/attachment/get-logs',
    wrapper: 'attachmentLogs',
    filters: {
      route: word('route', ROUTES),
      result: word('result', ['safe', 'malicious', 'timeout', 'error', 'unsafe']),
    },
    write: ttpAttachment,
  },
  'ttp.impersonation': {
    ...TTP,
    path: '/api/ttp/impersonation/get-logs',
    wrapper: 'impersonationLogs',
    beside: (shown) => (shown % 2 === 0 ? { resultCount: shown } : {}),
    filters: {
      actions: words('action', ['hold', 'bounce', 'none']),
      identifiers: words('identifiers'),
      taggedMalicious: flag('taggedMalicious'),
    },
    searched: [...PARTIES.slice(0, 3), 'definition'],
    write: ttpImpersonation,
  },
  'held.releases': {
    ...QUEUE,
    path: '/api/gateway/get-held-release-logs',
    defaultStart: 'month',
    wrapper: 'heldReleaseLogs',
    filters: {
      searchBy: searchBy({
        operator: 'operator',
        from: 'fromEnv',
        to: 'to',
        subject: 'subject',
        info: 'messageInfo',
        heldReason: 'heldReason',
      }),
      filterBy: filterBy({ route: ROUTES, status: ['released', 'rejected'], attachments: ['true', 'false'] }),
    },
    write: release,
  },
  'held.rejections': {
    ...QUEUE,
    path: '/api/gateway/get-rejections',
    defaultStart: 'today',
    wrapper: 'rejections',
    admin: true,
    filters: {
      searchBy: searchBy({
        from: 'fromAddress',
        to: 'toAddress',
        type: 'type',
        info: 'info',
        remoteIp: 'ipAddress',
      }),
    },
    write: rejection,
  },
};
