import { hash } from 'node:crypto';
import type { Members, Origin } from './event';
import type { Label } from './label';
import { SIEM_TYPES } from './logs';
import { isMembers } from './members';
import { text } from './readers/scalar';

const NO_MARKS: Members = {};
const UNKNOWN = 'unknown';

/** As sources do it: the first 128 bits of SHA-256 over the line (design 4.1). */
const idOfText = (line: string): string => hash('sha256', line).slice(0, 32);

/** The record's own word, in the naming of the batch or of the stream feed. */
const ownType = (record: unknown): string | undefined =>
  isMembers(record) ? (text(record['type']) ?? text(record['eventType'])) : undefined;

/** A page of one record that went through a Split node. */
const only = (ids: readonly string[] | undefined): string | undefined =>
  ids?.length === 1 ? ids[0] : undefined;

function marksOf(label: Label, index: number | undefined): Members {
  const marks = index === undefined ? undefined : label.marks?.[index];
  if (marks !== undefined) return marks;
  const { change, releasedBy } = label;
  if (change === undefined && releasedBy === undefined) return NO_MARKS;
  return { ...(change === undefined ? {} : { change }), ...(releasedBy === undefined ? {} : { releasedBy }) };
}

/**
 * @param index the record's place in its message; undefined: it is the message's only one
 * @param line the record's line, where it came as one; the id is made of it where none is given
 */
export function originOf(
  record: unknown,
  label: Label,
  index: number | undefined,
  line: string | undefined,
): Origin {
  const own = ownType(record);
  const log = text(label.log) ?? (own !== undefined && SIEM_TYPES.has(own) ? 'siem' : UNKNOWN);
  const type = (log === 'siem' ? own : undefined) ?? text(label.type) ?? own ?? UNKNOWN;
  const id = index === undefined ? (label.id ?? only(label.ids)) : label.ids?.[index];
  const account = text(label.account) ?? (isMembers(record) ? text(record['accountId']) : undefined);
  return {
    log,
    type,
    id: text(id) ?? idOfText(line ?? JSON.stringify(record) ?? ''),
    account,
    collectedAt: label.collectedAt,
    marks: marksOf(label, index),
  };
}
