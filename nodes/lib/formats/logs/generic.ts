import { field, type LogMapping, mergeFields } from '../field-mapping';
import { parseText } from '../parsers/scalar';
import { parseTime } from '../parsers/time';

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
    event.name = 'Mimecast event';
  },
};
