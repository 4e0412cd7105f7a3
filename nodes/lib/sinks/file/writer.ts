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
  /** on the disk before it counts, rather than in the system's memory */
  readonly sync: boolean;
}

/** Personal data: for the user of this process and its group, such as a log collector. */
const FILE_MODE = 0o640;
const FOLDER_MODE = 0o750;
const LINE_BREAK = Buffer.from('\n');

/** A file that is open, and what is still to be made good in it. */
interface Current {
  readonly handle: OpenFile;
  readonly dev: number;
  readonly ino: number;
  /** its last line has no end: of a killed process, or of another program */
  unfinished: boolean;
  /** bytes of a failed write that could not be taken back yet */
  debt: Debt | undefined;
  /** has to be looked at anew before anything is written */
  doubtful: boolean;
  /** folders that hold a new name, to be synced with the first data */
  newIn: string[];
}

const IN_ORDER = { unfinished: false, debt: undefined, doubtful: false };

interface Debt {
  /** size before the write */
  readonly good: number;
  /** bytes of it that went out */
  readonly written: number;
}

/**
 * The one who writes a file in this process. What is appended is there whole or not at all, unless the process
 * or the machine dies; `append` is not reentrant, pool.ts sees to the order.
 */
export class Writer {
  private current: Current | undefined;

  /** @param path without symbolic links */
  constructor(
    readonly path: string,
    private readonly door: FileDoor,
  ) {}

  get isOpen(): boolean {
    return this.current !== undefined;
  }

  /**
   * @param data whole lines
   * @throws FileError after which nothing of `data` is in the file
   */
  async append(data: Buffer, how: How): Promise<void> {
    try {
      const bytes = how.gzip ? await gzipMember(data) : data;
      const { current, size } = await this.ready(bytes.length, how);
      await this.put(current, size, bytes, how.sync);
    } catch (error) {
      throw fileError(error, this.path);
    }
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    if (current === undefined) return;
    // The last chance; what stays is ended or cut off by whoever opens the file next.
    await this.settle(current).catch(() => undefined);
    await current.handle.close().catch(() => undefined);
  }

  /** The right file, open and in order. */
  private async ready(adding: number, how: How): Promise<{ current: Current; size: number }> {
    if (this.current !== undefined) await this.settle(this.current);
    const there = await this.look();
    // Moved away, deleted or replaced by somebody: what they took stays whole, and we begin anew.
    if (this.current !== undefined && (this.current.doubtful || !isSame(this.current, there))) {
      await this.close();
    }
    const period = there && finished(how.rotation, there, adding, Date.now());
    const { current, size } =
      this.current && there ? { current: this.current, size: there.size } : await this.open(how);
    if (period === undefined || size === 0) return { current, size };
    // What a killed process left torn must not be glued to the next file by those who join them.
    if (current.unfinished) await this.put(current, size, Buffer.alloc(0), how.sync);
    await this.finish(period, how.sync);
    return this.open(how);
  }

  private async look(): Promise<FileFacts | undefined> {
    const facts = await this.door.stat(this.path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    // Directories fail when they are opened; a pipe would wait for a reader there.
    if (facts === undefined || facts.isFile() || facts.isDirectory()) return facts;
    const text = `${this.path} was not written: it is a device, a pipe or a socket, not a file`;
    throw new FileError('FILE_KIND', text, 'not a file');
  }

  private async finish(period: string, sync: boolean): Promise<void> {
    // Windows does not rename open files.
    await this.close();
    await setAside(this.door, this.path, period);
    if (sync) await syncFolder(dirname(this.path));
  }

  private async open(how: How): Promise<{ current: Current; size: number }> {
    const newIn = await this.makeFolder();
    const handle = await this.door.open(this.path, 'a+', FILE_MODE);
    try {
      const { dev, ino, size } = await handle.stat();
      if (size === 0) newIn.push(dirname(this.path));
      const current: Current = { handle, dev, ino, newIn, ...IN_ORDER };
      const good = how.gzip ? await this.repairGzip(current, size) : size;
      if (good === undefined) {
        await handle.close();
        await this.finish('', how.sync);
        return this.open(how);
      }
      current.unfinished = !how.gzip && size > 0 && !(await endsWithLineBreak(handle, size));
      this.current = current;
      return { current, size: good };
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
  }

  private async makeFolder(): Promise<string[]> {
    const topmost = await this.door.mkdir(dirname(this.path), { recursive: true, mode: FOLDER_MODE });
    const holding: string[] = [];
    if (topmost === undefined) return holding;
    for (let folder = dirname(this.path); folder.length >= topmost.length; folder = dirname(folder)) {
      holding.push(dirname(folder));
    }
    return holding;
  }

  /** @returns its size then; undefined when it is not ours to go on with */
  private async repairGzip(current: Current, size: number): Promise<number | undefined> {
    const end = await findGzipEnd(current.handle, size);
    if (end.kind === 'foreign') return undefined;
    // Torn in the middle of a write that nobody was told of as done.
    if (end.good < size) await this.cut(current.handle, end.good);
    return end.good;
  }

  private async put(current: Current, size: number, bytes: Buffer, sync: boolean): Promise<void> {
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
      await this.settle(current).catch(() => undefined);
      throw error;
    }
    current.unfinished = false;
  }

  /**
   * Takes back what a failed write left. Until that works nothing else is written: half a record would stay, or
   * whole ones come twice when they are sent again.
   */
  private async settle(current: Current): Promise<void> {
    const { debt } = current;
    if (debt === undefined) return;
    const { size } = await current.handle.stat();
    if (size === debt.good + debt.written) await this.cut(current.handle, debt.good);
    // Another program wrote behind us or cut the file, and its lines are not ours to remove.
    else current.doubtful = true;
    current.debt = undefined;
  }

  private async cut(handle: OpenFile, size: number): Promise<void> {
    try {
      await handle.truncate(size);
    } catch (error) {
      // Windows: not through a handle that can only append.
      if (!hasCode(error, 'EPERM')) throw error;
      await this.door.truncate(this.path, size);
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
