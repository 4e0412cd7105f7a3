import { open } from 'node:fs/promises';

/** What was created or renamed is durable once its folder is; not every system lets a folder be synced (Windows does not). */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  if (folder === undefined) return;
  try {
    await folder.sync().catch(() => undefined);
  } finally {
    await folder.close();
  }
}
