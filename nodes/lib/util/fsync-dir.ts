import { closeSync, fsync, open } from 'node:fs';
import { promisify } from 'node:util';

/** An open directory. Windows can't open or sync a directory; that is not treated as an error. */
export interface DirHandle {
  sync(): Promise<void>;
  close(): void;
}

const openAsync = promisify(open);
const fsyncAsync = promisify(fsync);

/** Never rejects. */
export async function openDir(path: string): Promise<DirHandle> {
  const fd = await openAsync(path, 'r').catch(() => undefined);
  return {
    sync: async () => {
      if (fd !== undefined) await fsyncAsync(fd).catch(() => undefined);
    },
    // Nothing is written on close, so the synchronous call does not block.
    close: () => {
      if (fd !== undefined) closeSync(fd);
    },
  };
}

/** Makes created and renamed entries of the directory durable. */
export async function fsyncDir(path: string): Promise<void> {
  const directory = await openDir(path);
  await directory.sync();
  directory.close();
}

/** Errors of the disk; all others mean that a folder can't be synced on this system. */
const DISK_ERRORS: ReadonlySet<unknown> = new Set(['EIO', 'ENOSPC', 'EDQUOT']);

/** The same for data whose acknowledgement depends on it. @throws when the disk reports an error */
export async function syncDir(path: string): Promise<void> {
  const fd = await openAsync(path, 'r').catch(() => undefined);
  if (fd === undefined) return;
  try {
    await fsyncAsync(fd);
  } catch (error) {
    if (error instanceof Error && 'code' in error && DISK_ERRORS.has(error.code)) throw error;
  } finally {
    closeSync(fd);
  }
}
