/** Members that the logs of `/api/*` share (wire.md 8 to 10). */

import { type FieldMapper, type FieldTable, field } from '../../field-mapping';
import { parseAddress, parseAddresses } from '../../parsers/address';
import { parseText } from '../../parsers/scalar';
import { parseTime } from '../../parsers/time';
import { mapAction, mapRecipientText, mapRoute, mapSubject } from './mail-members';

/** The address of a sender object. A display name alone is not an address. */
export const mapSender = field('from', parseAddress);
export const mapHeaderSender = field('headerFrom', parseAddress);

/** An array of address objects, or a single one. */
export const mapRecipients: FieldMapper = (event, value) => {
  const found = parseAddresses(value) ?? parseAddresses([value]);
  if (found === undefined || event.to.length > 0) return false;
  event.to = found;
  return true;
};

export const API_MAIL: FieldTable = {
  senderAddress: mapSender,
  recipientAddress: mapRecipientText,
  subject: mapSubject,
  route: mapRoute,
  action: mapAction,
  messageId: field('messageId', parseText),
  eventTime: field('time', parseTime),
  date: field('time', parseTime),
};

/** The record's id, when it is the event's id already. */
export const mapRecordId: FieldMapper = (event, value) => value === event.origin.id;
