/** How each source of the policy checks is read (wire.md 7, 10, 11, 12.2): small requests, one after another. */

import type { EvidenceResult } from '../../contracts/evidence';
import { isJsonObject, type JsonObject } from '../../contracts/json';
import type { WindowLogDefinition } from '../../streams/window/definition';
import { fetchPage } from '../../streams/window/fetch-page';
import { auditLog } from '../../streams/window/logs/audit';
import { dlpLog } from '../../streams/window/logs/dlp';
import { attachmentLog, impersonationLog, urlLog } from '../../streams/window/logs/ttp';
import { sortCanonically } from '../../util/canonical-json';
import { DAY_MS, HOUR_MS } from '../../util/time';
import { collectEvidence, type EvidenceContext } from '../evidence/collect-evidence';
import { readSingle, toReadContext, unreadableResponse } from '../evidence/read-endpoint';
import { readWholeList, type WholeList } from '../evidence/read-whole-list';
import type { SourceId } from './types';

const POLICY_PATH = '/policy-management/cloud-gateway/v1';

export interface SourceOptions {
  /** epoch ms */
  readonly now: number;
  /** how many days back logs are searched for evidence */
  readonly inferenceDays: number;
  readonly auditWithinHours: number;
}

export type Records = readonly JsonObject[];
type Reader = (context: EvidenceContext, options: SourceOptions) => Promise<EvidenceResult<Records>>;

/** By which members the records of a response are recognised whose form is not public. */
const hasMember =
  (names: RegExp) =>
  (record: JsonObject): boolean =>
    Object.keys(record).some((name) => names.test(name));

const isPolicyRecord = hasMember(
  /^(policy|enabled|active|isEnabled|isActive|policyEnabled|option|action|description|policyName|from|to|fromType|toType|status|state)$/,
);
const isArchiveRecord = hasMember(/archiv|retention/i);
const isSenderRecord = hasMember(/^(sender|from|senderAddress)$/);

const list =
  (of: WholeList): Reader =>
  (context) =>
    readWholeList(of, context);

const policies = (name: string, member = 'policies'): Reader =>
  // Both names are documented for some of these lists (wire.md 11.2).
  list({
    path: `${POLICY_PATH}/${name}`,
    family: 'rest',
    members: [member, 'policies', 'definitions'],
    key: 'policy',
  });
const legacyEndpoint = (path: string): Reader => list({ path, family: 'post', key: 'policy' });
const unpublished = (path: string, isRecord = isPolicyRecord): Reader =>
  list({ path, family: 'post', published: false, key: 'policy', isRecord });

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
  readSingle(
    {
      request: { method: 'POST', path: '/api/account/get-account', body: { data: [] }, group: 'api' },
      key: 'account',
      parse: (body) => parseData(body, '/api/account/get-account')?.map(pickAccountFields),
    },
    context,
  );

const pickAccountFields = (record: JsonObject): JsonObject =>
  Object.fromEntries(
    ACCOUNT_MEMBERS.filter((name) => record[name] !== undefined).map((name) => [
      name,
      sortList(record[name]),
    ]),
  );

/** The order of packages differs between responses (wire.md 11.1). */
const sortList = (value: unknown): unknown => (Array.isArray(value) ? sortCanonically(value) : value);

const defaultPolicy: Reader = (context) => {
  const path = '/email/cloud-integrated/v1/policies/default-policy';
  const read = (body: unknown): Records | undefined =>
    isJsonObject(body) && Object.keys(body).length > 0 ? [body] : undefined;
  return readSingle(
    { request: { method: 'GET', path, group: 'api' }, key: 'cloudIntegrated', parse: read },
    context,
  );
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
      const value = isJsonObject(body) ? body['value'] : undefined;
      if (!Array.isArray(value)) throw unreadableResponse(path, 'value');
      return value.length === 0 ? undefined : value.filter(isJsonObject);
    };
    return readSingle(
      { request: { method: 'GET', path, query, group: 'api' }, key: 'stats', parse: read },
      context,
    );
  };

/** Reads the newest page only: it is enough to show that the log has records. */
async function readNewestPage(
  log: WindowLogDefinition,
  from: number,
  to: number,
  context: EvidenceContext,
): Promise<EvidenceResult<Records>> {
  const read = async (): Promise<Records | undefined> => {
    const page = await fetchPage(log, { from, to, token: null }, toReadContext(context));
    if (page.records.length > 0) return page.records;
    // A page that failed in part is not empty.
    if (page.failure !== undefined) throw page.failure;
    return undefined;
  };
  return collectEvidence({ endpoint: log.path }, read, context.client);
}

const DEFINITION_MEMBERS = ['ttpDefinition', 'definition', 'policy', 'policyName'];

/** Names of definitions and how often each acted. Senders and recipients are dropped. */
const activePolicies =
  (log: () => WindowLogDefinition): Reader =>
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
    return value.length === 0 ? { kind: 'empty', requestInfo: result.requestInfo } : { ...result, value };
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
  const data = isJsonObject(body) ? body['data'] : undefined;
  if (!Array.isArray(data)) throw unreadableResponse(path, 'data');
  return data.length === 0 ? undefined : data.filter(isJsonObject);
}

export const SOURCES: Readonly<Record<SourceId, Reader>> = {
  account,
  blockedSenders: policies('blocked-senders/policies'),
  blockedSendersOlder: legacyEndpoint('/api/policy/blockedsenders/get-policy'),
  antiSpoofing: policies('anti-spoofing/policies'),
  // this endpoint calls its policies "definitions", as documented
  bypass: policies('anti-spoofing-bypass/policies', 'definitions'),
  bypassOlder: legacyEndpoint('/api/policy/antispoofing-bypass/get-policy'),
  greylisting: policies('greylisting/policies'),
  outboundDkim: policies('dns-authentication-outbound/policies'),
  journaling: list({ path: '/api/journaling/get-service', family: 'post', key: 'journaling' }),
  cloudIntegrated: defaultPolicy,
  dmarcDomains: list({
    path: '/dmarc-analyzer/v1/domains',
    family: 'rest',
    members: ['items'],
    key: 'dmarc',
  }),
  urlStats: stats('url-clicks'),
  attachmentStats: stats('attachment-scans'),
  impersonationStats: stats('impersonations'),
  urlLog: activePolicies(urlLog),
  attachmentLog: activePolicies(attachmentLog),
  impersonationLog: activePolicies(impersonationLog),
  dlpLog: activePolicies(dlpLog),
  auditLog: newestAuditEvent,
  managedUrls: list({ path: '/api/ttp/url/get-all-managed-urls', family: 'post', key: 'managedUrls' }),
  managedSenders: list({
    path: '/config-snapshot/v1/export',
    family: 'post',
    key: 'configSnapshot',
    data: [{ backupType: 'managedsenders' }],
    unpaged: true,
    isRecord: isSenderRecord,
  }),
  internalDomains: list({
    path: '/domain/cloud-gateway/v1/internal-domains',
    family: 'rest',
    members: ['domains'],
    key: 'directory.domains',
  }),
  deliveryRoutes: policies('delivery-route/policies'),
  deliveryDefinitions: policies('delivery-route/definitions', 'definitions'),
  // the name of this list is not public
  directorySync: list({
    path: '/directory/cloud-gateway/v1/integrations',
    family: 'rest',
    members: ['integrations', 'directoryIntegrations', 'items'],
    key: 'directorySync',
  }),
  roles: list({ path: '/role/cloud-gateway/v1/roles', family: 'rest', members: ['roles'], key: 'roles' }),
  connectors: list({
    path: '/connector/cloud-gateway/v1/connectors',
    family: 'rest',
    members: ['connectors'],
    key: 'connectors',
  }),
  unpublishedContent: unpublished('/api/policy/content-examination/get-policy'),
  unpublishedUrl: unpublished('/api/policy/url-protect/get-policies'),
  unpublishedAttachment: unpublished('/api/policy/attachment-management/get-policies'),
  unpublishedArchive: unpublished('/api/archive/get-settings', isArchiveRecord),
};

/** Undocumented sources. They are read only when the option is set. */
export const isUnpublished = (source: SourceId): boolean => source.startsWith('unpublished');

/** An older endpoint is read only when the newer one could not be read. */
export const FALLBACKS: Readonly<Partial<Record<SourceId, SourceId>>> = {
  blockedSendersOlder: 'blockedSenders',
  bypassOlder: 'bypass',
};

/**
 * An empty list of these is the best there can be. That counts only when the application could read something else of
 * the same product: an application without rights may get empty lists as well. The first one that is read decides.
 */
export const CONFIRMATIONS: Readonly<Partial<Record<SourceId, readonly SourceId[]>>> = {
  bypass: ['antiSpoofing', 'blockedSenders', 'greylisting'],
  bypassOlder: ['blockedSendersOlder'],
  managedUrls: ['antiSpoofing', 'blockedSenders', 'blockedSendersOlder'],
  managedSenders: ['account'],
};
