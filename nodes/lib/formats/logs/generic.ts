import { text } from '../parsers/scalar';
import { time } from '../parsers/time';
import { into, lookup } from '../field-mapping';
import type { Log } from './log';

/** Records of an unknown type: time and trace id under their usual names, everything else unmapped. */
export const generic: Log = {
  takes: lookup({
    timestamp: into('time', time),
    eventTime: into('time', time),
    aggregateId: into('traceId', text),
    type: (event, value) => value === event.origin.type,
  }),
  finish(event) {
    event.kind = 'other';
    event.name = 'Mimecast event';
  },
};
