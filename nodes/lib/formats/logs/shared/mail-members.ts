/** Members that all mail logs share, and their mappers. */

import { type FieldMapper, type FieldTable, field } from '../../field-mapping';
import { parseAddress, parseAddresses } from '../../parsers/address';
import { parseDirection } from '../../parsers/direction';
import { decodeWords } from '../../parsers/encoded-word';
import { parseIp } from '../../parsers/ip';
import { parseNumber, parseText, parseWholeNumber, parseWord } from '../../parsers/scalar';
import { parseTime } from '../../parsers/time';
import { setAction } from './dispositions';

export const mapRecipientText: FieldMapper = (event, value) => {
  const found = parseAddresses(value);
  if (found === undefined || event.to.length > 0) return false;
  event.to = found;
  return true;
};

/** Encoded words of a subject are decoded. */
export const mapSubject: FieldMapper = (event, value) => {
  const found = parseText(value);
  if (found === undefined) return false;
  event.subject = decodeWords(found);
  return true;
};

export const mapAction: FieldMapper = (event, value) => {
  const found = parseWord(value);
  if (found === undefined) return false;
  setAction(event, found);
  return true;
};

/** `route`, if it is a direction. In deliveries it is the name of a route, and goes into `unmapped`. */
export const mapRoute = field('direction', parseDirection);

export const mapFirstUrl: FieldMapper = (event, value) => {
  const found = parseText(value)?.trim();
  if (found === undefined || event.urls.length > 0) return false;
  event.urls = [found];
  return true;
};

/** Members of all types (wire.md 4.3), under their names in the batch and in the stream feed. */
export const COMMON: FieldTable = {
  accountId: (event, value) => parseText(value) === event.origin.account,
  aggregateId: field('traceId', parseText),
  timestamp: field('time', parseTime),
  type: (event, value) => value === event.origin.type,
  eventType: (event, value) => value === event.origin.type,
  // if set, it repeats the action
  subtype: (event, value) => value === event.action,
  subType: (event, value) => value === event.action,
  messageId: field('messageId', parseText),
  senderEnvelope: field('from', parseAddress),
  senderHeader: field('headerFrom', parseAddress),
  recipients: mapRecipientText,
  recipient: mapRecipientText,
  subject: mapSubject,
  senderIp: field('sourceIp', parseIp),
  senderDomain: field('sourceDomain', parseText),
  direction: field('direction', parseDirection),
  action: mapAction,
};

/** Sizes, TLS and rejections. */
export const TRANSPORT: FieldTable = {
  emailSize: field('size', parseWholeNumber),
  tlsVersion: field('tlsVersion', parseText),
  tlsCipher: field('tlsCipher', parseText),
  rejectionType: field('reason', parseText),
  rejectionCode: (event, value) => {
    const found = parseText(value);
    if (found === undefined || found === '0') return false;
    event.code = found;
    return true;
  },
  rejectionInfo: field('message', parseText),
  spamScore: field('spamScore', parseNumber),
};
