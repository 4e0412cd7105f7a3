/** Encodes a payload as syslog messages, and frames them for TCP. Pure. */
import { createHeaderFormatter, type HeaderSettings, hasHeader } from '../../util/syslog/header';
import type { Refusal } from './errors';
import { createFit, type LimitSettings } from './long/fit';
import { type SyslogRecord, splitPayload } from './split-payload';

export interface EncoderSettings extends HeaderSettings, LimitSettings {}

export interface EncodeResult {
  readonly messages: readonly Buffer[];
  /** for each message the index of its record in the payload */
  readonly records: readonly number[];
  /** number of records that were cut, and that were split */
  readonly cut: number;
  readonly split: number;
  /** records without a message, because they are too long */
  readonly refusals: readonly Refusal[];
}

export interface RecordMetadata {
  /** MSGID in the header where the record has no type of its own */
  readonly type?: string | undefined;
  /** ids of the records; ignored when their number is another */
  readonly ids?: readonly string[] | undefined;
}

/**
 * @param now epoch ms, for records without a time
 * @throws SyslogError SYSLOG_PAYLOAD
 */
export type Encoder = (payload: unknown, metadata: RecordMetadata, now: number) => EncodeResult;

export function createEncoder(settings: EncoderSettings): Encoder {
  const header = createHeaderFormatter(settings);
  const fitToLimit = createFit(settings);
  const withHeader = (record: SyslogRecord, type: string | undefined, now: number): string =>
    hasHeader(record.text)
      ? record.text
      : header(record.time ?? now, type ?? record.type ?? '') + record.text;
  return (payload, { type, ids }, now) => {
    const texts = splitPayload(payload);
    const known = ids?.length === texts.length ? ids : undefined;
    const messages: Buffer[] = [];
    const records: number[] = [];
    const refusals: Refusal[] = [];
    const counts = { whole: 0, cut: 0, split: 0 };
    for (const [index, text] of texts.entries()) {
      const fitted = fitToLimit(withHeader(text, type, now), known?.[index]);
      if (fitted.kind === 'refused') {
        refusals.push({ record: index, code: 'SYSLOG_TOO_LONG', reason: fitted.reason });
        continue;
      }
      counts[fitted.kind] += 1;
      for (const message of fitted.messages) {
        messages.push(message);
        records.push(index);
      }
    }
    return { messages, records, cut: counts.cut, split: counts.split, refusals };
  };
}

/** How a message is delimited on TCP (RFC 6587). */
export type Framing = 'octet-counting' | 'newline';

const LF = Buffer.from('\n');

/**
 * Parts of one write, to avoid copies. Newline framing relies on messages without line breaks (see
 * `escapeControlChars`).
 */
export const FRAMES: Readonly<Record<Framing, (message: Buffer) => readonly Buffer[]>> = {
  'octet-counting': (message) => [Buffer.from(`${message.length} `, 'latin1'), message],
  newline: (message) => [message, LF],
};
