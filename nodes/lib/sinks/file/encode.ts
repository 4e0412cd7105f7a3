import { listProblem } from '../../contracts/json';
import { writeJson } from '../../contracts/json-text';
import { FileError } from './errors';

/** Encodes a payload as whole lines, each with a line break. Pure. */

const LF = 10;
const CR = 13;

const payloadError = (reason: string): FileError =>
  new FileError('FILE_PAYLOAD', `nothing was written: ${reason}`, 'payload not writable');

/** The bytes with exactly one line break at the end; empty when there are only line breaks. */
function withFinalLineBreak(bytes: Uint8Array): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end -= 1;
  if (end === 0) return Buffer.alloc(0);
  const lineBreakBytes = bytes[end] === CR && bytes[end + 1] === LF ? 2 : bytes[end] === LF ? 1 : 0;
  if (lineBreakBytes > 0) return Buffer.from(bytes.buffer, bytes.byteOffset, end + lineBreakBytes);
  return Buffer.concat([bytes.subarray(0, end), Buffer.of(LF)]);
}

function encodeText(text: string): Buffer {
  const last = text.charCodeAt(text.length - 1);
  if (last === LF || last === CR) return withFinalLineBreak(Buffer.from(text));
  return text === '' ? Buffer.alloc(0) : appendLineBreak(text);
}

/** Not by string concatenation: that would copy a megabyte for one character. */
function appendLineBreak(text: string): Buffer {
  const size = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafeSlow(size + 1);
  bytes.write(text, 0);
  bytes[size] = LF;
  return bytes;
}

function toJson(value: unknown): string {
  const text = writeJson(value);
  if (!text.ok) throw payloadError(`the payload is refused: ${text.reason}`);
  return text.json;
}

/**
 * One entry of an array becomes one line. Text stays as it is, so that formatted lines stay readable. Text
 * with line breaks of its own becomes JSON, so that one record can't look like two.
 */
function toLine(entry: unknown): string {
  if (typeof entry !== 'string') return toJson(entry ?? null);
  // Fast path: most entries have no line break, and the regular expressions are costly.
  if (!hasLineBreak(entry)) return entry;
  const text = entry.replace(/\r?\n$/, '');
  return hasLineBreak(text) ? JSON.stringify(text) : text;
}

const hasLineBreak = (text: string): boolean => text.includes('\n') || text.includes('\r');

/** Not joined first: that would copy everything again, with two bytes per character beyond Latin-1. */
function encodeLines(entries: readonly unknown[]): Buffer {
  const lines = entries.map(toLine);
  let size = lines.length;
  for (const text of lines) size += Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const text of lines) {
    at += bytes.write(text, at);
    bytes[at++] = LF;
  }
  return bytes;
}

/**
 * Text and Buffers as they are; an array as one line per entry; anything else as one line of JSON.
 * @returns empty when there is nothing to write (no text, no entries)
 * @throws FileError FILE_PAYLOAD
 */
export function encodePayload(payload: unknown): Buffer {
  if (payload === undefined || payload === null) throw payloadError('the message has no payload');
  if (typeof payload === 'string') return encodeText(payload);
  if (payload instanceof Uint8Array) return withFinalLineBreak(payload);
  if (!Array.isArray(payload)) return appendLineBreak(toJson(payload));
  const problem = listProblem(payload);
  if (problem !== undefined) throw payloadError(problem);
  // `from` makes entries of holes, which `map` would skip.
  return payload.length === 0 ? Buffer.alloc(0) : encodeLines(Array.from(payload));
}
