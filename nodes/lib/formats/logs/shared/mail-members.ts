/** Members that all mail logs share, and their mappers. */
import { address, addresses } from '../../parsers/address';
import { direction } from '../../parsers/direction';
import { decodeWords } from '../../parsers/encoded-word';
import { ip } from '../../parsers/ip';
import { number, text, wholeNumber, word } from '../../parsers/scalar';
import { time } from '../../parsers/time';
import { into, type Table, type Take } from '../../field-mapping';
import { act } from './dispositions';

export const to: Take = (event, value) => {
  const found = addresses(value);
  if (found === undefined || event.to.length > 0) return false;
  event.to = found;
  return true;
};

/** Encoded words of a subject are decoded. */
export const subject: Take = (event, value) => {
  const found = text(value);
  if (found === undefined) return false;
  event.subject = decodeWords(found);
  return true;
};

export const action: Take = (event, value) => {
  const found = word(value);
  if (found === undefined) return false;
  act(event, found);
  return true;
};

/** `route`, if it is a direction. In deliveries it is the name of a route, and goes into `unmapped`. */
export const route = into('direction', direction);

export const firstUrl: Take = (event, value) => {
  const found = text(value)?.trim();
  if (found === undefined || event.urls.length > 0) return false;
  event.urls = [found];
  return true;
};

/** Members of all types (wire.md 4.3), under their names in the batch and in the stream feed. */
export const COMMON: Table = {
  accountId: (event, value) => text(value) === event.origin.account,
  aggregateId: into('traceId', text),
  timestamp: into('time', time),
  type: (event, value) => value === event.origin.type,
  eventType: (event, value) => value === event.origin.type,
  // if set, it repeats the action
  subtype: (event, value) => value === event.action,
  subType: (event, value) => value === event.action,
  messageId: into('messageId', text),
  senderEnvelope: into('from', address),
  senderHeader: into('headerFrom', address),
  recipients: to,
  recipient: to,
  subject,
  senderIp: into('sourceIp', ip),
  senderDomain: into('sourceDomain', text),
  direction: into('direction', direction),
  action,
};

/** Sizes, TLS and rejections. */
export const TRANSPORT: Table = {
  emailSize: into('size', wholeNumber),
  tlsVersion: into('tlsVersion', text),
  tlsCipher: into('tlsCipher', text),
  rejectionType: into('reason', text),
  rejectionCode: (event, value) => {
    const found = text(value);
    if (found === undefined || found === '0') return false;
    event.code = found;
    return true;
  },
  rejectionInfo: into('message', text),
  spamScore: into('spamScore', number),
};
