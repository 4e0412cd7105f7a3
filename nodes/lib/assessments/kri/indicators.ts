/** How each indicator is measured: what it reads, and how records become numerator and denominator. */
import { INDICATORS, type IndicatorDefinition, type Slug } from '../../properties/values/kri-indicators';
import { measureAlignment } from './alignment';
import {
  classifyAttachment,
  classifyClick,
  classifyImpersonation,
  classifyPolicyChange,
  classifyReceipt,
  classifyRelease,
  countInDetails,
  firstId,
  measureEnforcement,
  measureLag,
  measureQueueAge,
  measureQueueSize,
} from './classify-records';
import type { EventMeasure, Measure } from './types';

/** Alignment of external senders that write to this tenant. DMARC Analyzer measures the tenant's own domains instead. */
const RECEIPTS: EventMeasure = {
  kind: 'events',
  log: 'siem.receipt',
  counted: 'inbound receipts whose DMARC check passed, of all that were checked',
  classify: classifyReceipt,
  idOf: firstId('senderHeader', 'senderEnvelope', 'messageId'),
  sourceName: 'the receipts of the SIEM feed',
};

export const MEASURES: Readonly<Record<Slug, Measure>> = {
  mimecast_impersonation_not_blocked_24h: {
    kind: 'events',
    log: 'ttp.impersonation',
    counted: 'records whose action is none, of all records',
    classify: classifyImpersonation,
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
    idOf: firstId('messageId', 'fileHash'),
    // It is unknown whether these were malicious, so they are reported in the details only.
    secondaryCounts: [
      { log: 'ttp.attachment.timeout', classify: countInDetails('timeout') },
      { log: 'ttp.attachment.error', classify: countInDetails('error') },
    ],
    stats: { series: 'attachment-scans', counts: 'all' },
    license: /attachment protect/i,
  },
  mimecast_url_clicks_post_delivery_7d: {
    kind: 'events',
    log: 'ttp.url',
    counted: 'inbound clicks that were malicious and allowed, of all malicious ones',
    classify: classifyClick,
    idOf: firstId('messageId', 'url'),
    chronological: true,
    stats: { series: 'url-clicks', counts: 'all' },
    license: /url protect/i,
  },
  mimecast_internal_anomalies_24h: {
    kind: 'events',
    log: 'siem.internal',
    counted: 'events of the type internal email protect',
    classify: () => ({ counted: true }),
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
    idOf: firstId('id', 'heldReason'),
  },
  mimecast_hold_queue_size: {
    kind: 'state',
    state: 'held',
    counted: 'messages on hold, once for each recipient',
    measure: measureQueueSize,
  },
  mimecast_hold_queue_oldest_hours: {
    kind: 'state',
    state: 'held',
    counted: 'hours since dateReceived of the oldest message on hold',
    measure: measureQueueAge,
  },
  mimecast_policy_changes_24h: {
    kind: 'events',
    log: 'audit',
    counted: 'audit events about policies, of all audit events',
    classify: classifyPolicyChange,
    idOf: firstId('id', 'eventInfo'),
    chronological: true,
  },
  mimecast_dmarc_enforced_domains_pct: {
    kind: 'state',
    state: 'dmarc.domains',
    counted: 'active domains whose dmarcPolicy is quarantine or reject, of all active domains',
    measure: measureEnforcement,
  },
  mimecast_collection_lag_minutes: {
    kind: 'state',
    state: 'lag',
    counted: 'minutes by which the slowest source of this account is behind',
    measure: measureLag,
    unclearMessage: 'no source node of this account has read anything yet, so nothing can be behind',
  },
};

export const factsOf = (slug: Slug): IndicatorDefinition => INDICATORS[slug];
