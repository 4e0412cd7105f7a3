/** Which sources are configuration, and what their policies are called on the first output. */
import type { JsonObject } from '../../contracts/json';
import { normalizePolicy, policyName, toStableItems } from './normalize-policy';
import { linkOf, senderOf } from './rules/permitted';
import { textOf } from './rules/results';
import type { ConfigItem, SourceId, Tier } from './types';

export interface PolicyList {
  /** in topics and as `type`: Mimecast's own word where there is one */
  readonly type: string;
  readonly tier: Tier;
  /** identifies a policy in its list */
  readonly nameOf: (record: JsonObject) => string;
  /** times and counters are no content: the form is not documented */
  readonly stable?: true;
}

const list = (type: string, more: Partial<PolicyList> = {}): PolicyList => ({
  type,
  tier: 'direct',
  nameOf: (record) => policyName(normalizePolicy(record)),
  ...more,
});
const unpublished = (type: string): PolicyList => list(type, { tier: 'unpublished', stable: true });

/** Several entries may have the same sender or domain, so the name says more. */
export const managedSenderName = (entry: JsonObject): string =>
  [senderOf(entry), textOf(entry['to'])].filter((text) => text !== '').join(' to ');

const LISTS: Readonly<Partial<Record<SourceId, PolicyList>>> = {
  account: list('account', { tier: 'attested', nameOf: () => 'account' }),
  blockedSenders: list('blocked-senders'),
  blockedSendersOlder: list('blocked-senders'),
  antiSpoofing: list('anti-spoofing'),
  bypass: list('anti-spoofing-bypass'),
  bypassOlder: list('anti-spoofing-bypass'),
  greylisting: list('greylisting'),
  outboundDkim: list('dns-authentication-outbound'),
  journaling: list('journaling', { stable: true }),
  cloudIntegrated: list('cloud-integrated', {
    nameOf: (record) => policyName(record) || 'default policy',
  }),
  dmarcDomains: list('dmarc-domains'),
  managedUrls: list('managed-urls', { nameOf: linkOf }),
  managedSenders: list('managed-senders', { tier: 'snapshot', nameOf: managedSenderName }),
  deliveryRoutes: list('delivery-route'),
  deliveryDefinitions: list('delivery-route-definitions'),
  directorySync: list('directory-sync', { stable: true }),
  roles: list('roles'),
  connectors: list('connectors', { stable: true }),
  unpublishedContent: unpublished('content-examination'),
  unpublishedUrl: unpublished('url-protect'),
  unpublishedAttachment: unpublished('attachment-management'),
  unpublishedArchive: list('archive-settings', {
    tier: 'unpublished',
    stable: true,
    nameOf: (record) => policyName(record) || 'archive settings',
  }),
};

const isSourceId = (name: string): name is SourceId => Object.hasOwn(LISTS, name);

export const POLICY_LISTS: readonly { readonly source: SourceId; readonly list: PolicyList }[] = Object.keys(
  LISTS,
)
  .filter(isSourceId)
  .flatMap((source) => {
    const found = LISTS[source];
    return found === undefined ? [] : [{ source, list: found }];
  });

/** The comparable content of each record, in the order of the records. */
export function namedItems(
  { nameOf, stable }: PolicyList,
  records: readonly JsonObject[],
): readonly ConfigItem[] {
  const contents =
    stable === true ? toStableItems(records).map(({ value }) => value) : records.map(normalizePolicy);
  return records.map((record, index) => ({ name: nameOf(record), value: contents[index] ?? {} }));
}
