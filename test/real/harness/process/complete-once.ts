import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeFolder } from './folder';

/**
 * Fills a folder unless it exists. It is filled under another name first: an interrupted folder must not look complete,
 * and where two processes do it at the same time the first one to finish has done it for both.
 * @param fill gets the path of an empty folder
 */
export async function completeOnce(folder: string, fill: (fresh: string) => Promise<unknown>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  try {
    await fill(fresh);
    await rename(fresh, folder);
  } catch (error) {
    await removeFolder(fresh);
    if (!existsSync(folder)) throw error;
  }
}
