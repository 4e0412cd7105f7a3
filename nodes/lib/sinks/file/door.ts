import { mkdir, open, readdir, realpath, rename, stat, truncate, unlink } from 'node:fs/promises';

/** A file as far as it is used here; `FileHandle` is one. */
export interface OpenFile {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  /** at the end, wherever that is by then; may write less than asked for */
  write(buffer: Buffer, offset: number, length: number): Promise<{ bytesWritten: number }>;
  stat(): Promise<FileFacts>;
  truncate(length: number): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileFacts {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** The file system, as far as it is used here; full and failing disks stand in for it in the specs. */
export interface FileDoor {
  open(path: string, flags: 'a+' | 'wx', mode?: number): Promise<OpenFile>;
  stat(path: string): Promise<FileFacts>;
  truncate(path: string, length: number): Promise<void>;
  /** with all that are missing above it; the topmost one made, `undefined` when it was there */
  mkdir(path: string, options: { recursive: true; mode: number }): Promise<string | undefined>;
  readdir(path: string): Promise<string[]>;
  realpath(path: string): Promise<string>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

export const disk: FileDoor = { open, stat, truncate, mkdir, readdir, realpath, rename, unlink };
