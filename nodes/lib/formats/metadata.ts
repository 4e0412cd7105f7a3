/** The metadata of a message about its records, and the origin of each record. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../contracts/json';
import type { Origin } from './event';
import { SIEM_TYPES } from './logs';
import { parseText } from './parsers/scalar';

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
