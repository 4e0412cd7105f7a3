import { z } from 'zod';
import { type DeliveredRecord, findAckReceiver } from '../../collector/delivery/ack-registry';
import type { BatchRef } from '../../collector/delivery/messages';
import { listOf } from '../../contracts/list-schema';
import { type Refusal, refusalsOf } from '../../sinks/http/answers/refusal';
import { type RefusedRecords, refusalText } from './judge-message';
import type { SentMessage } from './read-exchange';

/** A message on the second output of an ack node, in the form of the source's messages. */
export interface DeadLetterMessage {
  readonly topic: string;
  readonly payload: unknown;
  readonly mimecast: Readonly<Record<string, unknown>>;
  readonly refused: {
    readonly code: Refusal['code'];
    readonly reason: string;
    readonly receiver: string;
    readonly status: unknown;
    /** one per record */
    readonly records: readonly Refusal[];
  };
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
    id: z.string().optional(),
    ids: listOf(z.string()).optional(),
    marks: listOf(z.unknown()).optional(),
  }),
});
type Marked = z.infer<typeof marked>;

/** A refused record, with its place in the request. */
interface Refused {
  readonly record: DeliveredRecord;
  readonly position: number;
  readonly refusal: Refusal;
}

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
  const build = joined ? fromJoined : fromMessage;
  return build(parsed.data, batch, refused);
}

function fromMessage(marks: Marked, batch: BatchRef, refused: RefusedRecords): DeadLetters | undefined {
  const { sentCount, othersArrived } = refused;
  const delivered = findAckReceiver(batch.source)?.deliveredMessage?.(batch);
  if (delivered === undefined || delivered.count !== sentCount) return undefined;
  if (!othersArrived && !delivered.divisible) return undefined;
  const found = find(refused, (position) => delivered.record(position));
  const [first] = found;
  if (first === undefined || found.length !== refused.records.length) return undefined;
  const { ids, id } = marks.mimecast;
  if (id !== undefined && ids === undefined)
    return { messages: [single(marks, batch, refused, first)], arrived: [] };
  return { messages: [several(marks, batch, refused, found)], arrived: [] };
}

/** Each message of the batch is one record, in their order. */
function fromJoined(marks: Marked, batch: BatchRef, refused: RefusedRecords): DeadLetters | undefined {
  if (!refused.othersArrived || refused.sentCount !== batch.count) return undefined;
  const receiver = findAckReceiver(batch.source);
  const found = find(refused, (index) => receiver?.deliveredMessage?.({ ...batch, index })?.record(0));
  if (found.length !== refused.records.length) return undefined;
  const missing = new Set(refused.records.map(({ index }) => index));
  return {
    messages: found.map((one) => single(marks, { ...batch, index: one.position }, refused, one)),
    arrived: Array.from({ length: batch.count }, (_, index) => index).filter((index) => !missing.has(index)),
  };
}

function find(
  { records, answer }: RefusedRecords,
  recordAt: (position: number) => DeliveredRecord | undefined,
): Refused[] {
  const refusal = refusalsOf(answer);
  return records.flatMap(({ index: position, reason }) => {
    const record = recordAt(position);
    return record === undefined ? [] : [{ record, position, refusal: refusal(reason, position) }];
  });
}

/** `records` in the batch: an acknowledgement is for this record, whatever the ack node settles. */
function single(marks: Marked, batch: BatchRef, refused: RefusedRecords, one: Refused): DeadLetterMessage {
  const { id, value, index } = one.record;
  const mimecast = { ...bareMark(marks), id, batch: { ...batch, records: [index] } };
  return { topic: marks.topic ?? '', payload: value, mimecast, refused: describe(refused, [one]) };
}

/** The form of a page or of lines. */
function several(
  marks: Marked,
  batch: BatchRef,
  refused: RefusedRecords,
  found: readonly Refused[],
): DeadLetterMessage {
  const { ids, marks: all } = marks.mimecast;
  const kept = found.map(({ position }) => all?.[position]);
  const mimecast = {
    ...bareMark(marks),
    ids: found.map(({ record }) => record.id),
    ...(all === undefined ? {} : { marks: kept }),
    batch: refused.othersArrived ? batch : { ...batch, records: found.map(({ record }) => record.index) },
  };
  const payload =
    ids === undefined
      ? found.map(({ record }) => record.text).join('\n')
      : found.map(({ record }) => record.value);
  return { topic: marks.topic ?? '', payload, mimecast, refused: describe(refused, found) };
}

function describe(refused: RefusedRecords, found: readonly Refused[]): DeadLetterMessage['refused'] {
  const { receiver, answer } = refused;
  const records = found.map(({ refusal }) => refusal);
  return { code: 'HTTP_REFUSED', reason: refusalText(refused), receiver, status: answer.status, records };
}

/** Members that belong to the request and not to its records. */
const OF_REQUEST: ReadonlySet<string> = new Set(['batch', 'body', 'id', 'ids', 'marks']);

const bareMark = ({ mimecast }: Marked): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(mimecast).filter(([name]) => !OF_REQUEST.has(name)));
