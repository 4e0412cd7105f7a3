/** How each indicator is measured: what it reads, and how records become numerator and denominator. */
import {
  type Definition,
  INDICATORS,
  type IndicatorDefinition,
  type Slug,
} from '../../properties/values/kri-indicators';
import { measureAlignment } from './alignment';
import {
  classifyAllowedClick,
  classifyAttachment,
  classifyClick,
  classifyImpersonation,
  classifyPolicyChange,
  classifyReceipt,
  classifyRelease,
  classifyReleasedAttachment,
  countInDetails,
  firstId,
  measureEnforcement,
  measureLag,
  measureQueueAge,
  measureQueueSize,
} from './classify-records';
import {
  ATTACHMENT_MEMBERS,
  AUDIT_MEMBERS,
  CLICK_MEMBERS,
  DOMAIN_MEMBERS,
  HELD_AGE_MEMBERS,
  HELD_MEMBERS,
  IMPERSONATION_MEMBERS,
  INTERNAL_MEMBERS,
  RECEIPT_MEMBERS,
  RELEASE_JOIN_MEMBERS,
  RELEASE_MEMBERS,
} from './members/member-rules';
import type { EventMeasure, Measure } from './types';

/** Alignment of external senders that write to this tenant. DMARC Analyzer measures the tenant's own domains instead. */
const RECEIPTS: EventMeasure = {
  kind: 'events',
  log: 'siem.receipt',
  counted: 'inbound receipts whose DMARC check passed, of all that were checked',
  classify: classifyReceipt,
  members: RECEIPT_MEMBERS,
  idOf: firstId('senderHeader', 'senderEnvelope', 'messageId'),
  sourceName: 'the receipts of the SIEM feed',
};

const ATTACHMENT_STATS = { series: 'attachment-scans', counts: 'all' } as const;
const CLICK_STATS = { series: 'url-clicks', counts: 'all' } as const;

/** The definition `strict`. */
export const MEASURES: Readonly<Record<Slug, Measure>> = {
  mimecast_impersonation_not_blocked_24h: {
    kind: 'events',
    log: 'ttp.impersonation',
    counted: 'records whose action is none, and held ones that were released later, of all records',
    classify: classifyImpersonation,
    members: IMPERSONATION_MEMBERS,
    laterReleases: { log: 'held.releases', members: RELEASE_JOIN_MEMBERS },
    idOf: firstId('messageId', 'id'),
    chronological: true,
    stats: { series: 'impersonations', counts: 'same' },
    license: /impersonation/i,
  },
  mimecast_malware_delivered_24h: {
    kind: 'events',
    log: 'ttp.attachment',
    counted: 'inbound malicious attachments whose actionTriggered has none or a release, of all such',
    classify: classifyAttachment,
    members: ATTACHMENT_MEMBERS,
    idOf: firstId('messageId', 'fileHash'),
    // It is unknown whether these were malicious, so they are reported in the details only.
    secondaryCounts: [
      { log: 'ttp.attachment.timeout', classify: countInDetails('timeout') },
      { log: 'ttp.attachment.error', classify: countInDetails('error') },
    ],
    stats: ATTACHMENT_STATS,
    license: /attachment protect/i,
  },
  mimecast_url_clicks_post_delivery_7d: {
    kind: 'events',
    log: 'ttp.url',
    counted: 'inbound clicks that were malicious and allowed, of all malicious ones',
    classify: classifyClick,
    members: CLICK_MEMBERS,
    idOf: firstId('messageId', 'url'),
    chronological: true,
    stats: CLICK_STATS,
    license: /url protect/i,
  },
  mimecast_internal_anomalies_24h: {
    kind: 'events',
    log: 'siem.internal',
    counted: 'events of the type internal email protect',
    classify: () => ({ counted: true }),
    members: INTERNAL_MEMBERS,
    idOf: firstId('messageId', 'aggregateId', 'processingId'),
    license: /internal email protect/i,
  },
  mimecast_auth_alignment_pct: {
    kind: 'state',
    state: 'dmarc.statistics',
    counted: 'messages that pass DMARC, of all messages',
    measure: measureAlignment,
    fallback: RECEIPTS,
  },
  mimecast_user_released_held_24h: {
    kind: 'events',
    log: 'held.releases',
    counted: 'releases whose operator is a recipient, of all releases',
    classify: classifyRelease,
    members: RELEASE_MEMBERS,
    idOf: firstId('id', 'heldReason'),
  },
  mimecast_hold_queue_size: {
    kind: 'state',
    state: 'held',
    counted: 'messages on hold, once for each recipient',
    measure: measureQueueSize,
    members: HELD_MEMBERS,
  },
  mimecast_hold_queue_oldest_hours: {
    kind: 'state',
    state: 'held',
    counted: 'hours since dateReceived of the oldest message on hold',
    measure: measureQueueAge,
    members: HELD_AGE_MEMBERS,
  },
  mimecast_policy_changes_24h: {
    kind: 'events',
    log: 'audit',
    counted: 'audit events about policies, of all audit events',
    classify: classifyPolicyChange,
    members: AUDIT_MEMBERS,
    idOf: firstId('id', 'eventInfo'),
    chronological: true,
  },
  mimecast_dmarc_enforced_domains_pct: {
    kind: 'state',
    state: 'dmarc.domains',
    counted: 'active domains whose dmarcPolicy is quarantine or reject, of all active domains',
    measure: measureEnforcement,
    members: DOMAIN_MEMBERS,
  },
  mimecast_collection_lag_minutes: {
    kind: 'state',
    state: 'lag',
    counted: 'minutes by which the slowest source of this account is behind',
    measure: measureLag,
    unclearMessage: 'no source node of this account has read anything yet, so nothing can be behind',
  },
};

interface Variant {
  readonly title: string;
  readonly measure: EventMeasure;
}

/** What the definition `draxis` counts in another way (wire.md 10.7). */
const DRAXIS: Readonly<Partial<Record<Slug, Variant>>> = {
  mimecast_malware_delivered_24h: {
    title: 'Malicious attachments that were released',
    measure: {
      kind: 'events',
      log: 'ttp.attachment.all',
      counted:
        'malicious attachments of all routes whose actionTriggered has a release, of all malicious ones',
      classify: classifyReleasedAttachment,
      members: ATTACHMENT_MEMBERS,
      idOf: firstId('messageId', 'fileHash'),
      stats: ATTACHMENT_STATS,
      license: /attachment protect/i,
    },
  },
  mimecast_url_clicks_post_delivery_7d: {
    title: 'Clicks on links that were let through',
    measure: {
      kind: 'events',
      log: 'ttp.url.all',
      counted: 'inbound clicks that were allowed, on links of any scan result, of all inbound clicks',
      classify: classifyAllowedClick,
      members: CLICK_MEMBERS,
      idOf: firstId('messageId', 'url'),
      chronological: true,
      stats: CLICK_STATS,
      license: /url protect/i,
    },
  },
};

export const measureOf = (slug: Slug, definition: Definition): Measure =>
  (definition === 'draxis' ? DRAXIS[slug]?.measure : undefined) ?? MEASURES[slug];

export function factsOf(slug: Slug, definition: Definition = 'strict'): IndicatorDefinition {
  const variant = definition === 'draxis' ? DRAXIS[slug] : undefined;
  return variant === undefined ? INDICATORS[slug] : { ...INDICATORS[slug], title: variant.title };
}
