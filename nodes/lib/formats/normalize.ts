import { isJsonObject, type JsonObject } from '../contracts/json';
import { type Event, newEvent, type Origin } from './event';
import { mapFields, setSafe } from './field-mapping';
import { generic, mappingFor } from './logs';
import { parseTime } from './parsers/time';
import { toJson } from './to-json';
import { wellFormed } from './well-formed';

/** An event with the whole record in `unmapped`: for records that are not objects, and after an error in a parser. */
function unmappedEvent(origin: Origin, record: unknown): Event {
  const event = newEvent(origin, record);
  generic.derive(event, {});
  const copy = wellFormed(toJson(record));
  for (const [name, value] of isJsonObject(copy) ? Object.entries(copy) : [['record', copy] as const])
    setSafe(event.unmapped, name, value);
  addMarks(event);
  return event;
}

/** What the source or the envelope adds. A member of the record with the same name keeps its own value. */
function addMarks(event: Event): void {
  const { marks } = event.origin;
  for (const name of Object.keys(marks)) {
    const own = event.unmapped[name];
    if (own !== undefined) setSafe(event.unmapped, `record_${name}`, own);
    setSafe(event.unmapped, name, marks[name]);
  }
}

/** The time of the event, as its sender put it on the envelope. */
function envelopeTime({ marks: { envelope } }: Origin): number | undefined {
  return isJsonObject(envelope) ? parseTime(envelope['time']) : undefined;
}

/** The event of a record without half surrogates, or of one whose half surrogates stay; undefined for others. */
function eventOf(
  record: JsonObject,
  original: unknown,
  origin: Origin,
  mayHaveHalves: boolean,
): Event | undefined {
  const log = mappingFor(origin.log, origin.type);
  const event = newEvent(origin, original);
  if (!mapFields(event, record, log.fields, mayHaveHalves)) return undefined;
  addMarks(event);
  log.derive(event, record);
  event.time ??= envelopeTime(origin);
  return event;
}

/**
 * Never throws. A record that cannot be parsed becomes a generic event. `event.record` is the record as it came.
 * @param mayHaveHalves half surrogates stay: the format replaces them itself
 */
export function normalize(record: unknown, origin: Origin, mayHaveHalves = false): Event {
  if (!isJsonObject(record)) return unmappedEvent(origin, record);
  try {
    const event = eventOf(record, record, origin, mayHaveHalves);
    if (event !== undefined) return event;
    const copy = wellFormed(record);
    return (
      (isJsonObject(copy) ? eventOf(copy, record, origin, true) : undefined) ?? unmappedEvent(origin, record)
    );
  } catch {
    return unmappedEvent(origin, record);
  }
}
