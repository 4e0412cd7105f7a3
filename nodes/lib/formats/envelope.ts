/**
 * Events in an envelope, as Event Push (wire.md 20) and the HTTP Event Collector have them: `{ "time": …, "event": { … } }`.
 * Our own HEC output has this form too.
 */
import { isJsonObject, type JsonObject } from '../contracts/json';
import { isBlank } from './parsers/scalar';
import { isPlainObject, toJson } from './to-json';

/** Members of an envelope. A record that has a member `event` beside others is no envelope. */
const ENVELOPE_MEMBERS: ReadonlySet<string> = new Set([
  ...['event', 'time', 'host', 'source', 'sourcetype', 'index', 'fields'],
]);

export interface Unwrapped {
  readonly record: JsonObject;
  /** what the envelope says beside the event; undefined when nothing */
  readonly envelope: JsonObject | undefined;
}

const isPlain = (value: unknown): value is JsonObject => isJsonObject(value) && isPlainObject(value);

/** @returns undefined when the value is no envelope with an event in it, or cannot be read */
export function unwrap(value: unknown): Unwrapped | undefined {
  try {
    return readEnvelope(value);
  } catch {
    // a getter of an object from a flow may throw
    return undefined;
  }
}

function readEnvelope(value: unknown): Unwrapped | undefined {
  if (!isJsonObject(value) || !Object.hasOwn(value, 'event') || !isPlain(value)) return undefined;
  const names = Object.keys(value);
  if (names.length > ENVELOPE_MEMBERS.size || !names.every((name) => ENVELOPE_MEMBERS.has(name)))
    return undefined;
  const { event, ...others } = value;
  if (!isPlain(event) || Object.keys(event).length === 0) return undefined;
  const said = Object.entries(others).filter(([, one]) => !isBlank(one));
  return {
    record: event,
    envelope: said.length === 0 ? undefined : Object.assign({}, toJson(Object.fromEntries(said))),
  };
}
