/** The hold queue, released messages and rejected messages (wire.md 9.1 to 9.4). */
import type { Event } from '../event';
import { address } from '../parsers/address';
import { host, ip } from '../parsers/ip';
import { number, text, wholeNumber, word } from '../parsers/scalar';
import { spamDetail } from '../parsers/spam-detail';
import { time } from '../parsers/time';
import { into, lookup, put, type Take } from '../field-mapping';
import { headerSender, recipients, recordId, sender } from './shared/api-members';
import { act } from './shared/dispositions';
import type { Log } from './log';
import { route, subject } from './shared/mail-members';

function deriveMail(event: Event, name: string): void {
  event.kind = 'mail';
  event.activity = 'scan';
  event.name = name;
}

export const held: Log = {
  takes: lookup({
    id: recordId,
    from: sender,
    fromHeader: headerSender,
    to: recipients,
    subject,
    route,
    reason: into('reason', text),
    reasonCode: into('code', text),
    size: into('size', wholeNumber),
    dateReceived: into('time', time),
    policyInfo: into('policy', text),
  }),
  finish(event) {
    const change = text(event.rest['change']);
    deriveMail(event, change === 'removed' ? 'Message left the hold queue' : 'Message held');
    event.action = change;
    // released, rejected or expired: the queue does not tell which (wire.md 9.1)
    if (change !== 'removed') event.disposition = 'quarantined';
    event.level = change === 'removed' ? 'informational' : 'low';
  },
};

const mapStatus: Take = (event, value) => {
  const found = word(value);
  if (found === undefined) return false;
  act(event, found);
  return true;
};

const mapSpamDetail: Take = (event, value) => {
  const found = spamDetail(value);
  if (found === undefined) return false;
  event.spf = found.spf;
  event.dkim = found.dkim;
  event.dmarc = found.dmarc;
  put(event.rest, 'spamProcessingDetail', found.rest);
  return true;
};

export const releases: Log = {
  takes: lookup({
    id: recordId,
    status: mapStatus,
    released: into('time', time),
    operator: into('actor', address),
    fromEnv: sender,
    fromHdr: headerSender,
    to: recipients,
    subject,
    route,
    size: into('size', wholeNumber),
    heldReason: into('reason', text),
    policy: into('policy', text),
    messageInfo: into('message', text),
    spamScore: into('spamScore', number),
    spamProcessingDetail: mapSpamDetail,
  }),
  finish(event) {
    const wasRejected = event.disposition === 'rejected';
    deriveMail(event, wasRejected ? 'Held message rejected' : 'Held message released');
    event.disposition ??= 'restored';
    event.outcome = wasRejected ? 'failure' : 'success';
    event.level = wasRejected ? 'informational' : 'low';
  },
};

export const rejections: Log = {
  takes: lookup({
    id: recordId,
    created: into('time', time),
    type: into('code', (value) => (typeof value === 'number' ? String(value) : undefined)),
    description: into('reason', text),
    info: into('message', text),
    fromAddress: sender,
    toAddress: recipients,
    ipAddress: into('sourceIp', ip),
    remoteName: into('sourceHost', host),
    spamScore: into('spamScore', number),
  }),
  finish(event) {
    deriveMail(event, 'Message rejected');
    event.activity = 'receive';
    event.direction ??= 'inbound';
    event.disposition = 'rejected';
    event.outcome = 'failure';
    event.level = 'low';
  },
};

/** Number of held messages per policy; not a mail event. */
export const summary: Log = {
  takes: lookup({ policyInfo: into('policy', text) }),
  finish(event) {
    event.kind = 'other';
    event.name = 'Held messages by policy';
  },
};
