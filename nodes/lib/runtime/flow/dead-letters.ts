import { z } from 'zod';
import { findAckReceiver } from '../../collector/delivery/ack-registry';
import type { BatchRef } from '../../collector/delivery/messages';
import { type DeadLetter, toDeadLetter, toRefusal } from '../../sinks/http/answers/dead-letter';
import type { RefusedRecords } from './judge-message';
import type { SentMessage } from './read-exchange';

/** A message on the second output of an ack node. */
export interface DeadLetterMessage {
  readonly topic: string;
  /** a list where the source sends pages or lines */
  readonly payload: DeadLetter | readonly DeadLetter[];
  readonly mimecast: Readonly<Record<string, unknown>>;
}

export interface DeadLetters {
  readonly messages: readonly DeadLetterMessage[];
  /** messages of a joined batch whose records have arrived, by their index */
  readonly arrived: readonly number[];
}

// Not a loose object, which would read the payload.
const marked = z.object({
  topic: z.string().optional(),
  mimecast: z.looseObject({
    ids: z.array(z.string()).optional(),
    marks: z.array(z.record(z.string(), z.unknown())).optional(),
  }),
});
type Mark = z.infer<typeof marked>['mimecast'];

/**
 * Makes messages of the refused records, as the source sent them. Undefined where it is not certain which records these
 * are, or the others could not be sent again alone.
 */
export function createDeadLetters(
  message: SentMessage,
  batch: BatchRef,
  refused: RefusedRecords,
  joined: boolean,
): DeadLetters | undefined {
  const parsed = marked.safeParse(message);
  if (!parsed.success) return undefined;
  const { topic = '', mimecast } = parsed.data;
  const build = joined ? fromJoined : fromMessage;
  return build({ topic, mimecast, batch, refused, now: Date.now() });
}

interface Source {
  readonly topic: string;
  readonly mimecast: Mark;
  readonly batch: BatchRef;
  readonly refused: RefusedRecords;
  readonly now: number;
}

function fromMessage({ topic, mimecast, batch, refused, now }: Source): DeadLetters | undefined {
  const { records, sentCount, othersArrived } = refused;
  const delivered = findAckReceiver(batch.source)?.deliveredMessage?.(batch);
  if (delivered === undefined || delivered.count !== sentCount) return undefined;
  if (!othersArrived && !delivered.divisible) return undefined;
  const found = records.flatMap(({ index, reason }) => {
    const record = delivered.record(index);
    const refusal = toRefusal(refused.receiver, refused.answer, reason, index);
    if (record === undefined) return [];
    const mark = { ...bareMark(mimecast), id: record.id, ...mimecast.marks?.[index] };
    return [{ record, letter: toDeadLetter(record.value, mark, refusal, now) }];
  });
  if (found.length !== records.length) return undefined;
  const ids = found.map(({ record }) => record.id);
  const single = batch.count > 1 || (mimecast.ids === undefined && mimecast['id'] !== undefined);
  const [first] = found;
  if (single && first !== undefined)
    return only(topic, first.letter, { ...batch, records: [first.record.index] });
  const ref = othersArrived ? batch : { ...batch, records: found.map(({ record }) => record.index) };
  const payload = found.map(({ letter }) => letter);
  return {
    messages: [{ topic, payload, mimecast: { ...bareMark(mimecast), ids, batch: ref } }],
    arrived: [],
  };
}

const only = (topic: string, payload: DeadLetter, batch: BatchRef): DeadLetters => ({
  messages: [{ topic, payload, mimecast: { ...payload.mimecast, batch } }],
  arrived: [],
});

/** Each message of the batch is one record, in their order. */
function fromJoined({ topic, mimecast, batch, refused, now }: Source): DeadLetters | undefined {
  if (!refused.othersArrived || refused.sentCount !== batch.count) return undefined;
  const messages = refused.records.flatMap(({ index, reason }) => {
    const ref = { ...batch, index };
    const record = findAckReceiver(batch.source)?.deliveredMessage?.(ref)?.record(0);
    if (record === undefined) return [];
    const refusal = toRefusal(refused.receiver, refused.answer, reason, index);
    const letter = toDeadLetter(record.value, { ...bareMark(mimecast), id: record.id }, refusal, now);
    return only(topic, letter, { ...ref, records: [record.index] }).messages;
  });
  if (messages.length !== refused.records.length) return undefined;
  const missing = new Set(refused.records.map(({ index }) => index));
  return {
    messages,
    arrived: Array.from({ length: batch.count }, (_, index) => index).filter((index) => !missing.has(index)),
  };
}

/** Members that belong to the message and not to one of its records. */
const OF_MESSAGE: ReadonlySet<string> = new Set(['batch', 'body', 'id', 'ids', 'marks']);

const bareMark = (mimecast: Mark): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(mimecast).filter(([name]) => !OF_MESSAGE.has(name)));
