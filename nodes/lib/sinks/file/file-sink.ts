import type { Rotation } from '../../properties/rotation';
import { atMost } from '../../wait';
import { encodePayload } from './encode';
import { FileError } from './errors';
import { byPath, groupsOf, type Job } from './groups';
import { FilePool } from './pool';
import { isGzip, type Message, PathTemplate } from './template';

/** Shared by the process: nodes with the same path share one open file. */
const sharedPool = new FilePool();

export interface SinkSettings {
  readonly path: string;
  readonly rotate: Rotation;
  readonly sync: 'batch' | 'none';
  readonly gzip: boolean;
}

export interface SinkLimits {
  /** maximum number of pending messages */
  readonly messages: number;
  /** maximum bytes of pending messages; a single message may be larger */
  readonly bytes: number;
  /** time limit of closing, ms */
  readonly closeMs: number;
}

/** Enough for two batches of 1000 messages of each of ten types, twice. */
const LIMITS: SinkLimits = { messages: 50_000, bytes: 64 * 1024 * 1024, closeMs: 10_000 };
/** Maximum size of one write, one sync, and one gzip member, unless a single message is larger. */
const GROUP_BYTES = 4 * 1024 * 1024;
/** Files of one node that are written in parallel; Node.js has four threads for all file operations. */
const PARALLEL = 4;

export interface Written {
  readonly path: string;
  /** before gzip; 0 when the payload had nothing to write */
  readonly bytes: number;
}

interface Waiting extends Job {
  readonly resolve: (written: Written) => void;
  readonly reject: (error: Error) => void;
  error: Error | undefined;
  settled: boolean;
}

/** Appends message payloads to the files of a path template: in order, whole or not at all. */
export class FileSink {
  readonly #template: PathTemplate;
  #waiting: Waiting[] = [];
  /** writes in progress */
  #round: readonly Waiting[] = [];
  /** accepted and not finished */
  #count = 0;
  #bytes = 0;
  #work: Promise<void> | undefined;
  #closed = false;

  readonly #settings: SinkSettings;
  readonly #pool: FilePool;
  readonly #limits: SinkLimits;

  /** @param folder base of relative paths */
  constructor(
    settings: SinkSettings,
    folder: string,
    pool: FilePool = sharedPool,
    limits: SinkLimits = LIMITS,
  ) {
    this.#settings = settings;
    this.#pool = pool;
    this.#limits = limits;
    this.#template = new PathTemplate(settings.path, folder, settings.gzip);
  }

  /** number of messages that are not finished */
  get size(): number {
    return this.#count;
  }

  /**
   * Resolves once the payload is in the file, and on the disk with `sync: batch`. Promises resolve in the
   * order of the calls.
   * @param lines the payload as lines, where the caller has them already
   * @throws FileError after which nothing of the payload is in the file
   */
  write(message: Message, lines?: Uint8Array): Promise<Written> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw closing();
      const data = encodePayload(lines ?? message.payload);
      const path = this.#template.path(message, Date.now());
      if (this.#isFull(data.length)) throw full(this.#count);
      this.#count += 1;
      this.#bytes += data.length;
      this.#waiting.push({ path, data, resolve, reject, error: undefined, settled: false });
      // Deferred: messages of the same event loop turn share the first write.
      this.#work ??= Promise.resolve().then(() => this.#drain());
    });
  }

  /** Waits for pending writes up to the time limit, then rejects the rest. Never rejects itself. */
  async close(): Promise<void> {
    this.#closed = true;
    const until = performance.now() + this.#limits.closeMs;
    if (this.#work !== undefined) await atMost(this.#work, this.#limits.closeMs);
    for (const job of [...this.#round, ...this.#waiting.splice(0)]) this.#settle(job, closing());
    await atMost(this.#pool.release(this), Math.max(0, until - performance.now()));
  }

  #isFull(bytes: number): boolean {
    if (this.#count === 0) return false;
    return this.#count >= this.#limits.messages || this.#bytes + bytes > this.#limits.bytes;
  }

  /** Never rejects. */
  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#round = this.#waiting.splice(0);
      const files = byPath(this.#round.filter(({ data }) => data.length > 0)).values();
      // Each worker takes the next file as soon as it has finished one.
      const writers = Array.from({ length: PARALLEL }, async () => {
        for (const [path, jobs] of files) await this.#writeFile(path, jobs);
      });
      await Promise.all(writers);
      for (const job of this.#round) this.#settle(job, job.error);
      this.#round = [];
    }
    this.#work = undefined;
  }

  /** Never rejects: each pending write keeps its error. */
  async #writeFile(path: string, jobs: readonly Waiting[]): Promise<void> {
    const { rotate, sync } = this.#settings;
    const how = { gzip: isGzip(path), rotation: rotate, sync: sync === 'batch' };
    const most = rotate.by === 'size' ? Math.min(rotate.bytes, GROUP_BYTES) : GROUP_BYTES;
    for (const group of groupsOf(jobs, most)) {
      try {
        const [first] = group;
        const data = group.length === 1 && first ? first.data : Buffer.concat(group.map((job) => job.data));
        await this.#pool.append(path, data, how, this);
      } catch (error) {
        const reason = error instanceof Error ? error : new Error(String(error));
        for (const job of group) job.error = reason;
      }
    }
  }

  #settle(job: Waiting, error: Error | undefined): void {
    if (job.settled) return;
    job.settled = true;
    const { path, data, resolve, reject } = job;
    this.#count -= 1;
    this.#bytes -= data.length;
    if (error === undefined) resolve({ path, bytes: data.length });
    else reject(error);
  }
}

const closing = (): FileError =>
  new FileError('FILE_CLOSED', 'not written: the node was closed or deployed again', 'closed');

const full = (count: number): FileError =>
  new FileError(
    'FILE_FULL',
    `not written: ${count} messages wait for the disk already; send it again later`,
    `${count} messages wait`,
  );
