/** How each source of the policy checks is read (mimecast-api.md 7, 10, 11, 12.2). Small looks, one after another. */
import type { SourceId, Value } from '../assess/policy/types';
import { inCanonicalOrder, isValue } from '../streams/paged/canonical';
import { ask } from '../streams/window/ask';
import type { WindowLog } from '../streams/window/log';
import { auditLog } from '../streams/window/logs/audit';
import { dlpLog } from '../streams/window/logs/dlp';
import { attachmentLog, impersonationLog, urlLog } from '../streams/window/logs/ttp';
import type { Answer } from './answer';
import { look, type SurveyContext } from './look';
import { type ListOf, readContext, readList, readOnce, unreadable } from './read';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const REST = '/policy-management/cloud-gateway/v1';

export interface SourceOptions {
  /** epoch ms */
  readonly now: number;
  /** how far back logs are asked for signs */
  readonly inferenceDays: number;
  readonly auditWithinHours: number;
}

export type Records = readonly Value[];
type Reader = (context: SurveyContext, options: SourceOptions) => Promise<Answer<Records>>;

const list =
  (of: ListOf): Reader =>
  async (context) => {
    const answer = await readList(of, context);
    return answer.kind === 'evidence' ? { ...answer, value: answer.value.records } : answer;
  };

const policies = (name: string, member = 'policies'): Reader =>
  list({ path: `${REST}/${name}/policies`, family: 'rest', member, key: 'policy' });
const older = (path: string): Reader => list({ path, family: 'post', key: 'policy' });
const unpublished = (path: string): Reader => list({ path, family: 'post', published: false, key: 'policy' });

/** All that is judged of an account: who is not named can't be told (mimecast-api.md 11.1). */
const ACCOUNT = [
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
      read: (body) => dataOf(body, '/api/account/get-account')?.map(judged),
    },
    context,
  );

const judged = (record: Value): Value =>
  Object.fromEntries(
    ACCOUNT.filter((name) => record[name] !== undefined).map((name) => [name, inOrder(record[name])]),
  );

/** The order of packages differs from answer to answer (mimecast-api.md 11.1). */
const inOrder = (value: unknown): unknown => (Array.isArray(value) ? inCanonicalOrder(value) : value);

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

/** One page is enough for a sign of life. */
async function recent(
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

const DEFINITION = ['ttpDefinition', 'definition', 'policy', 'policyName'];

/** Names of definitions and how often they acted; whom it concerned stays out of it. */
const acting =
  (log: () => WindowLog): Reader =>
  async (context, { now, inferenceDays }) => {
    const answer = await recent(log(), now - inferenceDays * DAY_MS, now, context);
    if (answer.kind !== 'evidence') return answer;
    const counts = new Map<string, number>();
    for (const record of answer.value) {
      const name = DEFINITION.map((member) => record[member]).find(
        (one) => typeof one === 'string' && one !== '',
      );
      if (name !== undefined) counts.set(String(name), (counts.get(String(name)) ?? 0) + 1);
    }
    const value = [...counts].map(([definition, records]) => ({ definition, records }));
    return value.length === 0 ? { kind: 'empty', asked: answer.asked } : { ...answer, value };
  };

/** The newest event is the first; who did what in it is not needed here. */
const audit: Reader = async (context, { now, auditWithinHours }) => {
  const answer = await recent(auditLog(), now - auditWithinHours * HOUR_MS, now, context);
  if (answer.kind !== 'evidence') return answer;
  return {
    ...answer,
    value: answer.value.slice(0, 1).map(({ eventTime, auditType }) => ({ eventTime, auditType })),
  };
};

function dataOf(body: unknown, path: string): Records | undefined {
  const data = isValue(body) ? body['data'] : undefined;
  if (!Array.isArray(data)) throw unreadable(path, 'data');
  return data.length === 0 ? undefined : data.filter(isValue);
}

export const SOURCES: Readonly<Record<SourceId, Reader>> = {
  account,
  blockedSenders: policies('blocked-senders'),
  blockedSendersOlder: older('/api/policy/blockedsenders/get-policy'),
  antiSpoofing: policies('anti-spoofing'),
  // documented oddity: these are called definitions
  bypass: policies('anti-spoofing-bypass', 'definitions'),
  bypassOlder: older('/api/policy/antispoofing-bypass/get-policy'),
  greylisting: policies('greylisting'),
  outboundDkim: policies('dns-authentication-outbound'),
  journaling: list({ path: '/api/journaling/get-service', family: 'post', key: 'journaling' }),
  cloudIntegrated: defaultPolicy,
  dmarcDomains: list({ path: '/dmarc-analyzer/v1/domains', family: 'rest', member: 'items', key: 'dmarc' }),
  urlStats: stats('url-clicks'),
  attachmentStats: stats('attachment-scans'),
  impersonationStats: stats('impersonations'),
  urlLog: acting(urlLog),
  attachmentLog: acting(attachmentLog),
  impersonationLog: acting(impersonationLog),
  dlpLog: acting(dlpLog),
  auditLog: audit,
  unpublishedContent: unpublished('/api/policy/content-examination/get-policy'),
  unpublishedUrl: unpublished('/api/policy/url-protect/get-policies'),
  unpublishedAttachment: unpublished('/api/policy/attachment-management/get-policies'),
  unpublishedArchive: unpublished('/api/archive/get-settings'),
};

/** Those that the reference does not find; asked only when somebody wants it. */
export const isUnpublished = (source: SourceId): boolean => source.startsWith('unpublished');

/** An older endpoint is asked when the newer one does not answer. */
export const FALLBACKS: Readonly<Partial<Record<SourceId, SourceId>>> = {
  blockedSendersOlder: 'blockedSenders',
  bypassOlder: 'bypass',
};
