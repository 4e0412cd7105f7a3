import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join, relative } from 'node:path';

/**
 * A copy of a folder in milliseconds: files are hard links where the file system has them.
 * @param to is made
 * @param isOwn takes a path relative to `from`: what somebody may write into gets a file of its own
 */
export function copyTree(from: string, to: string, isOwn: (path: string) => boolean): void {
  copyFolder(from, to, (path) => isOwn(relative(from, path)));
}

function copyFolder(from: string, to: string, isOwn: (path: string) => boolean): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target, isOwn);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (isOwn(source) || !linked(source, target))
      copyFileSync(source, target, constants.COPYFILE_FICLONE);
  }
}

/** Not from one disk to another, and not on every file system. */
function linked(source: string, target: string): boolean {
  try {
    linkSync(source, target);
    return true;
  } catch {
    return false;
  }
}
