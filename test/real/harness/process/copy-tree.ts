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
 * A fast copy of a folder: files are hard links where the file system has them.
 * @param to is created
 * @param isOwn takes a path relative to `from`: true for files that may be modified, which get a real copy
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
