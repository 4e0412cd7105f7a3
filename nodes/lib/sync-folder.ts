import { closeSync, fsync, open } from 'node:fs';
import { promisify } from 'node:util';

/** A folder that is open; not every system lets one be opened or synced (Windows does not), which is no failure. */
export interface OpenFolder {
  sync(): Promise<void>;
  close(): void;
}

const openFd = promisify(open);
const syncFd = promisify(fsync);

/** Never rejects. */
export async function openFolder(path: string): Promise<OpenFolder> {
  const folder = await openFd(path, 'r').catch(() => undefined);
  return {
    sync: async () => {
      if (folder !== undefined) await syncFd(folder).catch(() => undefined);
    },
    // There is nothing to write, so it need not wait for a thread.
    close: () => {
      if (folder !== undefined) closeSync(folder);
    },
  };
}

/** What was created or renamed is durable once its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await openFolder(path);
  await folder.sync();
  folder.close();
}
