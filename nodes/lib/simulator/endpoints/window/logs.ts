import { DAY } from '../../common/dates';
import type { JsonObject } from '../../common/json';
import type { WindowLogName } from '../../common/log-names';
import type { Path } from '../../common/permissions';
import { anyOf, booleanEquals, containsQuery, type FilterParser, filterBy, oneOf, searchBy } from './filters';
import { audit } from './records/audit';
import { dlp } from './records/dlp';
import type { RecordWriter } from './records/record-writer';
import { rejection } from './records/rejection';
import { release } from './records/release';
import { ttpAttachment } from './records/ttp-attachment';
import { ttpImpersonation } from './records/ttp-impersonation';
import { ttpUrl } from './records/ttp-url';

/** How one window log differs from the others. */
export interface WindowLog {
  readonly path: Path;
  /** names of the range's ends in the request */
  readonly start: string;
  readonly end: string;
  /** both ends are needed on every page */
  readonly datesRequired?: true;
  /** default start: the first instant of today, or a month ago */
  readonly defaultStart: 'today' | 'month';
  /** member of the only object in `data` that has the records; undefined: the records are directly in `data` */
  readonly wrapper?: string;
  /** other members of that object */
  readonly extraMembers?: (shown: number) => JsonObject;
  /** `oldestFirst` exists; otherwise the newest record is the first */
  readonly sortable?: true;
  /** without `admin: true` only the caller's own mailbox is listed, and an application has none */
  readonly admin?: true;
  /** Ids are the same in every read: three public collectors rely on that for audit (wire.md 7.1). */
  readonly stableIds?: true;
  /** ms; only that of audit is known (wire.md 7.1, 10) */
  readonly retentionMs: number;
  readonly filters: Readonly<Record<string, FilterParser>>;
  /** values of `searchField` */
  readonly searchFields?: readonly string[];
  readonly write: RecordWriter;
}

const ROUTES = ['inbound', 'outbound', 'internal'];
const PARTIES = ['senderAddress', 'recipientAddress', 'subject', 'policy', 'definition'];
/** More than the 30 days to which a client clamps a refused start (wire.md 10). */
const ASSUMED_RETENTION_MS = 31 * DAY;

const TTP = {
  start: 'from',
  end: 'to',
  defaultStart: 'today',
  sortable: true,
  retentionMs: ASSUMED_RETENTION_MS,
} as const;
const QUEUE = { start: 'start', end: 'end', retentionMs: ASSUMED_RETENTION_MS } as const;

export const WINDOW_TABLE: Readonly<Record<WindowLogName, WindowLog>> = {
  audit: {
    path: '/api/audit/get-audit-events',
    start: 'startDateTime',
    end: 'endDateTime',
    datesRequired: true,
    stableIds: true,
    defaultStart: 'today',
    retentionMs: 60 * DAY,
    filters: { query: containsQuery, categories: anyOf('category') },
    write: audit,
  },
  dlp: {
    ...TTP,
    path: '/api/dlp/get-logs',
    wrapper: 'dlpLogs',
    filters: { routes: anyOf('route', ROUTES), actions: anyOf('action') },
    searchFields: PARTIES.slice(0, 4),
    write: dlp,
  },
  'ttp.url': {
    ...TTP,
    path: '/api/ttp/url/get-logs',
    wrapper: 'clickLogs',
    filters: {
      route: oneOf('route', ROUTES),
      scanResult: oneOf('scanResult', ['clean', 'malicious', 'suspicious']),
    },
    write: ttpUrl,
  },
  'ttp.attachment': {
    ...TTP,
    path: '/api/ttp/attachment/get-logs',
    wrapper: 'attachmentLogs',
    filters: {
      route: oneOf('route', ROUTES),
      result: oneOf('result', ['safe', 'malicious', 'timeout', 'error', 'unsafe']),
    },
    write: ttpAttachment,
  },
  'ttp.impersonation': {
    ...TTP,
    path: '/api/ttp/impersonation/get-logs',
    wrapper: 'impersonationLogs',
    extraMembers: (shown) => (shown % 2 === 0 ? { resultCount: shown } : {}),
    filters: {
      actions: anyOf('action', ['hold', 'bounce', 'none']),
      identifiers: anyOf('identifiers'),
      taggedMalicious: booleanEquals('taggedMalicious'),
    },
    searchFields: [...PARTIES.slice(0, 3), 'definition'],
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
