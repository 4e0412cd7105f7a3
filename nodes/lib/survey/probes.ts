/** One cheap look for each thing that a node of this package reads: what the permission doctor asks. */

import type { ApiRequest } from '../api/types';
import type { SourceId } from '../assess/policy/types';
import type { WindowLog } from '../streams/window/log';
import { auditLog } from '../streams/window/logs/audit';
import { dlpLog } from '../streams/window/logs/dlp';
import { rejectionsLog, releasesLog } from '../streams/window/logs/held';
import { attachmentLog, impersonationLog, urlLog } from '../streams/window/logs/ttp';
import { apiTime, utcDay } from '../streams/window/times';
import { type Answer, isRefused } from './answer';
import type { SurveyContext } from './look';
import { SOURCES } from './policy-sources';
import { readOnce } from './read';

export interface Probe {
  /** what is read, in words */
  readonly about: string;
  /** of streams/permissions.ts: what it takes */
  readonly key: string;
  readonly look: (context: SurveyContext, now: number) => Promise<Answer<unknown>>;
}

const SPAN_MS = 5 * 60_000;

/** Whatever comes is proof enough; several requests are ways to the same thing. */
function asks(about: string, key: string, ...ways: readonly ((now: number) => ApiRequest)[]): Probe {
  return {
    about,
    key,
    async look(context, now) {
      let refusal: Answer<unknown> | undefined;
      for (const way of ways) {
        const answer = await readOnce<unknown>(
          { request: way(now), key, read: (body) => body ?? {} },
          context,
        );
        if (!isRefused(answer)) return answer;
        // The first refusal names the least that is missing, but a way that does not exist names nothing.
        if (refusal === undefined || refusal.kind === 'notReadable') refusal = answer;
      }
      if (refusal === undefined) throw new RangeError(`${key} has no way`);
      return refusal;
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

const windowOf = (about: string, log: WindowLog): Probe =>
  asks(about, log.key, (now) => {
    const range = { [log.start]: apiTime(now - SPAN_MS), [log.end]: apiTime(now) };
    return post(log.path, [{ ...log.body, ...range }])();
  });

const batch = (about: string, feed: 'cg' | 'ci', type: string): Probe =>
  asks(about, `siem.batch.${feed}`, (now) => ({
    method: 'GET',
    path: `/siem/v1/batch/events/${feed}`,
    query: { type, pageSize: '1', dateRangeStartsAt: utcDay(now) },
    group: 'siem-batch',
  }));
const stream = (about: string, feed: 'cg' | 'ci', types: string): Probe =>
  asks(about, `siem.stream.${feed}`, (now) => ({
    method: 'GET',
    path: `/siem/v1/events/${feed}`,
    query: { types, pageSize: '1', dateRangeStartsAt: new Date(now - SPAN_MS).toISOString() },
    group: 'siem-stream',
  }));

const OPTIONS = { inferenceDays: 1, auditWithinHours: 1 } as const;
const source = (about: string, key: string, id: SourceId): Probe => ({
  about,
  key,
  look: (context, now) => SOURCES[id](context, { now, ...OPTIONS }),
});

/** One entry is enough to know whether a list may be read. */
const policies = (about: string, name: string, ...older: readonly string[]): Probe =>
  asks(
    about,
    'policy',
    get(`/policy-management/cloud-gateway/v1/${name}/policies`),
    ...older.map((path) => post(path)),
  );

const groups = [get('/directory/cloud-gateway/v1/groups'), post('/api/directory/find-groups', [])] as const;

export const PROBES = {
  account: source('account and packages', 'account', 'account'),
  'siem.batch.cg': batch('SIEM events, files', 'cg', 'receipt'),
  'siem.stream.cg': stream('SIEM events, stream', 'cg', 'receipt'),
  'siem.batch.ci': batch('Cloud Integrated events, files', 'ci', 'entities'),
  'siem.stream.ci': stream('Cloud Integrated events, stream', 'ci', 'entities'),
  audit: windowOf('audit events', auditLog()),
  dlp: windowOf('DLP logs', dlpLog()),
  'ttp.url': windowOf('URL protection logs', urlLog()),
  'ttp.attachment': windowOf('attachment protection logs', attachmentLog()),
  'ttp.impersonation': windowOf('impersonation protection logs', impersonationLog()),
  'held.releases': windowOf('releases of held messages', releasesLog()),
  'held.rejections': windowOf('rejections', rejectionsLog()),
  'held.held': asks(
    'messages on hold',
    'held.held',
    post('/api/gateway/get-hold-message-list', [{ admin: true }]),
  ),
  'held.summary': asks(
    'summary of messages on hold',
    'held.summary',
    post('/api/gateway/get-hold-summary-list', [], false),
  ),
  'directory.users': asks(
    'users',
    'directory.users',
    get('/user/cloud-gateway/v1/users'),
    post('/api/user/get-internal-users'),
  ),
  'directory.groups': asks('groups', 'directory.groups', ...groups),
  'directory.members': asks('members of groups', 'directory.members', ...groups),
  'directory.domains': asks(
    'internal domains',
    'directory.domains',
    get('/domain/cloud-gateway/v1/internal-domains'),
    post('/api/domain/get-internal-domain', [], false),
  ),
  'policy.blockedSenders': policies(
    'blocked senders',
    'blocked-senders',
    '/api/policy/blockedsenders/get-policy',
  ),
  'policy.antiSpoofing': policies('anti-spoofing policies', 'anti-spoofing'),
  'policy.bypass': policies(
    'anti-spoofing bypasses',
    'anti-spoofing-bypass',
    '/api/policy/antispoofing-bypass/get-policy',
  ),
  'policy.greylisting': policies('greylisting policies', 'greylisting'),
  'policy.outboundDkim': policies('outbound signing policies', 'dns-authentication-outbound'),
  'policy.journaling': source('journal services', 'journaling', 'journaling'),
  'policy.cloudIntegrated': source(
    'default policy of Cloud Integrated',
    'cloudIntegrated',
    'cloudIntegrated',
  ),
  'policy.urlStats': source('threat statistics', 'stats', 'urlStats'),
  'policy.dmarcDomains': asks('domains in DMARC Analyzer', 'dmarc', get('/dmarc-analyzer/v1/domains')),
  'dmarc.statistics': asks(
    'statistics of DMARC Analyzer',
    'dmarc',
    get('/dmarc-analyzer/v1/compliance/dmarc/statistics'),
  ),
} as const satisfies Readonly<Record<string, Probe>>;

export type ProbeId = keyof typeof PROBES;

export function isProbeId(id: string): id is ProbeId {
  return Object.hasOwn(PROBES, id);
}

export const PROBE_IDS: readonly ProbeId[] = Object.keys(PROBES).filter(isProbeId);
