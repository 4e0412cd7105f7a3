/** Members that the logs of `/api/*` share (wire.md 8 to 10). */

import { type FieldMapper, type FieldTable, field } from '../../field-mapping';
import { parseText } from '../../parsers/scalar';
import { parseTime } from '../../parsers/time';
import { mapAction, mapRoute, mapSubject } from './mail-members';
import { mapPerson, mapRecipients } from './people';

export const mapSender = mapPerson('from', 'fromName');
export const mapHeaderSender = mapPerson('headerFrom', 'headerFromName');

export const API_MAIL: FieldTable = {
  senderAddress: mapSender,
  recipientAddress: mapRecipients,
  subject: mapSubject,
  route: mapRoute,
  action: mapAction,
  messageId: field('messageId', parseText),
  eventTime: field('time', parseTime),
  date: field('time', parseTime),
};

/** The record's id, when it is the event's id already. */
export const mapRecordId: FieldMapper = (event, value) => value === event.origin.id;
