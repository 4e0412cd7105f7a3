/** Members that the logs of `/api/*` share (wire.md 8 to 10). */
import { address, addresses } from '../../parsers/address';
import { text } from '../../parsers/scalar';
import { time } from '../../parsers/time';
import { into, type Table, type Take } from '../../field-mapping';
import { action, route, subject, to } from './mail-members';

/** The address of a sender object. A display name alone is not an address. */
export const sender = into('from', address);
export const headerSender = into('headerFrom', address);

/** An array of address objects, or a single one. */
export const recipients: Take = (event, value) => {
  const found = addresses(value) ?? addresses([value]);
  if (found === undefined || event.to.length > 0) return false;
  event.to = found;
  return true;
};

export const API_MAIL: Table = {
  senderAddress: sender,
  recipientAddress: to,
  subject,
  route,
  action,
  messageId: into('messageId', text),
  eventTime: into('time', time),
  date: into('time', time),
};

/** The record's id, when it is the event's id already. */
export const recordId: Take = (event, value) => value === event.origin.id;
