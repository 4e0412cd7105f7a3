import type { SourceRecord, Stream } from '../../contracts/stream';
import { setLazyPayload } from '../../util/lazy-payload';

/** Message on the first output of a source. */
export type RecordMessage = {
  topic: string;
  payload: unknown;
  mimecast: MimecastProperty;
  parts?: { id: string; type: 'array'; index: number; count: number; len: 1 };
};

export interface MimecastProperty {
  account: string;
  log: string;
  type: string;
  id?: string;
  ids?: string[];
  /** metadata beside a record: how it changed, who released it; in page mode one entry per record, in order */
  change?: string;
  releasedBy?: string;
  marks?: Readonly<Record<string, string>>[];
  /** ISO 8601 */
  collectedAt: string;
  batch: BatchRef;
  demo?: true;
  /** set on records of a replay; ISO 8601 */
  replay?: ReplayRange;
}

export interface ReplayRange {
  readonly start: string;
  readonly end: string;
}

/** Plain data that survives cloning, JSON and context storage; an ack node returns it. */
export interface BatchRef {
  id: string;
  /** run-time id of the source node */
  source: string;
  index: number;
  count: number;
  /** 1 for the first delivery of a batch */
  attempt: number;
  /**
   * only on a dead letter: the records of the message that it stands for, counted in the batch. The others are sent
   * again once it is acknowledged.
   */
  records?: number[];
}

export type OutputMode = 'event' | 'page' | 'lines';

/** What all messages of a source share. */
export interface MessageContext {
  /** Mimecast's account code where known, else the account node's name */
  readonly account: string;
  readonly demo: boolean;
  /** run-time id of the source node */
  readonly source: string;
  readonly replay?: ReplayRange;
}

export interface Batch {
  readonly id: string;
  readonly records: readonly SourceRecord[];
  readonly stream: Pick<Stream, 'log' | 'type' | 'identify' | 'typeOf'>;
  /** epoch ms */
  readonly collectedAt: number;
  readonly attempt: number;
}

/** Number of messages of a batch by output mode. */
const MESSAGE_COUNTS: Readonly<Record<OutputMode, (records: number) => number>> = {
  event: (records) => records,
  page: () => 1,
  lines: () => 1,
};

export function countMessages(mode: OutputMode, batch: Batch): number {
  return MESSAGE_COUNTS[mode](batch.records.length);
}

/** For example `mimecast/siem/url-protect`: spaces in Mimecast's type names become hyphens. */
export function toTopic(log: string, type: string): string {
  return `mimecast/${log}/${type.replaceAll(' ', '-')}`;
}

/**
 * Creates the message at `index` of a batch. Each call returns a new object, since flows may modify messages.
 */
export function createMessage(
  index: number,
  batch: Batch,
  mode: OutputMode,
  context: MessageContext,
): RecordMessage {
  const { stream, id, attempt } = batch;
  const count = countMessages(mode, batch);
  const type = recordType(batch);
  const mimecast: MimecastProperty = {
    account: context.account,
    log: stream.log,
    type,
    collectedAt: new Date(batch.collectedAt).toISOString(),
    batch: { id, source: context.source, index, count, attempt },
  };
  if (context.demo) mimecast.demo = true;
  if (context.replay !== undefined) mimecast.replay = { ...context.replay };
  const message: RecordMessage = { topic: toTopic(stream.log, type), payload: undefined, mimecast };
  PAYLOAD_WRITERS[mode](message, batch, index);
  return message;
}

/** All records of a page have the same type. */
function recordType({ stream, records }: Batch): string {
  const first = records[0];
  return (first === undefined ? undefined : stream.typeOf?.(first)) ?? stream.type;
}

/**
 * Flows may modify a payload, and a batch may be redelivered: each message gets its own copy of the original
 * record.
 */
export function takeOwnership(record: SourceRecord): Readonly<Record<string, unknown>> {
  return record.takeValue === undefined ? structuredClone(record.value) : record.takeValue();
}

/** The contiguous text of the records, if the batch holds all records of it. */
function contiguousPage(records: readonly SourceRecord[]): SourceRecord['page'] {
  const page = records[0]?.page;
  return page?.count === records.length && records.at(-1)?.page === page ? page : undefined;
}

function setPayload(
  message: RecordMessage,
  records: readonly SourceRecord[],
  createPayload: () => unknown,
): void {
  const page = contiguousPage(records);
  if (page === undefined) message.payload = createPayload();
  else setLazyPayload(message, createPayload, page.bytes);
}

function joinLines(records: readonly SourceRecord[]): string {
  return contiguousPage(records)?.text ?? records.map(({ text }) => text).join('\n');
}

const PAYLOAD_WRITERS: Readonly<
  Record<OutputMode, (message: RecordMessage, batch: Batch, index: number) => void>
> = {
  event(message, batch, index) {
    const record = batch.records[index];
    if (record === undefined) throw new RangeError(`batch ${batch.id} has no record ${index}`);
    message.payload = takeOwnership(record);
    message.mimecast.id = batch.stream.identify(record);
    Object.assign(message.mimecast, record.marks);
    message.parts = { id: batch.id, type: 'array', index, count: batch.records.length, len: 1 };
  },
  page(message, batch) {
    const { records } = batch;
    setPayload(message, records, () => records.map(takeOwnership));
    message.mimecast.ids = records.map((record) => batch.stream.identify(record));
    if (records.some(({ marks }) => marks !== undefined))
      message.mimecast.marks = records.map(({ marks }) => ({ ...marks }));
  },
  lines(message, { records }) {
    setPayload(message, records, () => joinLines(records));
  },
};
