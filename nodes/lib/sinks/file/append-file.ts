import { dirname } from 'node:path';
import type { Rotation } from '../../properties/values/rotation';
import { FileError, hasCode, toFileError } from './errors';
import type { FileHandle, FileStats, FileSystem } from './file-system';
import { findGzipEnd, packGzipMember } from './gzip-member';
import { archive, rotationDue } from './rotation';

export interface WriteOptions {
  readonly gzip: boolean;
  readonly rotation: Rotation;
  /** resolve only when the data is on the disk, not just in the system's memory */
  readonly sync: boolean;
}

/** Personal data: readable by the user of this process and its group, such as a log collector. */
const FILE_MODE = 0o640;
const FOLDER_MODE = 0o750;
const LINE_BREAK = Buffer.from('\n');

/** An open file and its pending repairs. */
interface OpenState {
  readonly handle: FileHandle;
  readonly dev: number;
  readonly ino: number;
  /** its last line has no line break, after a killed process or another program */
  tornLine: boolean;
  /** a failed write that could not be rolled back yet */
  partialWrite: PartialWrite | undefined;
  /** the file must be opened again before the next write */
  needsRecheck: boolean;
  /** folders with new entries, synced with the first data */
  unsyncedDirs: string[];
  /** whether the file system counts names; if not, a deleted file can't be recognised */
  readonly countsLinks: boolean;
  /** found after a write: nobody will see the data */
  isDeleted: boolean;
}

/** Writes of one append, when another program deletes the file just before. */
const MAX_ATTEMPTS = 3;

const CLEAN_STATE = { tornLine: false, partialWrite: undefined, needsRecheck: false, isDeleted: false };

interface PartialWrite {
  /** file size before the write */
  readonly sizeBefore: number;
  /** bytes that were written */
  readonly written: number;
}

/**
 * Appends to one file. Data is in the file whole or not at all, unless the process or the machine dies.
 * `append` is not reentrant; OpenFilePool serializes the calls.
 */
export class AppendFile {
  #current: OpenState | undefined;

  readonly #fileSystem: FileSystem;

  /** @param path without symbolic links */
  constructor(
    readonly path: string,
    fileSystem: FileSystem,
  ) {
    this.#fileSystem = fileSystem;
  }

  get isOpen(): boolean {
    return this.#current !== undefined;
  }

  /**
   * @param data whole lines
   * @throws FileError after which nothing of `data` is in the file
   */
  async append(data: Buffer, options: WriteOptions): Promise<void> {
    try {
      const bytes = options.gzip ? await packGzipMember(data) : data;
      await this.#write(bytes, options);
    } catch (error) {
      throw toFileError(error, this.path);
    }
  }

  /** Writes again where another program has deleted the file in between. */
  async #write(bytes: Buffer, options: WriteOptions): Promise<void> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const { current, size } = await this.#prepare(bytes.length, options);
      await this.#writeAll(current, size, bytes, options.sync);
      if (!current.isDeleted) return;
      await this.close();
    }
    const text = `${this.path} was not written: it is deleted by another program each time`;
    throw new FileError('ENOENT', text, 'file deleted');
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    // Last attempt. If it fails, the torn end is repaired when the file is opened again.
    await this.#rollback(current).catch(() => undefined);
    await current.handle.close().catch(() => undefined);
  }

  /** The correct file, open and intact. */
  async #prepare(adding: number, options: WriteOptions): Promise<{ current: OpenState; size: number }> {
    if (this.#current !== undefined) await this.#rollback(this.#current);
    const stats = await this.#stat();
    // Moved, deleted or replaced by another program: the old file stays intact, and a new one is opened.
    if (this.#current !== undefined && (this.#current.needsRecheck || !isSameFile(this.#current, stats))) {
      await this.close();
    }
    const period = stats && rotationDue(options.rotation, stats, adding, Date.now());
    const { current, size } =
      this.#current && stats ? { current: this.#current, size: stats.size } : await this.#open(options);
    if (period === undefined || size === 0) return { current, size };
    // Programs that concatenate rotated files must not join a torn line with the next file.
    if (current.tornLine) await this.#writeAll(current, size, Buffer.alloc(0), options.sync);
    await this.#rotate(period, options.sync);
    return this.#open(options);
  }

  async #stat(): Promise<FileStats | undefined> {
    const stats = await this.#fileSystem.stat(this.path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    // Opening a directory fails anyway; opening a pipe would block until a reader exists.
    if (stats === undefined || stats.isFile() || stats.isDirectory()) return stats;
    const text = `${this.path} was not written: it is a device, a pipe or a socket, not a file`;
    throw new FileError('FILE_KIND', text, 'not a file');
  }

  async #rotate(period: string, sync: boolean): Promise<void> {
    // Windows can't rename open files.
    await this.close();
    await archive(this.#fileSystem, this.path, period);
    if (sync) await this.#fileSystem.syncDir(dirname(this.path));
  }

  async #open(options: WriteOptions): Promise<{ current: OpenState; size: number }> {
    const unsyncedDirs = await this.#createFolder();
    const handle = await this.#fileSystem.open(this.path, 'a+', FILE_MODE);
    try {
      const { dev, ino, size, nlink } = await handle.stat();
      if (size === 0) unsyncedDirs.push(dirname(this.path));
      const countsLinks = nlink > 0;
      const current: OpenState = { handle, dev, ino, unsyncedDirs, countsLinks, ...CLEAN_STATE };
      const good = options.gzip ? await this.#repairGzip(current, size) : size;
      if (good === undefined) {
        await handle.close();
        await this.#rotate('', options.sync);
        return this.#open(options);
      }
      current.tornLine = !options.gzip && size > 0 && !(await endsWithLineBreak(handle, size));
      this.#current = current;
      return { current, size: good };
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
  }

  async #createFolder(): Promise<string[]> {
    const topmost = await this.#fileSystem.mkdir(dirname(this.path), { recursive: true, mode: FOLDER_MODE });
    const parents: string[] = [];
    if (topmost === undefined) return parents;
    for (let folder = dirname(this.path); folder.length >= topmost.length; folder = dirname(folder)) {
      parents.push(dirname(folder));
    }
    return parents;
  }

  /** @returns the size after the repair; undefined when another program wrote the file */
  async #repairGzip(current: OpenState, size: number): Promise<number | undefined> {
    const end = await findGzipEnd(current.handle, size);
    if (end.kind === 'foreign') return undefined;
    // The torn write was never reported as done.
    if (end.good < size) await this.#truncate(current.handle, end.good);
    return end.good;
  }

  async #writeAll(current: OpenState, size: number, bytes: Buffer, sync: boolean): Promise<void> {
    const whole = current.tornLine ? Buffer.concat([LINE_BREAK, bytes]) : bytes;
    let written = 0;
    try {
      while (written < whole.length) {
        const { bytesWritten } = await current.handle.write(whole, written, whole.length - written);
        if (bytesWritten === 0) throw new FileError('EIO', `${this.path} was not written`, 'disk error');
        written += bytesWritten;
      }
      if (sync) {
        await current.handle.datasync();
        for (const folder of [...current.unsyncedDirs]) {
          await this.#fileSystem.syncDir(folder);
          current.unsyncedDirs.shift();
        }
      }
      current.isDeleted = current.countsLinks && (await current.handle.stat()).nlink === 0;
    } catch (error) {
      current.partialWrite = { sizeBefore: size, written };
      await this.#rollback(current).catch(() => undefined);
      throw error;
    }
    current.tornLine = false;
  }

  /**
   * Rolls back a failed write. Nothing else is written before that succeeds: half a record would stay, or
   * whole records would be duplicated by a retry.
   */
  async #rollback(current: OpenState): Promise<void> {
    const { partialWrite } = current;
    if (partialWrite === undefined) return;
    const { size } = await current.handle.stat();
    if (size === partialWrite.sizeBefore + partialWrite.written)
      await this.#truncate(current.handle, partialWrite.sizeBefore);
    // Another program appended or truncated; its lines must stay.
    else current.needsRecheck = true;
    current.partialWrite = undefined;
  }

  async #truncate(handle: FileHandle, size: number): Promise<void> {
    try {
      await handle.truncate(size);
    } catch (error) {
      // Windows does not allow it through an append-only handle.
      if (!hasCode(error, 'EPERM')) throw error;
      await this.#fileSystem.truncate(this.path, size);
    }
  }
}

function isSameFile({ dev, ino }: OpenState, stats: FileStats | undefined): boolean {
  return stats !== undefined && stats.dev === dev && stats.ino === ino;
}

async function endsWithLineBreak(file: FileHandle, size: number): Promise<boolean> {
  const last = Buffer.alloc(1);
  const { bytesRead } = await file.read(last, 0, 1, size - 1);
  return bytesRead === 1 && last.equals(LINE_BREAK);
}
