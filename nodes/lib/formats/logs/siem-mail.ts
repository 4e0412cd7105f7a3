/** receipt, process, delivery, journal (wire.md 4.3): the mail flow of one message. */
import type { Disposition, Event, Level } from '../event';
import { attachments } from '../parsers/attachments';
import { host, ip } from '../parsers/ip';
import { boolean, text, wholeNumber } from '../parsers/scalar';
import { spamDetail } from '../parsers/spam-detail';
import { into, lookup, put, type Take } from '../field-mapping';
import { PAST_TENSE } from './shared/dispositions';
import type { Log } from './log';
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

export const spam: Take = (event, value) => {
  const found = spamDetail(value);
  if (found === undefined) return false;
  event.spf = found.spf;
  event.dkim = found.dkim;
  event.dmarc = found.dmarc;
  if (Object.keys(found.rest).length > 0) put(event.rest, 'spamProcessingDetail', found.rest);
  return true;
};

export const names: Take = (event, value) => {
  const found = attachments(value);
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

export const receipt: Log = {
  takes: lookup(COMMON, TRANSPORT, {
    spamProcessingDetail: spam,
    virusFound: into('malware', text),
    receiptErrors: into('message', text),
  }),
  finish(event) {
    event.activity = 'receive';
    deriveMail(event, 'Message');
    if (event.malware !== undefined && event.level === 'low') event.level = 'medium';
  },
};

export const process: Log = {
  takes: lookup(COMMON, TRANSPORT, {
    spamProcessingDetail: spam,
    holdReason: into('reason', text),
    attachments: names,
  }),
  finish(event) {
    event.activity = 'scan';
    deriveMail(event, 'Message');
    if (event.disposition === undefined || event.disposition === 'allowed') event.name = 'Message processed';
  },
};

const mapDelivered: Take = (event, value) => {
  const found = boolean(value);
  if (found === undefined) return false;
  event.disposition = found ? 'allowed' : 'failed';
  event.action = found ? 'delivered' : 'not delivered';
  return true;
};

export const delivery: Log = {
  takes: lookup(COMMON, TRANSPORT, {
    delivered: mapDelivered,
    subtype: (_event, value) => boolean(value) !== undefined,
    destinationIp: into('destinationIp', ip),
    Hostname: into('destinationHost', host),
    hostname: into('destinationHost', host),
    deliveryAttempts: into('attempts', wholeNumber),
    deliveryErrors: into('reason', text),
    deliveryTime: into('duration', wholeNumber),
    tlsUsed: into('tlsUsed', boolean),
  }),
  finish(event) {
    event.activity = 'relay';
    deriveMail(event, 'Delivery');
    event.name = event.disposition === 'failed' ? 'Message not delivered' : 'Message delivered';
  },
};

export const journal: Log = {
  takes: lookup(COMMON, TRANSPORT),
  finish(event) {
    event.kind = 'mail';
    event.activity = 'trace';
    event.name = 'Message journaled';
  },
};
