import { isJsonObject } from '../contracts/json';
import { type Event, newEvent, type Origin } from './event';
import { mapFields, setSafe } from './field-mapping';
import { generic, mappingFor } from './logs';
import { toJson } from './to-json';

/** An event with the whole record in `unmapped`: for records that are not objects, and after an error in a parser. */
function unmappedEvent(origin: Origin, record: unknown): Event {
  const event = newEvent(origin, record);
  generic.derive(event, {});
  if (isJsonObject(record))
    for (const [name, value] of Object.entries(record)) setSafe(event.unmapped, name, toJson(value));
  else setSafe(event.unmapped, 'record', toJson(record));
  return event;
}

/** Never throws. A record that cannot be parsed becomes a generic event. */
export function normalize(record: unknown, origin: Origin): Event {
  if (!isJsonObject(record)) return unmappedEvent(origin, record);
  try {
    const log = mappingFor(origin.log, origin.type);
    const event = newEvent(origin, record);
    mapFields(event, record, log.fields);
    for (const name of Object.keys(origin.marks)) setSafe(event.unmapped, name, origin.marks[name]);
    log.derive(event, record);
    return event;
  } catch {
    return unmappedEvent(origin, record);
  }
}
