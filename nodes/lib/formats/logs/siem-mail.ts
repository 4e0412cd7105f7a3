/** receipt, process, delivery, journal (wire.md 4.3): the mail flow of one message. */
import type { Disposition, Event, Level } from '../event';
import { type FieldMapper, field, type LogMapping, mergeFields, setSafe } from '../field-mapping';
import { parseAttachments } from '../parsers/attachments';
import { parseHost, parseIp } from '../parsers/ip';
import { parseBoolean, parseText, parseWholeNumber } from '../parsers/scalar';
import { parseSpamDetail } from '../parsers/spam-detail';
import { PAST_TENSE } from './shared/dispositions';
import { COMMON, TRANSPORT } from './shared/mail-members';

/** Levels above informational, by disposition. */
const LEVEL: Partial<Readonly<Record<Disposition, Level>>> = {
  rejected: 'low',
  quarantined: 'low',
  isolated: 'low',
  failed: 'low',
};

/** The message was stopped, permanently or for now. */
const STOPPED: ReadonlySet<Disposition | undefined> = new Set(['rejected', 'quarantined', 'failed']);

export const mapSpamDetail: FieldMapper = (event, value) => {
  const found = parseSpamDetail(value);
  if (found === undefined) return false;
  event.spf = found.spf;
  event.dkim = found.dkim;
  event.dmarc = found.dmarc;
  if (Object.keys(found.rest).length > 0) setSafe(event.unmapped, 'spamProcessingDetail', found.rest);
  return true;
};

export const mapAttachmentNames: FieldMapper = (event, value) => {
  const found = parseAttachments(value);
  if (found === undefined) return false;
  event.files = found;
  return true;
};

function deriveMail(event: Event, subject: string): void {
  event.kind = 'mail';
  const { disposition } = event;
  if (disposition === undefined) {
    event.name = subject;
    return;
  }
  event.name = `${subject} ${PAST_TENSE[disposition]}`;
  event.level = LEVEL[disposition] ?? 'informational';
  event.outcome = STOPPED.has(disposition) ? 'failure' : disposition === 'allowed' ? 'success' : undefined;
}

export const receipt: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    spamProcessingDetail: mapSpamDetail,
    virusFound: field('malware', parseText),
    receiptErrors: field('message', parseText),
  }),
  derive(event) {
    event.activity = 'receive';
    deriveMail(event, 'Message');
    if (event.malware !== undefined && event.level === 'low') event.level = 'medium';
  },
};

export const process: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    spamProcessingDetail: mapSpamDetail,
    holdReason: field('reason', parseText),
    attachments: mapAttachmentNames,
  }),
  derive(event) {
    event.activity = 'scan';
    deriveMail(event, 'Message');
    if (event.disposition === undefined || event.disposition === 'allowed') event.name = 'Message processed';
  },
};

const mapDelivered: FieldMapper = (event, value) => {
  const found = parseBoolean(value);
  if (found === undefined) return false;
  event.disposition = found ? 'allowed' : 'failed';
  event.action = found ? 'delivered' : 'not delivered';
  return true;
};

export const delivery: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    delivered: mapDelivered,
    subtype: (_event, value) => parseBoolean(value) !== undefined,
    destinationIp: field('destinationIp', parseIp),
    Hostname: field('destinationHost', parseHost),
    hostname: field('destinationHost', parseHost),
    deliveryAttempts: field('attempts', parseWholeNumber),
    deliveryErrors: field('reason', parseText),
    deliveryTime: field('duration', parseWholeNumber),
    tlsUsed: field('tlsUsed', parseBoolean),
  }),
  derive(event) {
    event.activity = 'relay';
    deriveMail(event, 'Delivery');
    event.name = event.disposition === 'failed' ? 'Message not delivered' : 'Message delivered';
  },
};

export const journal: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT),
  derive(event) {
    event.kind = 'mail';
    event.activity = 'trace';
    event.name = 'Message journaled';
  },
};
