import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { FileHandle } from './file-system';

/**
 * A gzip file of this package is a sequence of members, one per write, so each member is readable even if the
 * next one is damaged. A gzip header does not contain the length of its member, so these members have it in
 * an extra field (RFC 1952, 2.3.1.1; readers skip unknown fields). A torn end can be found without unpacking
 * the file.
 */

/** RFC 1952, 2.3: magic, deflate; flags at 3 */
const MAGIC = Buffer.of(0x1f, 0x8b, 8);
const FEXTRA = 4;
const FIXED_HEADER_BYTES = 10;
/** XLEN 8; subfield `ML`, 4 bytes long: the member's length, including the extra field */
const EXTRA_FIELD = Buffer.from([8, 0, 0x4d, 0x4c, 4, 0, 0, 0, 0, 0]);
export const HEADER_BYTES = FIXED_HEADER_BYTES + EXTRA_FIELD.length;
const MIN_MEMBER_BYTES = HEADER_BYTES + 2 + 8;
/** bytes read at once while searching for the end of the members */
const WINDOW_BYTES = 1024 * 1024;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** @returns one member, ready to append */
export async function packGzipMember(data: Buffer): Promise<Buffer> {
  const compressed = await pack(data);
  const member = Buffer.concat([
    compressed.subarray(0, FIXED_HEADER_BYTES),
    EXTRA_FIELD,
    compressed.subarray(FIXED_HEADER_BYTES),
  ]);
  member[3] = FEXTRA;
  member.writeUInt32LE(member.length, HEADER_BYTES - 4);
  return member;
}

/** Length of the member that starts with these bytes; undefined when this package did not write it. */
function memberLength(head: Buffer): number | undefined {
  if (head.length < HEADER_BYTES || !head.subarray(0, 3).equals(MAGIC) || head[3] !== FEXTRA)
    return undefined;
  if (!head.subarray(FIXED_HEADER_BYTES, HEADER_BYTES - 4).equals(EXTRA_FIELD.subarray(0, -4)))
    return undefined;
  const length = head.readUInt32LE(HEADER_BYTES - 4);
  return length >= MIN_MEMBER_BYTES ? length : undefined;
}

export type GzipEnd =
  /** up to `good` there are intact members of this package, then a torn one or nothing */
  | { readonly kind: 'ours'; readonly good: number }
  /** written by another program, so it must not be truncated */
  | { readonly kind: 'foreign' };

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Reads member headers one after the other; small members share one read. */
class MemberScanner {
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  readonly #file: FileHandle;
  readonly #size: number;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  async at(position: number): Promise<Buffer> {
    const wanted = Math.min(HEADER_BYTES, this.#size - position);
    const offset = position - this.#start;
    if (offset + wanted > this.#window.length) {
      this.#window = await readAt(this.#file, position, Math.min(WINDOW_BYTES, this.#size - position));
      this.#start = position;
      return this.#window.subarray(0, wanted);
    }
    return this.#window.subarray(offset, offset + wanted);
  }
}

/**
 * After a crash of the machine a file may be longer than the data on the disk: the last member may be
 * incomplete.
 */
async function isIntact(file: FileHandle, start: number, end: number): Promise<boolean> {
  try {
    await unpack(await readAt(file, start, end - start));
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts like a gzip header, as far as there are bytes: torn in the header, or a member of another program.
 */
const startsLikeGzip = (rest: Buffer): boolean => rest.subarray(0, 3).equals(MAGIC.subarray(0, rest.length));

/** @param size of the file, bytes */
export async function findGzipEnd(file: FileHandle, size: number): Promise<GzipEnd> {
  const headers = new MemberScanner(file, size);
  let good = 0;
  let last = 0;
  while (good < size) {
    const head = await headers.at(good);
    const length = memberLength(head);
    if (length === undefined) {
      const cutOff = head.length < HEADER_BYTES && startsLikeGzip(head);
      const padding = good > 0 && !startsLikeGzip(head);
      if (cutOff || padding) break;
      return { kind: 'foreign' };
    }
    if (good + length > size) break;
    last = good;
    good += length;
  }
  if (good > 0 && !(await isIntact(file, last, good))) good = last;
  return { kind: 'ours', good };
}
