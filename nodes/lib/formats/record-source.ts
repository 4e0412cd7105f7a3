import { hash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../contracts/json';
import type { Origin } from './event';
import { SIEM_TYPES } from './logs';
import type { MessageMetadata } from './message-metadata';
import { parseText } from './parsers/scalar';

const NO_MARKS: JsonObject = {};
const UNKNOWN = 'unknown';

/** The id that source nodes compute: the first 128 bits of SHA-256 of the line. */
const idOfText = (line: string): string => hash('sha256', line).slice(0, 32);

/** The type in the record, under its name in the batch or in the stream feed. */
const recordType = (record: unknown): string | undefined =>
  isJsonObject(record) ? (parseText(record['type']) ?? parseText(record['eventType'])) : undefined;

/** The id of a page of one record, for example after a Split node. */
const onlyId = (ids: readonly string[] | undefined): string | undefined =>
  ids?.length === 1 ? ids[0] : undefined;

function marksOf(metadata: MessageMetadata, index: number | undefined): JsonObject {
  const marks = index === undefined ? undefined : metadata.marks?.[index];
  if (marks !== undefined) return marks;
  const { change, releasedBy } = metadata;
  if (change === undefined && releasedBy === undefined) return NO_MARKS;
  return { ...(change === undefined ? {} : { change }), ...(releasedBy === undefined ? {} : { releasedBy }) };
}

/**
 * @param index index of the record in its message; undefined when the message has one record only
 * @param line original line of the record, if any; the id is its hash when the message has no id
 */
export function originOf(
  record: unknown,
  metadata: MessageMetadata,
  index: number | undefined,
  line: string | undefined,
): Origin {
  const typeInRecord = recordType(record);
  const log =
    parseText(metadata.log) ??
    (typeInRecord !== undefined && SIEM_TYPES.has(typeInRecord) ? 'siem' : UNKNOWN);
  const type =
    (log === 'siem' ? typeInRecord : undefined) ?? parseText(metadata.type) ?? typeInRecord ?? UNKNOWN;
  const id = index === undefined ? (metadata.id ?? onlyId(metadata.ids)) : metadata.ids?.[index];
  const account =
    parseText(metadata.account) ?? (isJsonObject(record) ? parseText(record['accountId']) : undefined);
  return {
    log,
    type,
    id: parseText(id) ?? idOfText(line ?? JSON.stringify(record) ?? ''),
    account,
    collectedAt: metadata.collectedAt,
    marks: marksOf(metadata, index),
  };
}
