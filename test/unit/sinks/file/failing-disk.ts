import {
  type FileHandle,
  type FileSystem,
  nodeFileSystem,
} from '../../../../nodes/lib/sinks/file/file-system';

const failure = (code: string): Error => Object.assign(new Error(`${code}: made up by the test`), { code });

/** The real file system, until a test limits it. */
export class FailingDisk implements FileSystem {
  /** bytes that still fit; after that ENOSPC, after a short write as on a real disk */
  freeBytes = Number.POSITIVE_INFINITY;
  /** operations that fail, and how */
  readonly failing = new Map<
    'read' | 'write' | 'datasync' | 'truncate' | 'open' | 'stat' | 'rename' | 'syncDir',
    string
  >();
  /** the operations, in order */
  readonly operations: string[] = [];
  /** called just before a write, which waits for it */
  before: (() => void | Promise<void>) | undefined;
  /** the link count of all files, instead of the real one */
  links: number | undefined;
  /** open files, and their maximum */
  opened = 0;
  maxOpened = 0;

  readonly mkdir = nodeFileSystem.mkdir;
  readonly readdir = nodeFileSystem.readdir;
  readonly realpath = nodeFileSystem.realpath;
  readonly unlink = nodeFileSystem.unlink;

  #check(what: Parameters<typeof this.failing.get>[0]): void {
    const code = this.failing.get(what);
    if (code !== undefined) throw failure(code);
  }

  async syncDir(path: string): Promise<void> {
    this.#check('syncDir');
    this.operations.push('syncDir');
    await nodeFileSystem.syncDir(path);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#check('rename');
    await nodeFileSystem.rename(from, to);
  }

  async stat(path: string): ReturnType<FileSystem['stat']> {
    this.#check('stat');
    return nodeFileSystem.stat(path);
  }

  async truncate(path: string, length: number): Promise<void> {
    this.operations.push('truncate by path');
    await nodeFileSystem.truncate(path, length);
  }

  async open(path: string, flags: 'a+' | 'wx', mode?: number): Promise<FileHandle> {
    this.#check('open');
    const file = await nodeFileSystem.open(path, flags, mode);
    this.opened += 1;
    this.maxOpened = Math.max(this.maxOpened, this.opened);
    return {
      stat: async () => {
        const stats = await file.stat();
        return this.links === undefined ? stats : Object.assign(stats, { nlink: this.links });
      },
      read: async (buffer, offset, length, position) => {
        this.#check('read');
        return file.read(buffer, offset, length, position);
      },
      write: async (buffer, offset, length) => {
        await this.before?.();
        this.#check('write');
        if (this.freeBytes <= 0) throw failure('ENOSPC');
        const fits = Math.floor(Math.min(length, this.freeBytes));
        this.freeBytes -= fits;
        this.operations.push('write');
        return file.write(buffer, offset, fits);
      },
      truncate: async (length) => {
        this.#check('truncate');
        this.operations.push('truncate');
        await file.truncate(length);
      },
      datasync: async () => {
        this.#check('datasync');
        this.operations.push('datasync');
        await file.datasync();
      },
      close: async () => {
        this.opened -= 1;
        this.operations.push('close');
        await file.close();
      },
    };
  }
}
