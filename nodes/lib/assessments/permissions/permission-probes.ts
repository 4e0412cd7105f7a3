/** One cheap request for each kind of data that a node of this package reads: the permission check runs them. */

import type { ApiRequest } from '../../contracts/api-client';
import { type EvidenceResult, isUnavailable } from '../../contracts/evidence';
import { LOG_TYPES, type LogTypeKey } from '../../streams/log-types';
import type { LogDefinition } from '../../streams/rest/log-definition';
import { formatApiTime } from '../../streams/window/api-time';
import type { WindowLogDefinition } from '../../streams/window/definition';
import { MINUTE_MS, utcDay } from '../../util/time';
import type { EvidenceContext } from '../evidence/collect-evidence';
import { readSingle } from '../evidence/read-endpoint';
import { SOURCES } from '../policy/sources';
import type { SourceId } from '../policy/types';

export interface Probe {
  /** what is read, as readable text */
  readonly about: string;
  /** key of the required permission */
  readonly key: string;
  readonly run: (context: EvidenceContext, now: number) => Promise<EvidenceResult<unknown>>;
}

const PROBE_WINDOW_MS = 5 * MINUTE_MS;

/** Any successful response is enough. Several requests are alternatives for the same data. */
function probe(about: string, key: string, ...requests: readonly ((now: number) => ApiRequest)[]): Probe {
  return {
    about,
    key,
    async run(context, now) {
      let firstFailure: EvidenceResult<unknown> | undefined;
      for (const request of requests) {
        const result = await readSingle<unknown>(
          { request: request(now), key, parse: (body) => body ?? {} },
          context,
        );
        if (!isUnavailable(result)) return result;
        // The first error names what is missing, unless the endpoint does not exist.
        if (firstFailure === undefined || firstFailure.kind === 'notReadable') firstFailure = result;
      }
      if (firstFailure === undefined) throw new RangeError(`the probe ${key} has no request`);
      return firstFailure;
    },
  };
}

const get =
  (path: string, query: Readonly<Record<string, string>> = {}) =>
  (): ApiRequest => ({
    method: 'GET',
    path,
    query: { pageSize: '1', ...query },
    group: 'api',
  });
const post =
  (path: string, data: readonly object[] = [], paged = true) =>
  (): ApiRequest => ({
    method: 'POST',
    path,
    body: { ...(paged ? { meta: { pagination: { pageSize: 1 } } } : {}), data },
    group: 'api',
  });

const windowProbe = ({ definition: log }: { readonly definition: WindowLogDefinition }): Probe =>
  probe(log.about, log.key, (now) => {
    const range = { [log.start]: formatApiTime(now - PROBE_WINDOW_MS), [log.end]: formatApiTime(now) };
    return post(log.path, [{ ...log.body, ...range }])();
  });

const batchProbe = (about: string, feed: 'cg' | 'ci', type: string): Probe =>
  probe(about, `siem.batch.${feed}`, (now) => ({
    method: 'GET',
    path: `/siem/v1/batch/events/${feed}`,
    query: { type, pageSize: '1', dateRangeStartsAt: utcDay(now) },
    group: 'siem-batch',
  }));
const streamProbe = (about: string, feed: 'cg' | 'ci', types: string): Probe =>
  probe(about, `siem.stream.${feed}`, (now) => ({
    method: 'GET',
    path: `/siem/v1/events/${feed}`,
    query: { types, pageSize: '1', dateRangeStartsAt: new Date(now - PROBE_WINDOW_MS).toISOString() },
    group: 'siem-stream',
  }));

const snapshotProbe = (
  { definition }: { readonly definition: LogDefinition },
  ...requests: readonly ((now: number) => ApiRequest)[]
): Probe => probe(definition.about, definition.key, ...requests);

const SOURCE_OPTIONS = { inferenceDays: 1, auditWithinHours: 1 } as const;
const sourceProbe = (about: string, key: string, id: SourceId): Probe => ({
  about,
  key,
  run: (context, now) => SOURCES[id](context, { now, ...SOURCE_OPTIONS }),
});

/** One entry is enough to see whether a list can be read. */
const policyProbe = (about: string, name: string, ...legacyPaths: readonly string[]): Probe =>
  probe(
    about,
    'policy',
    get(`/policy-management/cloud-gateway/v1/${name}/policies`),
    ...legacyPaths.map((path) => post(path)),
  );

const groupRequests = [
  get('/directory/cloud-gateway/v1/groups'),
  post('/api/directory/find-groups', []),
] as const;

export const PROBES = {
  account: sourceProbe('account and packages', 'account', 'account'),
  'siem.batch.cg': batchProbe('SIEM events, files', 'cg', 'receipt'),
  'siem.stream.cg': streamProbe('SIEM events, stream', 'cg', 'receipt'),
  'siem.batch.ci': batchProbe('Cloud Integrated events, files', 'ci', 'entities'),
  'siem.stream.ci': streamProbe('Cloud Integrated events, stream', 'ci', 'entities'),
  audit: windowProbe(LOG_TYPES.audit.audit),
  dlp: windowProbe(LOG_TYPES.dlp.dlp),
  'ttp.url': windowProbe(LOG_TYPES.ttp.url),
  'ttp.attachment': windowProbe(LOG_TYPES.ttp.attachment),
  'ttp.impersonation': windowProbe(LOG_TYPES.ttp.impersonation),
  'held.releases': windowProbe(LOG_TYPES.held.releases),
  'held.rejections': windowProbe(LOG_TYPES.held.rejections),
  'held.held': snapshotProbe(
    LOG_TYPES.held.held,
    post('/api/gateway/get-hold-message-list', [{ admin: true }]),
  ),
  'held.summary': snapshotProbe(
    LOG_TYPES.held.summary,
    post('/api/gateway/get-hold-summary-list', [], false),
  ),
  'directory.users': snapshotProbe(
    LOG_TYPES.directory.users,
    get('/user/cloud-gateway/v1/users'),
    post('/api/user/get-internal-users'),
  ),
  'directory.groups': snapshotProbe(LOG_TYPES.directory.groups, ...groupRequests),
  'directory.members': snapshotProbe(LOG_TYPES.directory.members, ...groupRequests),
  'directory.domains': snapshotProbe(
    LOG_TYPES.directory.domains,
    get('/domain/cloud-gateway/v1/internal-domains'),
    post('/api/domain/get-internal-domain', [], false),
  ),
  'policy.blockedSenders': policyProbe(
    'blocked senders',
    'blocked-senders',
    '/api/policy/blockedsenders/get-policy',
  ),
  'policy.antiSpoofing': policyProbe('anti-spoofing policies', 'anti-spoofing'),
  'policy.bypass': policyProbe(
    'anti-spoofing bypasses',
    'anti-spoofing-bypass',
    '/api/policy/antispoofing-bypass/get-policy',
  ),
  'policy.greylisting': policyProbe('greylisting policies', 'greylisting'),
  'policy.outboundDkim': policyProbe('outbound signing policies', 'dns-authentication-outbound'),
  'policy.journaling': sourceProbe('journal services', 'journaling', 'journaling'),
  'policy.cloudIntegrated': sourceProbe(
    'default policy of Cloud Integrated',
    'cloudIntegrated',
    'cloudIntegrated',
  ),
  'policy.urlStats': sourceProbe('threat statistics', 'stats', 'urlStats'),
  'policy.dmarcDomains': probe('domains in DMARC Analyzer', 'dmarc', get('/dmarc-analyzer/v1/domains')),
  'policy.managedUrls': probe('managed links', 'managedUrls', post('/api/ttp/url/get-all-managed-urls')),
  'policy.managedSenders': sourceProbe('managed senders', 'configSnapshot', 'managedSenders'),
  'policy.deliveryRoutes': policyProbe('delivery routes', 'delivery-route'),
  'policy.directorySync': probe(
    'directory integrations',
    'directorySync',
    get('/directory/cloud-gateway/v1/integrations'),
  ),
  'policy.roles': probe('administrator roles', 'roles', get('/role/cloud-gateway/v1/roles')),
  'policy.connectors': probe('connectors', 'connectors', get('/connector/cloud-gateway/v1/connectors')),
  'dmarc.statistics': probe(
    'statistics of DMARC Analyzer',
    'dmarc',
    get('/dmarc-analyzer/v1/compliance/dmarc/statistics'),
  ),
} as const satisfies Readonly<Record<LogTypeKey, Probe> & Record<string, Probe>>;

export type ProbeId = keyof typeof PROBES;

export function isProbeId(id: string): id is ProbeId {
  return Object.hasOwn(PROBES, id);
}

export const PROBE_IDS: readonly ProbeId[] = Object.keys(PROBES).filter(isProbeId);

/**
 * Only checks that have to be selected need these, some of them at the Edit level. An application without them is
 * complete for everything else.
 */
export const NEEDS_SELECTION: ReadonlySet<ProbeId> = new Set<ProbeId>([
  'policy.managedUrls',
  'policy.managedSenders',
  'policy.deliveryRoutes',
  'policy.directorySync',
  'policy.roles',
  'policy.connectors',
]);
