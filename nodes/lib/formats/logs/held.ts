/** The hold queue, released messages and rejected messages (wire.md 9.1 to 9.4). */
import type { Disposition, Event, Level } from '../event';
import { also, field, type LogMapping, mergeFields } from '../field-mapping';
import { parseHost, parseIp } from '../parsers/ip';
import { parseNumber, parseText, parseWholeNumber } from '../parsers/scalar';
import { parseTime } from '../parsers/time';
import { mapHeaderSender, mapRecordId, mapSender } from './shared/api-members';
import { mapSpamDetail } from './shared/judgements';
import { mapAction, mapRoute, mapSubject } from './shared/mail-members';
import { mapPerson, mapRecipients } from './shared/people';

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

interface EndOfHold {
  /** instead of the status, if that says something else */
  readonly action?: string;
  readonly name: string;
  readonly disposition: Disposition | undefined;
  readonly outcome: Event['outcome'];
  readonly level: Level;
}

const RELEASED: EndOfHold = {
  name: 'Held message released',
  disposition: 'restored',
  outcome: 'success',
  level: 'low',
};
const REJECTED: EndOfHold = {
  name: 'Held message rejected',
  disposition: 'rejected',
  outcome: 'failure',
  level: 'informational',
};

const NOT_RELEASED: EndOfHold = { ...REJECTED, name: 'Held message expired', action: 'expired' };

/** A message that expired in the queue has the status `released` or `rejected` (wire.md 9.3), and nobody has got it. */
const EXPIRED = /^\s*expired\b|\bexpired in (?:the )?queue\b/i;

function endOfHold({ action, disposition, message }: Event): EndOfHold {
  if (EXPIRED.test(message ?? '') || EXPIRED.test(action ?? '')) return NOT_RELEASED;
  if (disposition === 'rejected') return REJECTED;
  if (action === undefined || disposition === 'restored') return RELEASED;
  // a status that is not known
  return { name: 'Held message processed', disposition, outcome: undefined, level: 'low' };
}

/** The status remains among the members without a field of their own. */
function correctAction(event: Event, action: string): void {
  if (event.action?.trim().toLowerCase() === action) return;
  if (event.action !== undefined) event.unmapped['status'] = event.action;
  event.action = action;
}

export const releases: LogMapping = {
  fields: mergeFields({
    id: mapRecordId,
    status: mapAction,
    released: field('time', parseTime),
    operator: mapPerson('actor', 'actorName'),
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
    const end = endOfHold(event);
    deriveMail(event, end.name);
    if (end.action !== undefined) correctAction(event, end.action);
    event.disposition = end.disposition;
    event.outcome = end.outcome;
    event.level = end.level;
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
    remoteEhlo: also(
      field('command', (value) => {
        const host = parseHost(value);
        return host === undefined ? undefined : `EHLO ${host}`;
      }),
    ),
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
