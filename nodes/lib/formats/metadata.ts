/** The metadata of a message about its records, and the origin of each record. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../contracts/json';
import type { Entry } from './entries';
import type { Origin } from './event';
import { SIEM_TYPES } from './logs';
import { parseText } from './parsers/scalar';
import { wellFormed, wellFormedText } from './well-formed';

/** The members of `msg.mimecast` that formats use. Members that a flow has changed to another type are ignored. */
const mimecast = z.object({
  log: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  account: z.string().optional().catch(undefined),
  id: z.string().optional().catch(undefined),
  ids: z.array(z.string()).optional().catch(undefined),
  collectedAt: z
    .string()
    .transform((text) => Date.parse(text))
    .refine((epochMs) => Number.isFinite(epochMs))
    .optional()
    .catch(undefined),
  change: z.string().optional().catch(undefined),
  releasedBy: z.string().optional().catch(undefined),
  marks: z.array(z.record(z.string(), z.string())).optional().catch(undefined),
});

export type MessageMetadata = z.infer<typeof mimecast>;

const messageSchema = z.object({ mimecast });

export function readMetadata(message: unknown): MessageMetadata {
  const parsed = messageSchema.safeParse(message);
  return parsed.success ? parsed.data.mimecast : {};
}

const NO_MARKS: JsonObject = {};
const UNKNOWN = 'unknown';

/** The id that source nodes compute: the first 128 bits of SHA-256 of the line. */
const idOfText = (line: string): string => hash('sha256', line).slice(0, 32);

/** The type in the record, under its name in the batch or in the stream feed. */
const recordType = (record: unknown): string | undefined =>
  isJsonObject(record) ? (originText(record['type']) ?? originText(record['eventType'])) : undefined;

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
  const text = parseText(value);
  return text === undefined ? undefined : wellFormedText(text);
};

/** The id of a record without one is the hash of its line, or of its JSON. Nothing is replaced in it before. */
export function originOf({ record, index, line, envelope }: Entry, metadata: MessageMetadata): Origin {
  const typeInRecord = recordType(record);
  const log =
    originText(metadata.log) ??
    (typeInRecord !== undefined && SIEM_TYPES.has(typeInRecord) ? 'siem' : UNKNOWN);
  const type =
    (log === 'siem' ? typeInRecord : undefined) ?? originText(metadata.type) ?? typeInRecord ?? UNKNOWN;
  const id = index === undefined ? (metadata.id ?? onlyId(metadata.ids)) : metadata.ids?.[index];
  const account =
    originText(metadata.account) ?? (isJsonObject(record) ? originText(record['accountId']) : undefined);
  return {
    log,
    type,
    id: originText(id) ?? idOfText(line ?? JSON.stringify(record) ?? ''),
    account,
    collectedAt: metadata.collectedAt,
    marks: marksOf(metadata, index, envelope),
  };
}
