/**
 * Events in an envelope, as Event Push (wire.md 20) and the HTTP Event Collector have them: `{ "time": …, "event": { … } }`.
 * Our own HEC output has this form too. `event` may be one event, a list of them, or the JSON text of either.
 */
import { isJsonObject, type JsonObject } from '../contracts/json';
import { isBlank } from './parsers/scalar';
import { isPlainObject, toJson } from './to-json';

/** Members of an envelope. Senders add their own. */
const ENVELOPE_MEMBERS: ReadonlySet<string> = new Set([
  ...['event', 'time', 'host', 'source', 'sourcetype', 'index', 'fields'],
]);
/** Of these and others. */
const MAX_MEMBERS = 20;
/** Members of Mimecast's records. A record with a member `event` beside its own members is no envelope. */
const RECORD_MEMBERS = [
  ...['aggregateId', 'processingId', 'auditType', 'eventInfo', 'user', 'subject', 'messageId', 'recipients'],
  ...['senderEnvelope', 'senderAddress', 'recipientAddress', 'check', 'slug', 'emailAddress'],
];
/** One of them is in every record: by it an event is known in an envelope with members of its sender. */
const KIND_MEMBERS = ['type', 'eventType', 'auditType', 'aggregateId', 'processingId', 'eventTime', 'date'];
/** Longer texts are not parsed, because parsing would block the event loop. */
const MAX_TEXT_LENGTH = 1_000_000;

export interface Unwrapped {
  /** none is empty */
  readonly records: readonly JsonObject[];
  /** `event` was a list, also if it has one entry */
  readonly isList: boolean;
  /** what the envelope says beside the event; undefined when nothing */
  readonly envelope: JsonObject | undefined;
}

const isPlain = (value: unknown): value is JsonObject => isJsonObject(value) && isPlainObject(value);
const isRecord = (value: unknown): value is JsonObject => isPlain(value) && Object.keys(value).length > 0;

/** @returns undefined when the value is no envelope with an event in it, or cannot be read */
export function unwrap(value: unknown): Unwrapped | undefined {
  try {
    return readEnvelope(value);
  } catch {
    // a getter of an object from a flow may throw
    return undefined;
  }
}

/** The value of a JSON text; undefined for a text that is a word or a sentence. */
function parseText(text: string): unknown {
  if (text.length > MAX_TEXT_LENGTH || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const hasAny = (object: JsonObject, names: readonly string[]): boolean =>
  names.some((name) => Object.hasOwn(object, name));

function recordsIn(event: unknown): Pick<Unwrapped, 'records' | 'isList'> | undefined {
  const value = typeof event === 'string' ? parseText(event) : event;
  if (isRecord(value)) return { records: [value], isList: false };
  return Array.isArray(value) && value.length > 0 && value.every(isRecord)
    ? { records: value, isList: true }
    : undefined;
}

function readEnvelope(value: unknown): Unwrapped | undefined {
  if (!isJsonObject(value) || !Object.hasOwn(value, 'event') || !isPlain(value)) return undefined;
  const names = Object.keys(value);
  if (names.length > MAX_MEMBERS || hasAny(value, RECORD_MEMBERS)) return undefined;
  const { event, ...others } = value;
  const found = recordsIn(event);
  if (found === undefined) return undefined;
  const isKnown = names.every((name) => ENVELOPE_MEMBERS.has(name));
  if (!isKnown && !found.records.every((record) => hasAny(record, KIND_MEMBERS))) return undefined;
  const said = Object.entries(others).filter(([, one]) => !isBlank(one));
  return {
    ...found,
    envelope: said.length === 0 ? undefined : Object.assign({}, toJson(Object.fromEntries(said))),
  };
}
