/** Encodes a payload as syslog messages. Pure. */
import { createHeaderFormatter, type HeaderSettings, hasHeader } from '../../util/syslog-header';
import { type SyslogRecord, splitPayload } from './split-payload';
import { truncate } from './truncate';

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
