/** The limits of one file. What is beyond them was not made by Mimecast, so the rest of the file is not read. */

export interface FileLimits {
  /** bytes after unpacking */
  readonly maxBytes: number;
  /** bytes after unpacking that have no limit of their ratio: short texts with repetitions compress very well */
  readonly freeBytes: number;
  /** unpacked bytes for each byte that was received; logs have 5 to 40 */
  readonly maxRatio: number;
  /** lines that are no records; the first samples of them say all */
  readonly maxBadLines: number;
}

export const FILE_LIMITS: FileLimits = {
  maxBytes: 2 ** 31,
  freeBytes: 64 * 1024 * 1024,
  maxRatio: 300,
  maxBadLines: 100_000,
};

/** Plain, so that it passes from thread to thread. */
const CODE = 'FILE_LIMIT';

export class FileLimitError extends Error {
  override readonly name = 'FileLimitError';
  readonly code = CODE;
}

export const isFileLimit = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === CODE;

const MEGABYTE = 1024 * 1024;

/** @throws FileLimitError */
export function checkSize(unpacked: number, received: number, limits: FileLimits): void {
  const { maxBytes, freeBytes, maxRatio } = limits;
  if (unpacked > maxBytes)
    throw new FileLimitError(`it unpacks to more than ${Math.floor(maxBytes / MEGABYTE)} MB`);
  if (unpacked > freeBytes && unpacked > received * maxRatio)
    throw new FileLimitError(`it unpacks to more than ${maxRatio} times its size`);
}

/** @throws FileLimitError */
export function checkBadLines(count: number, { maxBadLines }: FileLimits): void {
  if (count > maxBadLines) throw new FileLimitError(`more than ${maxBadLines} of its lines are no records`);
}
