import { basename, dirname, join } from 'node:path';
import { AppendFile, type WriteOptions } from './append-file';
import { hasCode, toFileError } from './errors';
import { type FileSystem, nodeFileSystem } from './file-system';

export interface PoolLimits {
  /** maximum number of open files; files with active writes may exceed it briefly */
  readonly open: number;
  /** milliseconds without a message after which a file is closed */
  readonly idleMs: number;
}

const LIMITS: PoolLimits = { open: 64, idleMs: 30_000 };

interface PoolEntry {
  readonly file: AppendFile;
  /** the last queued operation */
  queue: Promise<void>;
  /** number of queued operations */
  queued: number;
  usedAt: number;
  readonly users: Set<object>;
}

/**
 * All files that this process writes. There is one appender per real path, even if several nodes or names
 * refer to it, so that lines never mix. Idle files are closed, the least recently used first.
 */
export class OpenFilePool {
  /** by real path, the least recently used first */
  readonly #entries = new Map<string, PoolEntry>();
  #sweepTimer: NodeJS.Timeout | undefined;

  readonly #fileSystem: FileSystem;
  readonly #limits: PoolLimits;

  constructor(fileSystem: FileSystem = nodeFileSystem, limits: PoolLimits = LIMITS) {
    this.#fileSystem = fileSystem;
    this.#limits = limits;
  }

  /** number of open files */
  get size(): number {
    return [...this.#entries.values()].filter(({ file }) => file.isOpen).length;
  }

  /**
   * Appends whole lines. Callers that wait for one append before the next keep their order; different callers
   * alternate.
   * @param user token for `release`
   * @throws FileError after which nothing of `data` is in the file
   */
  async append(path: string, data: Buffer, options: WriteOptions, user: object): Promise<void> {
    const realPath = await this.#realPath(path).catch((error: unknown) => {
      throw toFileError(error, path);
    });
    const entry = this.#entries.get(realPath) ?? this.#add(realPath);
    entry.users.add(user);
    this.#entries.delete(realPath);
    this.#entries.set(realPath, entry);
    try {
      await this.#serialize(entry, () => entry.file.append(data, options));
    } finally {
      this.#evict();
    }
  }

  /** Closes files that no other user needs. Never rejects. */
  async release(user: object): Promise<void> {
    const unused = [...this.#entries.values()].filter(({ users }) => users.delete(user) && users.size === 0);
    await Promise.all(unused.map((entry) => this.#close(entry)));
  }

  #add(realPath: string): PoolEntry {
    const entry = {
      file: new AppendFile(realPath, this.#fileSystem),
      queue: Promise.resolve(),
      queued: 0,
      usedAt: Date.now(),
      users: new Set<object>(),
    };
    this.#entries.set(realPath, entry);
    this.#scheduleSweep();
    return entry;
  }

  async #serialize<T>(entry: PoolEntry, work: () => Promise<T>): Promise<T> {
    entry.queued += 1;
    const operation = entry.queue.then(work);
    entry.queue = operation.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await operation;
    } finally {
      entry.queued -= 1;
      entry.usedAt = Date.now();
    }
  }

  async #close(entry: PoolEntry): Promise<void> {
    await this.#serialize(entry, () => entry.file.close());
    if (entry.queued === 0 && !entry.file.isOpen) this.#entries.delete(entry.file.path);
    if (this.#entries.size > 0) return;
    clearTimeout(this.#sweepTimer);
    this.#sweepTimer = undefined;
  }

  /** Never rejects, so callers need not wait. */
  #evict(): void {
    const idle = [...this.#entries.values()].filter(({ queued }) => queued === 0);
    const tooMany = this.#entries.size - this.#limits.open;
    for (const entry of idle.slice(0, Math.max(0, tooMany))) void this.#close(entry);
  }

  #scheduleSweep(): void {
    if (this.#sweepTimer !== undefined || this.#entries.size === 0) return;
    this.#sweepTimer = setTimeout(() => this.#closeIdle(), this.#limits.idleMs);
    // An idle file must not keep a process alive.
    this.#sweepTimer.unref();
  }

  #closeIdle(): void {
    this.#sweepTimer = undefined;
    const before = Date.now() - this.#limits.idleMs;
    for (const entry of this.#entries.values()) {
      if (entry.queued === 0 && entry.usedAt <= before) void this.#close(entry);
    }
    this.#scheduleSweep();
  }

  /** Works for files and folders that do not exist yet. */
  async #realPath(path: string): Promise<string> {
    try {
      return await this.#fileSystem.realpath(path);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
    const folder = dirname(path);
    return folder === path ? path : join(await this.#realPath(folder), basename(path));
  }
}
