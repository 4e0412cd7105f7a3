/** How each source of the policy checks is read (wire.md 7, 10, 11, 12.2): small requests, one after another. */
import type { SourceId, Value } from './types';
import { inCanonicalOrder, isValue } from '../../util/canonical-json';
import { ask } from '../../streams/window/fetch-page';
import type { WindowLog } from '../../streams/window/definition';
import { auditLog } from '../../streams/window/logs/audit';
import { dlpLog } from '../../streams/window/logs/dlp';
import { attachmentLog, impersonationLog, urlLog } from '../../streams/window/logs/ttp';
import type { Answer } from '../../contracts/evidence';
import { look, type SurveyContext } from '../evidence/collect-evidence';
import { type ListOf, readContext, readList, readOnce, unreadable } from '../evidence/read-endpoint';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const POLICY_PATH = '/policy-management/cloud-gateway/v1';

export interface SourceOptions {
  /** epoch ms */
  readonly now: number;
  /** how many days back logs are searched for evidence */
  readonly inferenceDays: number;
  readonly auditWithinHours: number;
}

export type Records = readonly Value[];
type Reader = (context: SurveyContext, options: SourceOptions) => Promise<Answer<Records>>;

const list =
  (of: ListOf): Reader =>
  async (context) => {
    const result = await readList(of, context);
    return result.kind === 'evidence' ? { ...result, value: result.value.records } : result;
  };

const policies = (name: string, member = 'policies'): Reader =>
  list({ path: `${POLICY_PATH}/${name}/policies`, family: 'rest', member, key: 'policy' });
const legacyEndpoint = (path: string): Reader => list({ path, family: 'post', key: 'policy' });
const unpublished = (path: string): Reader => list({ path, family: 'post', published: false, key: 'policy' });

/** The members of an account that checks evaluate. All others are dropped, so that they can't leak (wire.md 11.1). */
const ACCOUNT_MEMBERS = [
  'archive',
  'automatedSegmentPurge',
  'gateway',
  'maxRetention',
  'maxRetentionConfirmed',
  'minRetentionEnabled',
  'packages',
  'type',
];

const account: Reader = (context) =>
  readOnce(
    {
      request: { method: 'POST', path: '/api/account/get-account', body: { data: [] }, group: 'api' },
      key: 'account',
      read: (body) => parseData(body, '/api/account/get-account')?.map(pickAccountFields),
    },
    context,
  );

const pickAccountFields = (record: Value): Value =>
  Object.fromEntries(
    ACCOUNT_MEMBERS.filter((name) => record[name] !== undefined).map((name) => [
      name,
      sortList(record[name]),
    ]),
  );

/** The order of packages differs between responses (wire.md 11.1). */
const sortList = (value: unknown): unknown => (Array.isArray(value) ? inCanonicalOrder(value) : value);

const defaultPolicy: Reader = (context) => {
  const path = '/email/cloud-integrated/v1/policies/default-policy';
  const read = (body: unknown): Records | undefined =>
    isValue(body) && Object.keys(body).length > 0 ? [body] : undefined;
  return readOnce({ request: { method: 'GET', path, group: 'api' }, key: 'cloudIntegrated', read }, context);
};

const stats =
  (name: string): Reader =>
  (context, { now, inferenceDays }) => {
    const path = `/threats/v1/stats/${name}`;
    const query = {
      timestampRangeStartsAt: new Date(now - inferenceDays * DAY_MS).toISOString(),
      timestampRangeEndsAt: new Date(now).toISOString(),
    };
    const read = (body: unknown): Records | undefined => {
      const value = isValue(body) ? body['value'] : undefined;
      if (!Array.isArray(value)) throw unreadable(path, 'value');
      return value.length === 0 ? undefined : value.filter(isValue);
    };
    return readOnce({ request: { method: 'GET', path, query, group: 'api' }, key: 'stats', read }, context);
  };

/** Reads the newest page only: it is enough to show that the log has records. */
async function readNewestPage(
  log: WindowLog,
  from: number,
  to: number,
  context: SurveyContext,
): Promise<Answer<Records>> {
  const read = async (): Promise<Records | undefined> => {
    const { records } = await ask(log, { from, to, token: null }, readContext(context));
    return records.length === 0 ? undefined : records;
  };
  return look({ endpoint: log.path }, read, context.client);
}

const DEFINITION_MEMBERS = ['ttpDefinition', 'definition', 'policy', 'policyName'];

/** Names of definitions and how often each acted. Senders and recipients are dropped. */
const activePolicies =
  (log: () => WindowLog): Reader =>
  async (context, { now, inferenceDays }) => {
    const result = await readNewestPage(log(), now - inferenceDays * DAY_MS, now, context);
    if (result.kind !== 'evidence') return result;
    const counts = new Map<string, number>();
    for (const record of result.value) {
      const name = DEFINITION_MEMBERS.map((member) => record[member]).find(
        (one) => typeof one === 'string' && one !== '',
      );
      if (name !== undefined) counts.set(String(name), (counts.get(String(name)) ?? 0) + 1);
    }
    const value = [...counts].map(([definition, records]) => ({ definition, records }));
    return value.length === 0 ? { kind: 'empty', asked: result.asked } : { ...result, value };
  };

/** The newest event comes first. Only its time and type are kept. */
const newestAuditEvent: Reader = async (context, { now, auditWithinHours }) => {
  const result = await readNewestPage(auditLog(), now - auditWithinHours * HOUR_MS, now, context);
  if (result.kind !== 'evidence') return result;
  return {
    ...result,
    value: result.value.slice(0, 1).map(({ eventTime, auditType }) => ({ eventTime, auditType })),
  };
};

function parseData(body: unknown, path: string): Records | undefined {
  const data = isValue(body) ? body['data'] : undefined;
  if (!Array.isArray(data)) throw unreadable(path, 'data');
  return data.length === 0 ? undefined : data.filter(isValue);
}

export const SOURCES: Readonly<Record<SourceId, Reader>> = {
  account,
  blockedSenders: policies('blocked-senders'),
  blockedSendersOlder: legacyEndpoint('/api/policy/blockedsenders/get-policy'),
  antiSpoofing: policies('anti-spoofing'),
  // this endpoint calls its policies "definitions", as documented
  bypass: policies('anti-spoofing-bypass', 'definitions'),
  bypassOlder: legacyEndpoint('/api/policy/antispoofing-bypass/get-policy'),
  greylisting: policies('greylisting'),
  outboundDkim: policies('dns-authentication-outbound'),
  journaling: list({ path: '/api/journaling/get-service', family: 'post', key: 'journaling' }),
  cloudIntegrated: defaultPolicy,
  dmarcDomains: list({ path: '/dmarc-analyzer/v1/domains', family: 'rest', member: 'items', key: 'dmarc' }),
  urlStats: stats('url-clicks'),
  attachmentStats: stats('attachment-scans'),
  impersonationStats: stats('impersonations'),
  urlLog: activePolicies(urlLog),
  attachmentLog: activePolicies(attachmentLog),
  impersonationLog: activePolicies(impersonationLog),
  dlpLog: activePolicies(dlpLog),
  auditLog: newestAuditEvent,
  unpublishedContent: unpublished('/api/policy/content-examination/get-policy'),
  unpublishedUrl: unpublished('/api/policy/url-protect/get-policies'),
  unpublishedAttachment: unpublished('/api/policy/attachment-management/get-policies'),
  unpublishedArchive: unpublished('/api/archive/get-settings'),
};

/** Undocumented sources. They are read only when the option is set. */
export const isUnpublished = (source: SourceId): boolean => source.startsWith('unpublished');

/** An older endpoint is read only when the newer one could not be read. */
export const FALLBACKS: Readonly<Partial<Record<SourceId, SourceId>>> = {
  blockedSendersOlder: 'blockedSenders',
  bypassOlder: 'bypass',
};
