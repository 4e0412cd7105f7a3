import { field, type LogMapping, mergeFields } from '../field-mapping';
import { parseText } from '../parsers/scalar';
import { parseTime } from '../parsers/time';

const MAX_TYPE_LENGTH = 100;

/** A title that says what the record is, if it says so itself. */
export const titleOfType = (type: string): string =>
  type === UNKNOWN_TYPE ? 'Mimecast event' : `Mimecast event: ${type.slice(0, MAX_TYPE_LENGTH)}`;

const UNKNOWN_TYPE = 'unknown';

/** Records of an unknown type: time and trace id under their usual names, everything else unmapped. */
export const generic: LogMapping = {
  fields: mergeFields({
    timestamp: field('time', parseTime),
    eventTime: field('time', parseTime),
    aggregateId: field('traceId', parseText),
    type: (event, value) => value === event.origin.type,
  }),
  derive(event) {
    event.kind = 'other';
    event.name = titleOfType(event.origin.type);
  },
};
