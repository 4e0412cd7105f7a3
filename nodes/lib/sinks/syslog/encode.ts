/** Encodes a payload as syslog messages, and frames them for TCP. Pure. */
import { createHeaderFormatter, type HeaderSettings, hasHeader } from '../../util/syslog-header';
import { type SyslogRecord, splitPayload } from './split-payload';

export interface EncoderSettings extends HeaderSettings {
  /** maximum octets per message, including the header */
  readonly maxBytes: number;
}

export interface EncodeResult {
  readonly messages: readonly Buffer[];
  /** number of truncated messages */
  readonly truncated: number;
}

/**
 * @param type MSGID in the header where the record has no type of its own
 * @param now epoch ms, for records without a time
 * @throws SyslogError SYSLOG_PAYLOAD
 */
export type Encoder = (payload: unknown, type: string | undefined, now: number) => EncodeResult;

export function createEncoder(settings: EncoderSettings): Encoder {
  const header = createHeaderFormatter(settings);
  const withHeader = (record: SyslogRecord, type: string | undefined, now: number): string =>
    hasHeader(record.text)
      ? record.text
      : header(record.time ?? now, type ?? record.type ?? '') + record.text;
  return (payload, type, now) => {
    let truncated = 0;
    const messages = splitPayload(payload).map((record) => {
      const whole = Buffer.from(withHeader(record, type, now), 'utf8');
      const message = truncate(whole, settings.maxBytes);
      if (message !== whole) truncated += 1;
      return message;
    });
    return { messages, truncated };
  };
}

const isContinuation = (octet: number | undefined): boolean => octet !== undefined && (octet & 0xc0) === 0x80;

/**
 * Truncates UTF-8 at a character boundary. Returns the message itself when it fits.
 * @param maxBytes octets, at least 4
 */
export function truncate(message: Buffer, maxBytes: number): Buffer {
  if (message.length <= maxBytes) return message;
  let end = maxBytes;
  while (end > 0 && isContinuation(message[end])) end -= 1;
  return message.subarray(0, end);
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
