import { dirname } from 'node:path';
import type { Rotation } from '../../properties/rotation';
import { syncFolder } from '../../sync-folder';
import type { FileDoor, FileFacts, OpenFile } from './door';
import { FileError, fileError, hasCode } from './errors';
import { findGzipEnd, gzipMember } from './gzip-member';
import { finished, setAside } from './rotate';

export interface How {
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
interface Current {
  readonly handle: OpenFile;
  readonly dev: number;
  readonly ino: number;
  /** its last line has no line break, after a killed process or another program */
  unfinished: boolean;
  /** a failed write that could not be rolled back yet */
  debt: Debt | undefined;
  /** the file must be opened again before the next write */
  doubtful: boolean;
  /** folders with new entries, synced with the first data */
  newIn: string[];
}

const IN_ORDER = { unfinished: false, debt: undefined, doubtful: false };

interface Debt {
  /** file size before the write */
  readonly good: number;
  /** bytes that were written */
  readonly written: number;
}

/**
 * Appends to one file. Data is in the file whole or not at all, unless the process or the machine dies.
 * `append` is not reentrant; OpenFilePool serializes the calls.
 */
export class Writer {
  #current: Current | undefined;

  readonly #door: FileDoor;

  /** @param path without symbolic links */
  constructor(
    readonly path: string,
    door: FileDoor,
  ) {
    this.#door = door;
  }

  get isOpen(): boolean {
    return this.#current !== undefined;
  }

  /**
   * @param data whole lines
   * @throws FileError after which nothing of `data` is in the file
   */
  async append(data: Buffer, how: How): Promise<void> {
    try {
      const bytes = how.gzip ? await gzipMember(data) : data;
      const { current, size } = await this.#ready(bytes.length, how);
      await this.#put(current, size, bytes, how.sync);
    } catch (error) {
      throw fileError(error, this.path);
    }
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    // Last attempt. Otherwise whoever opens the file next repairs it.
    await this.#settle(current).catch(() => undefined);
    await current.handle.close().catch(() => undefined);
  }

  /** The correct file, open and intact. */
  async #ready(adding: number, how: How): Promise<{ current: Current; size: number }> {
    if (this.#current !== undefined) await this.#settle(this.#current);
    const there = await this.#look();
    // Moved, deleted or replaced by another program: the old file stays intact, and a new one is opened.
    if (this.#current !== undefined && (this.#current.doubtful || !isSame(this.#current, there))) {
      await this.close();
    }
    const period = there && finished(how.rotation, there, adding, Date.now());
    const { current, size } =
      this.#current && there ? { current: this.#current, size: there.size } : await this.#open(how);
    if (period === undefined || size === 0) return { current, size };
    // Programs that concatenate rotated files must not join a torn line with the next file.
    if (current.unfinished) await this.#put(current, size, Buffer.alloc(0), how.sync);
    await this.#finish(period, how.sync);
    return this.#open(how);
  }

  async #look(): Promise<FileFacts | undefined> {
    const facts = await this.#door.stat(this.path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    // Opening a directory fails anyway; opening a pipe would block until a reader exists.
    if (facts === undefined || facts.isFile() || facts.isDirectory()) return facts;
    const text = `${this.path} was not written: it is a device, a pipe or a socket, not a file`;
    throw new FileError('FILE_KIND', text, 'not a file');
  }

  async #finish(period: string, sync: boolean): Promise<void> {
    // Windows can't rename open files.
    await this.close();
    await setAside(this.#door, this.path, period);
    if (sync) await syncFolder(dirname(this.path));
  }

  async #open(how: How): Promise<{ current: Current; size: number }> {
    const newIn = await this.#makeFolder();
    const handle = await this.#door.open(this.path, 'a+', FILE_MODE);
    try {
      const { dev, ino, size } = await handle.stat();
      if (size === 0) newIn.push(dirname(this.path));
      const current: Current = { handle, dev, ino, newIn, ...IN_ORDER };
      const good = how.gzip ? await this.#repairGzip(current, size) : size;
      if (good === undefined) {
        await handle.close();
        await this.#finish('', how.sync);
        return this.#open(how);
      }
      current.unfinished = !how.gzip && size > 0 && !(await endsWithLineBreak(handle, size));
      this.#current = current;
      return { current, size: good };
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
  }

  async #makeFolder(): Promise<string[]> {
    const topmost = await this.#door.mkdir(dirname(this.path), { recursive: true, mode: FOLDER_MODE });
    const holding: string[] = [];
    if (topmost === undefined) return holding;
    for (let folder = dirname(this.path); folder.length >= topmost.length; folder = dirname(folder)) {
      holding.push(dirname(folder));
    }
    return holding;
  }

  /** @returns the size after the repair; undefined when another program wrote the file */
  async #repairGzip(current: Current, size: number): Promise<number | undefined> {
    const end = await findGzipEnd(current.handle, size);
    if (end.kind === 'foreign') return undefined;
    // The torn write was never reported as done.
    if (end.good < size) await this.#cut(current.handle, end.good);
    return end.good;
  }

  async #put(current: Current, size: number, bytes: Buffer, sync: boolean): Promise<void> {
    const whole = current.unfinished ? Buffer.concat([LINE_BREAK, bytes]) : bytes;
    let written = 0;
    try {
      while (written < whole.length) {
        const { bytesWritten } = await current.handle.write(whole, written, whole.length - written);
        if (bytesWritten === 0) throw new FileError('EIO', `${this.path} was not written`, 'disk error');
        written += bytesWritten;
      }
      if (sync) {
        await current.handle.datasync();
        for (const folder of current.newIn.splice(0)) await syncFolder(folder);
      }
    } catch (error) {
      current.debt = { good: size, written };
      await this.#settle(current).catch(() => undefined);
      throw error;
    }
    current.unfinished = false;
  }

  /**
   * Rolls back a failed write. Nothing else is written before that succeeds: half a record would stay, or
   * whole records would be duplicated by a retry.
   */
  async #settle(current: Current): Promise<void> {
    const { debt } = current;
    if (debt === undefined) return;
    const { size } = await current.handle.stat();
    if (size === debt.good + debt.written) await this.#cut(current.handle, debt.good);
    // Another program appended or truncated; its lines must stay.
    else current.doubtful = true;
    current.debt = undefined;
  }

  async #cut(handle: OpenFile, size: number): Promise<void> {
    try {
      await handle.truncate(size);
    } catch (error) {
      // Windows does not allow it through an append-only handle.
      if (!hasCode(error, 'EPERM')) throw error;
      await this.#door.truncate(this.path, size);
    }
  }
}

function isSame({ dev, ino }: Current, there: FileFacts | undefined): boolean {
  return there !== undefined && there.dev === dev && there.ino === ino;
}

async function endsWithLineBreak(file: OpenFile, size: number): Promise<boolean> {
  const last = Buffer.alloc(1);
  const { bytesRead } = await file.read(last, 0, 1, size - 1);
  return bytesRead === 1 && last.equals(LINE_BREAK);
}
