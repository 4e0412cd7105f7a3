/**
 * Why a message was not written. Flows switch on `msg.error.code`: one of these, or a system error code
 * (`ENOSPC` …).
 */
export type FileErrorCode =
  /** the payload can't be written */
  | 'FILE_PAYLOAD'
  /** too many messages wait already */
  | 'FILE_FULL'
  /** the path is a device, a pipe or a socket */
  | 'FILE_KIND'
  /** the node was closed before the write */
  | 'FILE_CLOSED';

/** Contains a path, but no content of records. */
export class FileError extends Error {
  override readonly name = 'FileError';

  constructor(
    readonly code: string,
    message: string,
    /** a few words for a status */
    readonly short: string,
  ) {
    super(message);
  }
}

/** Messages for system error codes, with a remedy. */
const MESSAGES: Readonly<Record<string, readonly [short: string, sentence: string]>> = {
  ENOSPC: ['disk full', 'the disk is full: free some space'],
  EDQUOT: ['quota used up', 'the disk quota of this user is used up: free some space'],
  EFBIG: ['file too large', 'the file is as large as the system allows: choose a rotation'],
  EACCES: [
    'no permission',
    'the user of this process may not write there: change the permissions or the path',
  ],
  EPERM: ['not permitted', 'the system does not permit it: change the permissions or the path'],
  EROFS: ['read-only disk', 'the file system is read-only: mount it writable or change the path'],
  EISDIR: ['is a folder', 'there is a folder of that name: change the path'],
  ENOTDIR: ['not a folder', 'something in the path is a file, not a folder: change the path'],
  ENOENT: ['no such folder', 'a folder of the path does not exist and could not be created'],
  ENAMETOOLONG: ['name too long', 'the name is longer than the system allows: shorten the path'],
  ELOOP: ['circular links', 'the path has circular symbolic links: repair them'],
  EMFILE: ['too many files open', "this process has too many files open: raise the system's limit"],
  ENFILE: ['too many files open', "too many files are open on this machine: raise the system's limit"],
  EIO: ['disk error', 'the disk reports an error: check it'],
  EBUSY: ['file in use', 'another program keeps the file locked'],
  ESTALE: ['share lost', 'the network share was lost: check its server'],
  ETIMEDOUT: ['share lost', 'the network share does not answer: check its server'],
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes(codeOf(error) ?? '');

/** Converts any error of writing `path`. */
export function toFileError(error: unknown, path: string): FileError {
  if (error instanceof FileError) return error;
  const code = codeOf(error) ?? 'EIO';
  const known = MESSAGES[code];
  const reason = known?.[1] ?? (error instanceof Error ? error.message : String(error));
  return new FileError(code, `${path} was not written: ${reason}`, known?.[0] ?? code);
}
