import { basename, dirname, join } from 'node:path';
import { disk, type FileDoor } from './door';
import { fileError, hasCode } from './errors';
import { type How, Writer } from './writer';

export interface PoolLimits {
  /** maximum number of open files; files with active writes may exceed it briefly */
  readonly open: number;
  /** milliseconds without a message after which a file is closed */
  readonly idleMs: number;
}

const LIMITS: PoolLimits = { open: 64, idleMs: 30_000 };

interface Entry {
  readonly writer: Writer;
  /** the last queued operation */
  queue: Promise<void>;
  /** number of queued operations */
  busy: number;
  usedAt: number;
  readonly users: Set<object>;
}

/**
 * All files that this process writes. One appender per real path, however many nodes and names lead there, so
 * that lines never mix. Idle files are closed, the least recently used first.
 */
export class FilePool {
  /** by real path, the least recently used first */
  readonly #entries = new Map<string, Entry>();
  #sweeper: NodeJS.Timeout | undefined;

  readonly #door: FileDoor;
  readonly #limits: PoolLimits;

  constructor(door: FileDoor = disk, limits: PoolLimits = LIMITS) {
    this.#door = door;
    this.#limits = limits;
  }

  /** number of open files */
  get size(): number {
    return [...this.#entries.values()].filter(({ writer }) => writer.isOpen).length;
  }

  /**
   * Appends whole lines. Callers that wait for one append before the next keep their order; different callers
   * alternate.
   * @param user token for `release`
   * @throws FileError after which nothing of `data` is in the file
   */
  async append(path: string, data: Buffer, how: How, user: object): Promise<void> {
    const real = await this.#realPath(path).catch((error: unknown) => {
      throw fileError(error, path);
    });
    const entry = this.#entries.get(real) ?? this.#enter(real);
    entry.users.add(user);
    this.#entries.delete(real);
    this.#entries.set(real, entry);
    try {
      await this.#inLine(entry, () => entry.writer.append(data, how));
    } finally {
      this.#trim();
    }
  }

  /** Closes files that no other user needs. Never rejects. */
  async release(user: object): Promise<void> {
    const left = [...this.#entries.values()].filter(({ users }) => users.delete(user) && users.size === 0);
    await Promise.all(left.map((entry) => this.#close(entry)));
  }

  #enter(real: string): Entry {
    const entry = {
      writer: new Writer(real, this.#door),
      queue: Promise.resolve(),
      busy: 0,
      usedAt: Date.now(),
      users: new Set<object>(),
    };
    this.#entries.set(real, entry);
    this.#sweepLater();
    return entry;
  }

  async #inLine<T>(entry: Entry, work: () => Promise<T>): Promise<T> {
    entry.busy += 1;
    const turn = entry.queue.then(work);
    entry.queue = turn.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await turn;
    } finally {
      entry.busy -= 1;
      entry.usedAt = Date.now();
    }
  }

  async #close(entry: Entry): Promise<void> {
    await this.#inLine(entry, () => entry.writer.close());
    if (entry.busy === 0 && !entry.writer.isOpen) this.#entries.delete(entry.writer.path);
    if (this.#entries.size > 0) return;
    clearTimeout(this.#sweeper);
    this.#sweeper = undefined;
  }

  /** Never rejects, so callers need not wait. */
  #trim(): void {
    const idle = [...this.#entries.values()].filter(({ busy }) => busy === 0);
    const tooMany = this.#entries.size - this.#limits.open;
    for (const entry of idle.slice(0, Math.max(0, tooMany))) void this.#close(entry);
  }

  #sweepLater(): void {
    if (this.#sweeper !== undefined || this.#entries.size === 0) return;
    this.#sweeper = setTimeout(() => this.#sweep(), this.#limits.idleMs);
    // An idle file must not keep a process alive.
    this.#sweeper.unref();
  }

  #sweep(): void {
    this.#sweeper = undefined;
    const before = Date.now() - this.#limits.idleMs;
    for (const entry of this.#entries.values()) {
      if (entry.busy === 0 && entry.usedAt <= before) void this.#close(entry);
    }
    this.#sweepLater();
  }

  /** Works for files and folders that do not exist yet. */
  async #realPath(path: string): Promise<string> {
    try {
      return await this.#door.realpath(path);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
    const folder = dirname(path);
    return folder === path ? path : join(await this.#realPath(folder), basename(path));
  }
}
