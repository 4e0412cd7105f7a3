/** The metadata of a message about its records, and the origin of each record. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../contracts/json';
import { listOf } from '../contracts/list-schema';
import type { Entry } from './entries';
import type { Origin } from './event';
import { SIEM_TYPES } from './logs';
import { parseText } from './parsers/scalar';
import { cleanName } from './render/sanitize';
import { cached, lastCached } from './text-cache';
import { wellFormed, wellFormedText } from './well-formed';

const text = z.string().optional();
const texts = listOf(z.string()).optional();
const listOfMarks = listOf(z.record(z.string(), z.string())).optional();

/** The members of `msg.mimecast` that formats use, as source nodes send them. */
const asSent = z.object({
  ...{ log: text, type: text, account: text, id: text, ids: texts },
  ...{ collectedAt: text, change: text, releasedBy: text, marks: listOfMarks },
});

export type MessageMetadata = z.infer<typeof asSent>;

const ignored = text.catch(undefined);

/** The same, where members that a flow has changed to another type are ignored. It takes four times as long. */
const changed = z.object({
  ...{ log: ignored, type: ignored, account: ignored, id: ignored, ids: texts.catch(undefined) },
  ...{ collectedAt: ignored, change: ignored, releasedBy: ignored, marks: listOfMarks.catch(undefined) },
});

const NO_METADATA: MessageMetadata = {};

export function readMetadata(message: unknown): MessageMetadata {
  const mimecast = isJsonObject(message) ? message['mimecast'] : undefined;
  const sent = asSent.safeParse(mimecast);
  return sent.success ? sent.data : (changed.safeParse(mimecast).data ?? NO_METADATA);
}

/** Epoch ms; undefined when a flow has changed the text. */
const collectionTime = lastCached((time): number | undefined => {
  const epochMs = Date.parse(time);
  return Number.isFinite(epochMs) ? epochMs : undefined;
});

const NO_MARKS: JsonObject = {};
const UNKNOWN = 'unknown';

/** The id that source nodes compute: the first 128 bits of SHA-256 of the line. */
const idOfText = (line: string): string => hash('sha256', line).slice(0, 32);

/** The type in the record, under its name in the batch or in the stream feed. */
const recordType = (record: unknown): string | undefined =>
  isJsonObject(record) ? (originName(record['type']) ?? originName(record['eventType'])) : undefined;

/** Logs and types are few, but a flow can set any. */
const MAX_NAMES = 500;

/** `''` when it is not known. */
const siemTypes = cached(MAX_NAMES, (type) => {
  const name = type.toLowerCase().replace(/[_-]/g, ' ');
  return SIEM_TYPES.has(name) ? name : '';
});

/** `Receipt` and `url_protect` are types, too. */
const knownSiemType = (type: string): string | undefined => siemTypes(type) || undefined;

/** Members of SIEM records of all types (wire.md 4.3), also of types that are not known yet. */
const SIEM_MEMBERS = [
  ...['aggregateId', 'processingId', 'senderEnvelope', 'senderHeader', 'senderIp'],
] as const;

/** What our own HEC output says: `mimecast:siem`. Other receivers have source types of their own. */
const SOURCE_TYPE = /^mimecast:(\w+)$/;

interface Guess {
  readonly log: string | undefined;
  readonly type: string | undefined;
}

/** Log and type of a record that comes without the metadata of a source, from its envelope and from what it contains. */
function guess({ record, envelope, isUnwrapped }: Entry, typeInRecord: string | undefined): Guess {
  const sourceType = parseText(envelope?.['sourcetype']);
  const logInEnvelope = sourceType === undefined ? undefined : SOURCE_TYPE.exec(sourceType)?.[1];
  if (logInEnvelope !== undefined) {
    const fields = envelope?.['fields'];
    return {
      log: logInEnvelope,
      type: isJsonObject(fields) ? originName(fields['mimecast_type']) : undefined,
    };
  }
  if (typeInRecord === undefined || !isJsonObject(record)) return { log: undefined, type: undefined };
  const isSiem =
    knownSiemType(typeInRecord) !== undefined ||
    // Event Push sends nothing but SIEM events (wire.md 20)
    (isUnwrapped === true && sourceType === undefined) ||
    SIEM_MEMBERS.some((name) => parseText(record[name]) !== undefined);
  return { log: isSiem ? 'siem' : undefined, type: undefined };
}

/** The id of a page of one record, for example after a Split node. */
const onlyId = (ids: readonly string[] | undefined): string | undefined =>
  ids?.length === 1 ? ids[0] : undefined;

/** The marks of a record, and what its envelope says: under one name, because `source` is a member of records too. */
function marksOf(
  metadata: MessageMetadata,
  index: number | undefined,
  envelope: JsonObject | undefined,
): JsonObject {
  const marks = sourceMarks(metadata, index);
  if (marks === NO_MARKS && envelope === undefined) return NO_MARKS;
  return Object.assign({}, wellFormed(envelope === undefined ? marks : { ...marks, envelope }));
}

function sourceMarks(metadata: MessageMetadata, index: number | undefined): JsonObject {
  const marks = index === undefined ? undefined : metadata.marks?.[index];
  if (marks !== undefined) return marks;
  const { change, releasedBy } = metadata;
  if (change === undefined && releasedBy === undefined) return NO_MARKS;
  return { ...(change === undefined ? {} : { change }), ...(releasedBy === undefined ? {} : { releasedBy }) };
}

/** Texts from `msg.mimecast` and the record, without half surrogates. */
const originText = (value: unknown): string | undefined => {
  const found = parseText(value);
  return found === undefined ? undefined : wellFormedText(found);
};

const cleanNames = cached(MAX_NAMES, (name) => cleanName(wellFormedText(name)));

/** The same for a log or a type, which ids and paths are made of. */
const originName = (value: unknown): string | undefined => {
  const name = parseText(value);
  return name === undefined ? undefined : cleanNames(name) || undefined;
};

/** The id of a record without one is the hash of its line, or of its JSON. Nothing is replaced in it before. */
export function originOf(entry: Entry, metadata: MessageMetadata): Origin {
  const { record, index, line, envelope } = entry;
  const typeInRecord = recordType(record);
  const logOfSource = originName(metadata.log);
  const guessed = logOfSource === undefined ? guess(entry, typeInRecord) : undefined;
  const log = logOfSource ?? guessed?.log ?? UNKNOWN;
  const found =
    (log === 'siem' ? typeInRecord : undefined) ??
    originName(metadata.type) ??
    guessed?.type ??
    typeInRecord ??
    UNKNOWN;
  const type = log === 'siem' ? (knownSiemType(found) ?? found) : found;
  const id = index === undefined ? (metadata.id ?? onlyId(metadata.ids)) : metadata.ids?.[index];
  const account =
    originText(metadata.account) ?? (isJsonObject(record) ? originText(record['accountId']) : undefined);
  return {
    log,
    type,
    id: originText(id) ?? idOfText(line ?? JSON.stringify(record) ?? ''),
    account,
    collectedAt: metadata.collectedAt === undefined ? undefined : collectionTime(metadata.collectedAt),
    marks: marksOf(metadata, index, envelope),
  };
}
