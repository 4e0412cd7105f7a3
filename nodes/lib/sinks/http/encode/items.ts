/** The items of a payload: what a receiver counts as one record, as it is sent to it. Pure. */
import { hash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../../contracts/json';
import type { HttpReceiver } from '../../../properties/node/http';
import { payloadError } from '../errors';
import { type Entries, type Entry, readEntries } from './entries';

/** What `msg.mimecast` says about the records. */
export interface RecordOrigin {
  readonly log?: string | undefined;
  readonly type?: string | undefined;
  /** one per record, in their order; empty where there are none */
  readonly ids: readonly string[];
}

export interface EncodedPayload {
  /** without the separators of the body */
  readonly items: readonly Buffer[];
  /** The payload is one value and becomes a request of its own. */
  readonly alone: boolean;
  /** The payload with some of the items only, in its own form. */
  readonly select: (indexes: readonly number[]) => unknown;
}

/** An item: its text, and how many entries it consists of. */
interface Encoded {
  readonly text: string;
  readonly entries: 1 | 2;
}

/** @param next the entry after it */
type ItemEncoder = (entry: Entry, next: Entry | undefined, index: number, origin: RecordOrigin) => Encoded;

const one = (text: string): Encoded => ({ text, entries: 1 });

const HEC_MEMBERS: ReadonlySet<string> = new Set([
  'time',
  'host',
  'source',
  'sourcetype',
  'index',
  'event',
  'fields',
]);

const isHecEvent = (value: unknown): boolean =>
  isJsonObject(value) && 'event' in value && Object.keys(value).every((name) => HEC_MEMBERS.has(name));

/** The time of a SIEM record, epoch ms; some feeds write it as text. */
function timeOf(value: unknown): number | undefined {
  const time = isJsonObject(value) ? value['timestamp'] : undefined;
  const ms = typeof time === 'string' && /^\d{12,14}$/.test(time) ? Number(time) : time;
  return typeof ms === 'number' && Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

const encodeHec: ItemEncoder = ({ json, value }, _next, index, { log, type, ids }) => {
  if (isHecEvent(value)) return one(json);
  const ms = timeOf(value);
  const id = ids[index];
  const members = {
    ...(ms === undefined ? {} : { time: ms / 1000 }),
    source: ['mimecast', log, type?.replaceAll(' ', '-')].filter((part) => part !== undefined).join('/'),
    sourcetype: log === undefined ? 'mimecast' : `mimecast:${log}`,
    ...(id === undefined ? {} : { fields: { mimecast_id: id } }),
  };
  return one(`${JSON.stringify(members).slice(0, -1)},"event":${json}}`);
};

const ACTIONS: ReadonlySet<string> = new Set(['create', 'index']);

/** The line of `_bulk` before a document. */
function isAction(value: unknown): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const [name, ...more] = Object.keys(value);
  return name !== undefined && more.length === 0 && ACTIONS.has(name) && isJsonObject(value[name]);
}

/** Maximum bytes of an `_id`. */
const MAX_ID_BYTES = 512;

/** The same record has the same id, so that a redelivery is a duplicate and not a second document. */
function documentId(id: string | undefined, json: string): string {
  if (id === undefined || id === '') return hash('sha256', json).slice(0, 32);
  return Buffer.byteLength(id) <= MAX_ID_BYTES ? id : hash('sha256', id);
}

const encodeElastic: ItemEncoder = (entry, next, index, { ids }) => {
  if (!isJsonObject(entry.value)) throw payloadError('Elasticsearch takes objects only');
  if (!isAction(entry.value))
    return one(`{"create":{"_id":${JSON.stringify(documentId(ids[index], entry.json))}}}\n${entry.json}`);
  if (next === undefined || !isJsonObject(next.value))
    throw payloadError('there is no document after an action of _bulk');
  return { text: `${entry.json}\n${next.json}`, entries: 2 };
};

const encodeAzure: ItemEncoder = ({ json, value }) => {
  if (!isJsonObject(value)) throw payloadError('Azure Logs Ingestion takes objects only');
  return one(json);
};

const encodeJson: ItemEncoder = ({ json }) => one(json);

const ENCODERS: Readonly<Record<HttpReceiver, ItemEncoder>> = {
  hec: encodeHec,
  elastic: encodeElastic,
  azure: encodeAzure,
  ndjson: encodeJson,
  json: encodeJson,
};

/** @throws HttpError HTTP_PAYLOAD */
export function encodePayload(
  receiver: HttpReceiver,
  payload: unknown,
  origin: RecordOrigin,
): EncodedPayload {
  const entries = readEntries(payload);
  const { list } = entries;
  const encode = ENCODERS[receiver];
  const items: Buffer[] = [];
  /** index of the first entry of each item */
  const starts: number[] = [];
  for (let at = 0; at < list.length; ) {
    const entry = list[at];
    if (entry === undefined) break;
    const { text, entries: used } = encode(entry, list[at + 1], items.length, origin);
    items.push(Buffer.from(text));
    starts.push(at);
    at += used;
  }
  return {
    items,
    alone: receiver === 'json' && entries.single,
    select: (indexes) => entries.select(indexes.flatMap((index) => entryIndexes(entries, starts, index))),
  };
}

function entryIndexes({ list }: Entries, starts: readonly number[], item: number): number[] {
  const start = starts[item] ?? list.length;
  const end = starts[item + 1] ?? list.length;
  return Array.from({ length: end - start }, (_, offset) => start + offset);
}
