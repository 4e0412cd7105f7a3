/**
 * Frames of RELP, the Reliable Event Logging Protocol (relp.html of librelp): `TXNR SP COMMAND SP DATALEN[ SP
 * DATA] LF`. Pure encoder and incremental parser.
 */

export interface RelpFrame {
  /** 1 to 999,999,999; 0 for server hints */
  readonly txnr: number;
  readonly command: string;
  readonly data: Buffer;
}

const MAX_TXNR = 999_999_999;
const LF = Buffer.from('\n');

/** Numbers restart at 1. */
export function nextTxnr(txnr: number): number {
  return txnr >= MAX_TXNR ? 1 : txnr + 1;
}

/** Parts of one write, to avoid copies. */
export function encodeFrame(txnr: number, command: string, data?: Buffer): readonly Buffer[] {
  if (data === undefined || data.length === 0) return [Buffer.from(`${txnr} ${command} 0\n`, 'latin1')];
  return [Buffer.from(`${txnr} ${command} ${data.length} `, 'latin1'), data, LF];
}

/** The peer does not follow RELP; the rest of the stream can't be parsed. */
export class RelpSyntaxError extends Error {
  override readonly name = 'RelpSyntaxError';
}

/** Octets; a response is a line of text. */
const MAX_DATA_BYTES = 128 * 1024;
const HEADER = /^(\d{1,9}) ([A-Za-z]{1,32}) (\d{1,9})([ \n])$/;
/** octets of the longest header */
const MAX_HEADER_BYTES = 9 + 1 + 32 + 1 + 9 + 1;
const SPACE = 0x20;
const LINE_FEED = 0x0a;

interface Header {
  readonly txnr: number;
  readonly command: string;
  readonly length: number;
  /** offset of the data */
  readonly end: number;
}

/** Parses octets incrementally. Buffers at most 128 KiB of an incomplete frame. */
export class FrameParser {
  #buffered: Buffer = Buffer.alloc(0);
  /** what arrived since, and how many octets are there and are needed: joined once for a frame, however it is cut */
  #pieces: Buffer[] = [];
  #size = 0;
  #needed = 0;

  /** @throws RelpSyntaxError; the parser can't be used afterwards */
  push(chunk: Buffer): RelpFrame[] {
    this.#pieces.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) return [];
    this.#buffered = Buffer.concat([this.#buffered, ...this.#pieces.splice(0)]);
    const frames: RelpFrame[] = [];
    for (let frame = this.#takeFrame(); frame !== undefined; frame = this.#takeFrame()) frames.push(frame);
    this.#size = this.#buffered.length;
    return frames;
  }

  #takeFrame(): RelpFrame | undefined {
    const header = readHeader(this.#buffered);
    if (header === undefined) return undefined;
    const { txnr, command, length, end } = header;
    if (length > MAX_DATA_BYTES) throw new RelpSyntaxError('the data of a frame is too large');
    // Without data the trailer follows the length directly.
    const trailer = end + length;
    this.#needed = trailer + 1;
    if (this.#buffered.length <= trailer) return undefined;
    if (this.#buffered[trailer] !== LINE_FEED) throw new RelpSyntaxError('a frame has no trailer');
    const data = Buffer.from(this.#buffered.subarray(end, trailer));
    this.#buffered = this.#buffered.subarray(trailer + 1);
    this.#needed = 0;
    return { txnr, command, data };
  }
}

/** undefined: incomplete */
function readHeader(octets: Buffer): Header | undefined {
  const end = headerEnd(octets);
  if (end === undefined) {
    if (octets.length > MAX_HEADER_BYTES) throw new RelpSyntaxError('not a RELP header');
    return undefined;
  }
  const [, txnr, command, length, last] = HEADER.exec(octets.toString('latin1', 0, end)) ?? [];
  const hasNoData = last === '\n';
  if (
    txnr === undefined ||
    command === undefined ||
    length === undefined ||
    (hasNoData && Number(length) > 0)
  ) {
    throw new RelpSyntaxError('not a RELP header');
  }
  return { txnr: Number(txnr), command, length: Number(length), end: hasNoData ? end - 1 : end };
}

/** Offset after the third space or the line feed that ends a header. */
function headerEnd(octets: Buffer): number | undefined {
  let spaces = 0;
  for (let at = 0; at < Math.min(octets.length, MAX_HEADER_BYTES + 1); at += 1) {
    if (octets[at] === LINE_FEED) return at + 1;
    if (octets[at] === SPACE) spaces += 1;
    if (spaces === 3) return at + 1;
  }
  return undefined;
}
