/** receipt, process, delivery, journal (wire.md 4.3): the mail flow of one message. */
import type { Disposition, Event, Level } from '../event';
import { also, type FieldMapper, field, type LogMapping, mergeFields } from '../field-mapping';
import { parseHost, parseIp } from '../parsers/ip';
import { saysNothingFound } from '../parsers/malware';
import { parseBoolean, parseText, parseWholeNumber } from '../parsers/scalar';
import { PAST_TENSE } from './shared/dispositions';
import { mapAttachments } from './shared/files';
import { mapMalware, mapSpamDetail, raiseForMalware } from './shared/judgements';
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

/** A `virusFound` that is no name of malware says why the message was refused (wire.md 4.3). */
function useRefusalAsReason(event: Event): void {
  const { virusFound } = event.unmapped;
  if (event.reason !== undefined || typeof virusFound !== 'string' || saysNothingFound(virusFound)) return;
  event.reason = virusFound;
  delete event.unmapped['virusFound'];
}

export const receipt: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    spamProcessingDetail: mapSpamDetail,
    virusFound: mapMalware,
    receiptErrors: field('message', parseText),
  }),
  derive(event) {
    event.activity = 'receive';
    deriveMail(event, 'Message');
    useRefusalAsReason(event);
    raiseForMalware(event);
  },
};

export const process: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    spamProcessingDetail: mapSpamDetail,
    virusFound: mapMalware,
    holdReason: field('reason', parseText),
    attachments: mapAttachments,
  }),
  derive(event) {
    event.activity = 'scan';
    deriveMail(event, 'Message');
    if (event.disposition === undefined || event.disposition === 'allowed') event.name = 'Message processed';
    raiseForMalware(event);
  },
};

function setDelivered(event: Event, delivered: boolean): void {
  event.disposition = delivered ? 'allowed' : 'failed';
  event.action = delivered ? 'delivered' : 'not delivered';
}

/** The member is kept beside the action, which is in our words. */
const mapDelivered: FieldMapper = (event, value) => {
  const found = parseBoolean(value);
  if (found !== undefined) setDelivered(event, found);
  return false;
};

const DELIVERY_TITLES: Partial<Readonly<Record<Disposition, string>>> = {
  allowed: 'Message delivered',
  failed: 'Message not delivered',
};

export const delivery: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    delivered: mapDelivered,
    // the name of a delivery route (wire.md 4.3)
    route: also(field('policy', parseText)),
    // if set, it repeats `delivered`
    subtype: (event, value) => value === event.unmapped['delivered'],
    subType: (event, value) => value === event.unmapped['delivered'],
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
    const { subtype, subType } = event.unmapped;
    const delivered = parseBoolean(subtype ?? subType);
    if (event.disposition === undefined && delivered !== undefined) setDelivered(event, delivered);
    deriveMail(event, 'Delivery');
    event.name = DELIVERY_TITLES[event.disposition ?? 'detected'] ?? 'Delivery attempted';
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
