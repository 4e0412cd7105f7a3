import { disk, type FileDoor, type OpenFile } from '../../../../nodes/lib/sinks/file/file-system';

const failure = (code: string): Error => Object.assign(new Error(`${code}: made up by the test`), { code });

/** The real file system, until a test limits it. */
export class FailingDisk implements FileDoor {
  /** bytes that still fit; after that ENOSPC, after a short write as on a real disk */
  room = Number.POSITIVE_INFINITY;
  /** operations that fail, and how */
  readonly failing = new Map<
    'read' | 'write' | 'datasync' | 'truncate' | 'open' | 'stat' | 'rename',
    string
  >();
  /** the operations, in order */
  readonly done: string[] = [];
  /** called just before a write, which waits for it */
  before: (() => void | Promise<void>) | undefined;
  /** open files, and their maximum */
  opened = 0;
  most = 0;

  readonly mkdir = disk.mkdir;
  readonly readdir = disk.readdir;
  readonly realpath = disk.realpath;
  readonly unlink = disk.unlink;

  #check(what: Parameters<typeof this.failing.get>[0]): void {
    const code = this.failing.get(what);
    if (code !== undefined) throw failure(code);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#check('rename');
    await disk.rename(from, to);
  }

  async stat(path: string): ReturnType<FileDoor['stat']> {
    this.#check('stat');
    return disk.stat(path);
  }

  async truncate(path: string, length: number): Promise<void> {
    this.done.push('truncate by path');
    await disk.truncate(path, length);
  }

  async open(path: string, flags: 'a+' | 'wx', mode?: number): Promise<OpenFile> {
    this.#check('open');
    const file = await disk.open(path, flags, mode);
    this.opened += 1;
    this.most = Math.max(this.most, this.opened);
    return {
      stat: () => file.stat(),
      read: async (buffer, offset, length, position) => {
        this.#check('read');
        return file.read(buffer, offset, length, position);
      },
      write: async (buffer, offset, length) => {
        await this.before?.();
        this.#check('write');
        if (this.room <= 0) throw failure('ENOSPC');
        const fits = Math.floor(Math.min(length, this.room));
        this.room -= fits;
        this.done.push('write');
        return file.write(buffer, offset, fits);
      },
      truncate: async (length) => {
        this.#check('truncate');
        this.done.push('truncate');
        await file.truncate(length);
      },
      datasync: async () => {
        this.#check('datasync');
        this.done.push('datasync');
        await file.datasync();
      },
      close: async () => {
        this.opened -= 1;
        this.done.push('close');
        await file.close();
      },
    };
  }
}
