import { mkdir, open, readdir, realpath, rename, stat, truncate, unlink } from 'node:fs/promises';
import { syncDir } from '../../util/fsync-dir';

/** The part of Node.js' `FileHandle` that is used here. */
export interface FileHandle {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  /** appends at the current end of the file; may write less than requested */
  write(buffer: Buffer, offset: number, length: number): Promise<{ bytesWritten: number }>;
  stat(): Promise<FileStats>;
  truncate(length: number): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileStats {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  /** names of the file; 0: it was deleted while it is open */
  readonly nlink: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** The part of the file system that is used here. Specs replace it with full and failing disks. */
export interface FileSystem {
  open(path: string, flags: 'a+' | 'wx', mode?: number): Promise<FileHandle>;
  stat(path: string): Promise<FileStats>;
  truncate(path: string, length: number): Promise<void>;
  /**
   * also creates missing parents; returns the topmost created folder, `undefined` when nothing was created
   */
  mkdir(path: string, options: { recursive: true; mode: number }): Promise<string | undefined>;
  readdir(path: string): Promise<string[]>;
  realpath(path: string): Promise<string>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** makes new entries of a folder durable; rejects when the disk could not do it */
  syncDir(path: string): Promise<void>;
}

export const nodeFileSystem: FileSystem = {
  ...{ open, stat, truncate, mkdir, readdir, realpath, rename, unlink },
  syncDir,
};
