/** Makes every message fit into the limit of the receiver, as the user has chosen. Pure. */
import { hash } from 'node:crypto';
import type { TooLong } from '../../../properties/node/syslog';
import { truncate } from '../truncate';
import { cutMessage } from './cut';
import type { Fitted, LongMessage } from './long-message';
import { splitMessage } from './split';
import { storedSize } from './stored-size';

export interface LimitSettings {
  /** octets per message, header included */
  readonly maxBytes: number;
  readonly tooLong: TooLong;
}

/** @param id of the record; undefined: made from the message */
export type Fit = (message: string, id: string | undefined) => Fitted;

/** Ids of source nodes have 32 to 90 characters; a longer one of another origin must not fill the header. */
const MAX_ID_LENGTH = 128;

/** Ids that source nodes make are also the first 128 bits of a SHA-256. */
const idOf = (message: string): string => hash('sha256', message).slice(0, 32);

const refuse = ({ octets, maxBytes }: LongMessage): Fitted => ({
  kind: 'refused',
  reason: `it has ${octets.length} octets, and at most ${maxBytes} are allowed`,
});

const HANDLERS: Readonly<Record<TooLong, (long: LongMessage) => Fitted>> = {
  split: splitMessage,
  cut: cutMessage,
  refuse,
  truncate: ({ octets, maxBytes }) => ({ kind: 'cut', messages: [truncate(octets, maxBytes)] }),
};

export function createFit({ maxBytes, tooLong }: LimitSettings): Fit {
  // Flows from before the choice existed keep the plain count of octets.
  const sizeOf = tooLong === 'truncate' ? (octets: Buffer) => octets.length : storedSize;
  const handle = HANDLERS[tooLong];
  return (message, id) => {
    const octets = Buffer.from(message, 'utf8');
    if (sizeOf(octets) <= maxBytes) return { kind: 'whole', messages: [octets] };
    const known = id === undefined || id === '' || id.length > MAX_ID_LENGTH ? idOf(message) : id;
    return handle({ message, octets, id: known, maxBytes });
  };
}
