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

const LARGEST_TXNR = 999_999_999;
const LF = Buffer.from('\n');

/** Numbers restart at 1. */
export function nextTxnr(txnr: number): number {
  return txnr >= LARGEST_TXNR ? 1 : txnr + 1;
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
const LARGEST_DATA = 128 * 1024;
const HEADER = /^(\d{1,9}) ([A-Za-z]{1,32}) (\d{1,9})([ \n])$/;
/** octets of the longest header */
const LONGEST_HEADER = 9 + 1 + 32 + 1 + 9 + 1;
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
  #rest: Buffer = Buffer.alloc(0);

  /** @throws RelpSyntaxError; the parser can't be used afterwards */
  push(chunk: Buffer): RelpFrame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: RelpFrame[] = [];
    for (let frame = this.#take(); frame !== undefined; frame = this.#take()) frames.push(frame);
    return frames;
  }

  #take(): RelpFrame | undefined {
    const header = readHeader(this.#rest);
    if (header === undefined) return undefined;
    const { txnr, command, length, end } = header;
    if (length > LARGEST_DATA) throw new RelpSyntaxError('a frame is larger than any answer');
    // Without data the trailer follows the length directly.
    const trailer = end + length;
    if (this.#rest.length <= trailer) return undefined;
    if (this.#rest[trailer] !== LINE_FEED) throw new RelpSyntaxError('a frame does not end where it should');
    const data = Buffer.from(this.#rest.subarray(end, trailer));
    this.#rest = this.#rest.subarray(trailer + 1);
    return { txnr, command, data };
  }
}

/** undefined: incomplete */
function readHeader(octets: Buffer): Header | undefined {
  const end = headerEnd(octets);
  if (end === undefined) {
    if (octets.length > LONGEST_HEADER) throw new RelpSyntaxError('this is no RELP');
    return undefined;
  }
  const [, txnr, command, length, last] = HEADER.exec(octets.toString('latin1', 0, end)) ?? [];
  const bare = last === '\n';
  if (txnr === undefined || command === undefined || length === undefined || (bare && Number(length) > 0)) {
    throw new RelpSyntaxError('this is no RELP');
  }
  return { txnr: Number(txnr), command, length: Number(length), end: bare ? end - 1 : end };
}

/** Offset after the third space or the line feed that ends a header. */
function headerEnd(octets: Buffer): number | undefined {
  let blanks = 0;
  for (let at = 0; at < Math.min(octets.length, LONGEST_HEADER + 1); at += 1) {
    if (octets[at] === LINE_FEED) return at + 1;
    if (octets[at] === SPACE) blanks += 1;
    if (blanks === 3) return at + 1;
  }
  return undefined;
}
