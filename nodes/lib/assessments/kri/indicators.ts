/** How each indicator is measured: what it reads, and how records become numerator and denominator. */
import { INDICATORS, type IndicatorFacts, type Slug } from '../../properties/values/kri-indicators';
import { alignment } from './alignment';
import {
  attachment,
  beside,
  click,
  enforcement,
  idFrom,
  impersonation,
  lag,
  policyChange,
  queueAge,
  queueSize,
  receiptAlignment,
  release,
} from './classify-records';
import type { Events, Measure } from './types';

/** Alignment of external senders that write to this tenant. DMARC Analyzer measures the tenant's own domains instead. */
const RECEIPTS: Events = {
  kind: 'events',
  log: 'siem.receipt',
  counted: 'inbound receipts whose DMARC check passed, of all that were checked',
  vote: receiptAlignment,
  idOf: idFrom('senderHeader', 'senderEnvelope', 'messageId'),
  from: 'the receipts of the SIEM feed',
};

export const MEASURES: Readonly<Record<Slug, Measure>> = {
  mimecast_impersonation_not_blocked_24h: {
    kind: 'events',
    log: 'ttp.impersonation',
    counted: 'records whose action is none, of all records',
    vote: impersonation,
    idOf: idFrom('messageId', 'id'),
    inOrder: true,
    stats: { series: 'impersonations', counts: 'same' },
    license: /impersonation/i,
  },
  mimecast_malware_delivered_24h: {
    kind: 'events',
    log: 'ttp.attachment',
    counted: 'inbound malicious attachments whose actionTriggered has none or a release, of all such',
    vote: attachment,
    idOf: idFrom('messageId', 'fileHash'),
    // Nobody knows whether these were malicious, so they are reported in the details only.
    besides: [
      { log: 'ttp.attachment.timeout', vote: beside('timeout') },
      { log: 'ttp.attachment.error', vote: beside('error') },
    ],
    stats: { series: 'attachment-scans', counts: 'all' },
    license: /attachment protect/i,
  },
  mimecast_url_clicks_post_delivery_7d: {
    kind: 'events',
    log: 'ttp.url',
    counted: 'inbound clicks that were malicious and allowed, of all malicious ones',
    vote: click,
    idOf: idFrom('messageId', 'url'),
    inOrder: true,
    stats: { series: 'url-clicks', counts: 'all' },
    license: /url protect/i,
  },
  mimecast_internal_anomalies_24h: {
    kind: 'events',
    log: 'siem.internal',
    counted: 'events of the type internal email protect',
    vote: () => ({ counted: true }),
    idOf: idFrom('messageId', 'aggregateId', 'processingId'),
    license: /internal email protect/i,
  },
  mimecast_auth_alignment_pct: {
    kind: 'state',
    state: 'dmarc.statistics',
    counted: 'messages that pass DMARC, of all messages',
    measure: alignment,
    instead: RECEIPTS,
  },
  mimecast_user_released_held_24h: {
    kind: 'events',
    log: 'held.releases',
    counted: 'releases whose operator is a recipient, of all releases',
    vote: release,
    idOf: idFrom('id', 'heldReason'),
  },
  mimecast_hold_queue_size: {
    kind: 'state',
    state: 'held',
    counted: 'messages on hold, once for each recipient',
    measure: queueSize,
  },
  mimecast_hold_queue_oldest_hours: {
    kind: 'state',
    state: 'held',
    counted: 'hours since dateReceived of the oldest message on hold',
    measure: queueAge,
  },
  mimecast_policy_changes_24h: {
    kind: 'events',
    log: 'audit',
    counted: 'audit events about policies, of all audit events',
    vote: policyChange,
    idOf: idFrom('id', 'eventInfo'),
    inOrder: true,
  },
  mimecast_dmarc_enforced_domains_pct: {
    kind: 'state',
    state: 'dmarc.domains',
    counted: 'active domains whose dmarcPolicy is quarantine or reject, of all active domains',
    measure: enforcement,
  },
  mimecast_collection_lag_minutes: {
    kind: 'state',
    state: 'lag',
    counted: 'minutes by which the slowest source of this account is behind',
    measure: lag,
    unclear: 'no source node of this account has read anything yet, so nothing can be behind',
  },
};

export const factsOf = (slug: Slug): IndicatorFacts => INDICATORS[slug];
