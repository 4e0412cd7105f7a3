/** Members that the logs of `/api/*` share (wire.md 8 to 10). */
import { address, addresses } from '../readers/address';
import { text } from '../readers/scalar';
import { time } from '../readers/time';
import { into, type Table, type Take } from '../table';
import { action, route, subject, to } from './mail-members';

/** Display names stand beside addresses; a name alone is not one. */
export const sender = into('from', address);
export const headerSender = into('headerFrom', address);

/** An array of address objects, or one of them. */
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

/** The record's id is what its event is known by. */
export const recordId: Take = (event, value) => value === event.origin.id;
