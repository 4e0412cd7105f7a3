/** The main thread's side: starts the worker thread, and reads files with it. */
import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { PackedPage } from '../packed-lines';
import type { ChunkLimits, RecordChunk } from '../parse-records';
import type { QuarantinedLines } from '../quarantine';
import { PartialLineError } from '../split-lines';
import { type FromWorker, type JobRequest, MAX_BLOCKS_AHEAD, type ToWorker } from './protocol';

/** ms without a job after which the thread is terminated: it is needed for catching up, not for daily work. */
const IDLE_MS = 10_000;
/** MB. The garbage of the thread is short-lived: larger limits would only be filled with garbage. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };

/** The worker thread crashed. The file need not be the cause, so it can be read again. */
export class WorkerCrashed extends Error {
  override readonly name = 'WorkerCrashed';

  constructor(cause: Error) {
    super(`the worker thread that reads files ended: ${cause.message}`, { cause });
  }
}

/** A file that the thread reads. */
export interface Job {
  readonly port: MessagePort;
  /** rejects with WorkerCrashed when the thread ends; never resolves */
  readonly crashed: Promise<never>;
  close(): void;
}

/** One worker thread for all streams of the process; started on demand and terminated when idle. */
export class ReaderWorker {
  #worker: Worker | undefined;
  readonly #jobs = new Map<MessagePort, (error: Error) => void>();
  #idleTimer: NodeJS.Timeout | undefined;
  #crashed = false;
  readonly #start: () => Worker;
  readonly #idleMs: number;

  constructor(start: () => Worker, idleMs = IDLE_MS) {
    this.#start = start;
    this.#idleMs = idleMs;
  }

  /** False after a crash: files are read on the main thread then. */
  get usable(): boolean {
    return !this.#crashed;
  }

  get running(): boolean {
    return this.#worker !== undefined;
  }

  startJob(request: JobRequest): Job {
    clearTimeout(this.#idleTimer);
    const worker = this.#ensureStarted();
    const { port1: port, port2 } = new MessageChannel();
    const dead = new Promise<never>((_resolve, reject) => this.#jobs.set(port, reject));
    // Handled by the reader of the job. It must not count as unhandled while no reader waits.
    dead.catch(() => undefined);
    worker.postMessage({ port: port2, request }, [port2]);
    return { port, crashed: dead, close: () => this.#close(port) };
  }

  #close(port: MessagePort): void {
    port.close();
    this.#jobs.delete(port);
    if (this.#jobs.size > 0) return;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.#terminate(), this.#idleMs);
    this.#idleTimer.unref();
  }

  #ensureStarted(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#start();
    // The thread alone must not keep the process alive.
    worker.unref();
    const onCrash = (error: Error): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#crashed = true;
      for (const reject of this.#jobs.values()) reject(new WorkerCrashed(error));
    };
    worker.on('error', onCrash);
    worker.on('exit', (code) => onCrash(new Error(`exit code ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #terminate(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.terminate().catch(() => undefined);
  }
}

/** Undefined when running from TypeScript sources: there is no built file to start the thread with. */
export const readerWorker: ReaderWorker | undefined = __filename.endsWith('.js')
  ? new ReaderWorker(
      () => new Worker(join(__dirname, 'worker.js'), { resourceLimits: RESOURCE_LIMITS, execArgv: [] }),
    )
  : undefined;

/**
 * Does the work of `readRecords` on the worker thread, unpacking included. The records come back as bytes and are
 * parsed again when their values are used. In that case the thread also computes the digests that become ids.
 * @throws WorkerCrashed; the errors of `readRecords`
 */
export async function* readInWorker(
  source: AsyncIterable<Uint8Array>,
  { chunk, chunkBytes, values: digests = true }: ChunkLimits,
  skip: number,
  bad: QuarantinedLines,
  worker: ReaderWorker,
): AsyncGenerator<RecordChunk> {
  const job = worker.startJob({ limits: { chunk, chunkBytes }, digests, skip, bad: bad.snapshot });
  const replies = new WorkerReplies(job);
  const feeder = new BlockFeeder(job.port, replies);
  try {
    // Its error is thrown only after the records that the thread could still read.
    void feeder.run(source);
    for (;;) {
      const reply = await replies.next();
      bad.restore(reply.bad);
      if (reply.kind === 'end') return;
      if (reply.kind === 'broken') throw toError(reply, feeder.failure);
      const { line, newest } = reply;
      yield { records: new PackedPage(reply.bytes, reply.ends, reply.digests).records(), line, newest };
      job.port.postMessage({ kind: 'more' } satisfies ToWorker);
    }
  } finally {
    feeder.stop();
    job.close();
  }
}

type Reply = Exclude<FromWorker, { kind: 'used' }>;

function toError(
  { partialLine, cause: sent }: Extract<Reply, { kind: 'broken' }>,
  failure: unknown,
): unknown {
  const cause = sent === undefined ? failure : Object.assign(new Error(sent.message), { code: sent.code });
  return partialLine === undefined ? cause : new PartialLineError(partialLine, cause);
}

/** Replies of the thread, in order. */
class WorkerReplies {
  readonly #inbox: Reply[] = [];
  #wake: () => void = () => undefined;
  /** called for each block that the thread has consumed */
  onUsed: () => void = () => undefined;
  readonly #job: Job;

  constructor(job: Job) {
    this.#job = job;
    job.port.on('message', (message: FromWorker) => {
      if (message.kind === 'used') {
        this.onUsed();
        return;
      }
      this.#inbox.push(message);
      this.#wake();
    });
  }

  async next(): Promise<Reply> {
    for (;;) {
      const reply = this.#inbox.shift();
      if (reply !== undefined) return reply;
      const message = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([message, this.#job.crashed]);
    }
  }
}

/** Sends the blocks of a file to the thread, a limited number ahead. */
class BlockFeeder {
  failure: unknown;
  #credits = MAX_BLOCKS_AHEAD;
  #stopped = false;
  #wake: () => void = () => undefined;
  readonly #port: MessagePort;

  constructor(port: MessagePort, replies: WorkerReplies) {
    this.#port = port;
    replies.onUsed = () => {
      this.#credits += 1;
      this.#wake();
    };
  }

  /** Never rejects. */
  async run(source: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const block of source) {
        await this.#takeCredit();
        if (this.#stopped) return;
        // Copied, because the block may be a view of shared memory, and transferring it would detach that.
        const copy = new Uint8Array(block);
        this.#send({ kind: 'block', block: copy }, [copy.buffer]);
      }
      this.#send({ kind: 'last' });
    } catch (error) {
      this.failure = error;
      this.#send({ kind: 'failed' });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  #send(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    if (!this.#stopped) this.#port.postMessage(message, [...transfer]);
  }

  async #takeCredit(): Promise<void> {
    while (this.#credits === 0 && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#credits -= 1;
  }
}
