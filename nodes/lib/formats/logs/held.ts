/** The hold queue, released messages and rejected messages (wire.md 9.1 to 9.4). */
import type { Event } from '../event';
import { type FieldMapper, field, type LogMapping, mergeFields, setSafe } from '../field-mapping';
import { parseAddress } from '../parsers/address';
import { parseHost, parseIp } from '../parsers/ip';
import { parseNumber, parseText, parseWholeNumber, parseWord } from '../parsers/scalar';
import { parseSpamDetail } from '../parsers/spam-detail';
import { parseTime } from '../parsers/time';
import { mapHeaderSender, mapRecipients, mapRecordId, mapSender } from './shared/api-members';
import { setAction } from './shared/dispositions';
import { mapRoute, mapSubject } from './shared/mail-members';

function deriveMail(event: Event, name: string): void {
  event.kind = 'mail';
  event.activity = 'scan';
  event.name = name;
}

export const held: LogMapping = {
  fields: mergeFields({
    id: mapRecordId,
    from: mapSender,
    fromHeader: mapHeaderSender,
    to: mapRecipients,
    subject: mapSubject,
    route: mapRoute,
    reason: field('reason', parseText),
    reasonCode: field('code', parseText),
    size: field('size', parseWholeNumber),
    dateReceived: field('time', parseTime),
    policyInfo: field('policy', parseText),
  }),
  derive(event) {
    const change = parseText(event.unmapped['change']);
    deriveMail(event, change === 'removed' ? 'Message left the hold queue' : 'Message held');
    event.action = change;
    // released, rejected or expired: the queue does not show which (wire.md 9.1)
    if (change !== 'removed') event.disposition = 'quarantined';
    event.level = change === 'removed' ? 'informational' : 'low';
  },
};

const mapStatus: FieldMapper = (event, value) => {
  const found = parseWord(value);
  if (found === undefined) return false;
  setAction(event, found);
  return true;
};

const mapSpamDetail: FieldMapper = (event, value) => {
  const found = parseSpamDetail(value);
  if (found === undefined) return false;
  event.spf = found.spf;
  event.dkim = found.dkim;
  event.dmarc = found.dmarc;
  setSafe(event.unmapped, 'spamProcessingDetail', found.rest);
  return true;
};

export const releases: LogMapping = {
  fields: mergeFields({
    id: mapRecordId,
    status: mapStatus,
    released: field('time', parseTime),
    operator: field('actor', parseAddress),
    fromEnv: mapSender,
    fromHdr: mapHeaderSender,
    to: mapRecipients,
    subject: mapSubject,
    route: mapRoute,
    size: field('size', parseWholeNumber),
    heldReason: field('reason', parseText),
    policy: field('policy', parseText),
    messageInfo: field('message', parseText),
    spamScore: field('spamScore', parseNumber),
    spamProcessingDetail: mapSpamDetail,
  }),
  derive(event) {
    const wasRejected = event.disposition === 'rejected';
    deriveMail(event, wasRejected ? 'Held message rejected' : 'Held message released');
    event.disposition ??= 'restored';
    event.outcome = wasRejected ? 'failure' : 'success';
    event.level = wasRejected ? 'informational' : 'low';
  },
};

export const rejections: LogMapping = {
  fields: mergeFields({
    id: mapRecordId,
    created: field('time', parseTime),
    type: field('code', (value) => (typeof value === 'number' ? String(value) : undefined)),
    description: field('reason', parseText),
    info: field('message', parseText),
    fromAddress: mapSender,
    toAddress: mapRecipients,
    ipAddress: field('sourceIp', parseIp),
    remoteName: field('sourceHost', parseHost),
    spamScore: field('spamScore', parseNumber),
  }),
  derive(event) {
    deriveMail(event, 'Message rejected');
    event.activity = 'receive';
    event.direction ??= 'inbound';
    event.disposition = 'rejected';
    event.outcome = 'failure';
    event.level = 'low';
  },
};

/** Number of held messages per policy; not a mail event. */
export const summary: LogMapping = {
  fields: mergeFields({ policyInfo: field('policy', parseText) }),
  derive(event) {
    event.kind = 'other';
    event.name = 'Held messages by policy';
  },
};
