import { type Event, newEvent, type Origin } from './event';
import { generic, logOf } from './logs';
import { isMembers } from '../contracts/json';
import { plain } from './to-json';
import { fill, put } from './field-mapping';

/** An event with the whole record in `unmapped`: for records that are not objects, and after an error in a parser. */
function unmappedEvent(origin: Origin, record: unknown): Event {
  const event = newEvent(origin, record);
  generic.finish(event, {});
  if (isMembers(record))
    for (const [name, value] of Object.entries(record)) put(event.rest, name, plain(value));
  else put(event.rest, 'record', plain(record));
  return event;
}

/** Never throws. A record that cannot be parsed becomes a generic event. */
export function normalise(record: unknown, origin: Origin): Event {
  if (!isMembers(record)) return unmappedEvent(origin, record);
  try {
    const log = logOf(origin.log, origin.type);
    const event = newEvent(origin, record);
    fill(event, record, log.takes);
    for (const name of Object.keys(origin.marks)) put(event.rest, name, origin.marks[name]);
    log.finish(event, record);
    return event;
  } catch {
    return unmappedEvent(origin, record);
  }
}
