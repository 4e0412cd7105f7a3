import type { Rotation } from '../../properties/values/rotation';
import { withTimeout } from '../../util/async';
import { type Finish, type PendingLimits, PendingMessages } from '../pending-messages';
import { coalesce, groupByPath, type PendingWrite } from './coalesce';
import { encodePayload } from './encode';
import { FileError } from './errors';
import { OpenFilePool } from './open-file-pool';
import { isGzip, type Message, PathTemplate } from './path-template';

/** Shared by the process: nodes with the same path share one open file. */
const processPool = new OpenFilePool();

export interface FileSinkSettings {
  readonly path: string;
  readonly rotate: Rotation;
  readonly sync: 'batch' | 'none';
  readonly gzip: boolean;
}

export interface FileSinkLimits extends PendingLimits {
  /** time limit of closing, ms */
  readonly closeMs: number;
}

/** Enough for two batches of 1000 messages of each of ten types, twice. */
const LIMITS: FileSinkLimits = { messages: 50_000, bytes: 64 * 1024 * 1024, closeMs: 10_000 };
/** Maximum size of one write, one sync, and one gzip member, unless a single message is larger. */
const MAX_GROUP_BYTES = 4 * 1024 * 1024;
/** Files of one node that are written in parallel; Node.js has four threads for all file operations. */
const PARALLEL_FILES = 4;

export interface WriteResult {
  readonly path: string;
  /** before gzip; 0 when the payload had nothing to write */
  readonly bytes: number;
}

interface QueuedWrite extends PendingWrite {
  readonly finish: Finish<Error>;
  error: Error | undefined;
}

/** Appends message payloads to the files of a path template: in order, whole or not at all. */
export class FileSink {
  readonly #template: PathTemplate;
  #queue: QueuedWrite[] = [];
  readonly #pending: PendingMessages<Error>;
  #flushing: Promise<void> | undefined;
  #closed = false;

  readonly #settings: FileSinkSettings;
  readonly #pool: OpenFilePool;
  readonly #limits: FileSinkLimits;

  /** @param folder base of relative paths */
  constructor(
    settings: FileSinkSettings,
    folder: string,
    pool: OpenFilePool = processPool,
    limits: FileSinkLimits = LIMITS,
  ) {
    this.#settings = settings;
    this.#pool = pool;
    this.#limits = limits;
    this.#pending = new PendingMessages(limits);
    this.#template = new PathTemplate(settings.path, folder, settings.gzip);
  }

  /** number of messages that are not finished */
  get size(): number {
    return this.#pending.size;
  }

  /**
   * Resolves once the payload is in the file, and on the disk with `sync: batch`. Promises resolve in the
   * order of the calls.
   * @param lines the payload as lines, where the caller has them already
   * @throws FileError after which nothing of the payload is in the file
   */
  write(message: Message, lines?: Uint8Array): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw closedError();
      const data = encodePayload(lines ?? message.payload);
      const path = this.#template.resolve(message, Date.now());
      if (this.#pending.isFull(data.length)) throw queueFullError(this.size);
      const finish = this.#pending.add(data.length, (error) => {
        if (error === undefined) resolve({ path, bytes: data.length });
        else reject(error);
      });
      this.#queue.push({ path, data, finish, error: undefined });
      // Deferred: messages of the same event loop turn share the first write.
      this.#flushing ??= Promise.resolve().then(() => this.#flushQueue());
    });
  }

  /** Waits for pending writes up to the time limit, then rejects the rest. Never rejects itself. */
  async close(): Promise<void> {
    this.#closed = true;
    const deadline = performance.now() + this.#limits.closeMs;
    if (this.#flushing !== undefined) await withTimeout(this.#flushing, this.#limits.closeMs);
    this.#queue = [];
    this.#pending.failAll(closedError());
    await withTimeout(this.#pool.release(this), Math.max(0, deadline - performance.now()));
  }

  /** Never rejects. */
  async #flushQueue(): Promise<void> {
    while (this.#queue.length > 0) {
      const writes = this.#queue.splice(0);
      const files = groupByPath(writes.filter(({ data }) => data.length > 0)).values();
      // Each worker takes the next file as soon as it has finished one.
      const workers = Array.from({ length: PARALLEL_FILES }, async () => {
        for (const [path, ofFile] of files) await this.#writeFile(path, ofFile);
      });
      await Promise.all(workers);
      for (const { finish, error } of writes) finish(error);
    }
    this.#flushing = undefined;
  }

  /** Never rejects: each pending write keeps its error. */
  async #writeFile(path: string, writes: readonly QueuedWrite[]): Promise<void> {
    const { rotate, sync } = this.#settings;
    const options = { gzip: isGzip(path), rotation: rotate, sync: sync === 'batch' };
    const maxBytes = rotate.by === 'size' ? Math.min(rotate.bytes, MAX_GROUP_BYTES) : MAX_GROUP_BYTES;
    for (const group of coalesce(writes, maxBytes)) {
      try {
        const [first] = group;
        const data =
          group.length === 1 && first ? first.data : Buffer.concat(group.map((write) => write.data));
        await this.#pool.append(path, data, options, this);
      } catch (error) {
        const reason = error instanceof Error ? error : new Error(String(error));
        for (const write of group) write.error = reason;
      }
    }
  }
}

const closedError = (): FileError =>
  new FileError('FILE_CLOSED', 'not written: the node was closed or deployed again', 'closed');

const queueFullError = (count: number): FileError =>
  new FileError(
    'FILE_FULL',
    `not written: ${count} messages wait for the disk already; send it again later`,
    `${count} messages wait`,
  );
