/** Splits a message into parts that can be joined again. Pure. */
import { hash } from 'node:crypto';
import { closeEnvelope, type Envelope, openEnvelope } from './envelope';
import { type Fitted, type LongMessage, NO_ROOM } from './long-message';
import { fittingEnd, reserveFor, storedSize } from './stored-size';

/** The enterprise number for documents (RFC 5612), as in `mimecast@32473` of the format node. */
const ELEMENT = 'mimecastPart@32473';
const MAX_PARTS = 10_000;
const MIN_TEXT_BYTES = 64;
const HASH_LENGTH = 16;

/** Escapes a value of structured data (RFC 5424, 6.3.3). */
const escapeValue = (value: string): string => value.replace(/["\\\]]/g, '\\$&').replace(/\p{C}/gu, '-');

interface Source {
  readonly envelope: Envelope;
  /** structured data that every part keeps */
  readonly data: string;
  /** what is divided */
  readonly text: Buffer;
  /** `with` in each part: the text begins with the structured data of the message */
  readonly withData: boolean;
}

/** The message with its structured data in every part, else at the beginning of the text. */
function sourcesOf(envelope: Envelope): readonly Source[] {
  const text = Buffer.from(envelope.text, 'utf8');
  const usual = { envelope, data: envelope.data, text, withData: false };
  if (envelope.data === '') return [usual];
  const whole = Buffer.from(`${envelope.data} ${envelope.text}`, 'utf8');
  return [usual, { envelope, data: '', text: whole, withData: true }];
}

/**
 * Every part has the header of the message and `[mimecastPart@32473 id="…" part="1" of="3" hash="…"]`. The
 * texts of all parts, joined, are the text of the message; `hash` is the first half of the first 128 bits of its
 * SHA-256, so that parts of two records with one id are never mixed.
 */
export function splitMessage({ message, id, maxBytes }: LongMessage): Fitted {
  for (const source of sourcesOf(openEnvelope(message))) {
    const { envelope, data, text, withData } = source;
    const sum = hash('sha256', text).slice(0, HASH_LENGTH);
    const element = (part: number, of: number): string =>
      `[${ELEMENT} id="${escapeValue(id)}" part="${part}" of="${of}" hash="${sum}"${withData ? ' with="structured-data"' : ''}]`;
    const longest = closeEnvelope(envelope, data + element(MAX_PARTS, MAX_PARTS), '');
    const room = maxBytes - storedSize(Buffer.from(longest, 'utf8')) - reserveFor(text);
    // Structured data in every part must leave half of the room for the text.
    if (room < (data === '' ? MIN_TEXT_BYTES : maxBytes / 2)) continue;
    const chunks = chunksOf(text, room);
    if (chunks.length > MAX_PARTS) continue;
    return {
      kind: 'split',
      messages: chunks.map((chunk, index) =>
        Buffer.concat([
          Buffer.from(closeEnvelope(envelope, data + element(index + 1, chunks.length), ''), 'utf8'),
          chunk,
        ]),
      ),
    };
  }
  return NO_ROOM;
}

function chunksOf(text: Buffer, room: number): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0; start < text.length; ) {
    const end = fittingEnd(text, start, room);
    chunks.push(text.subarray(start, end));
    start = end;
  }
  return chunks;
}
