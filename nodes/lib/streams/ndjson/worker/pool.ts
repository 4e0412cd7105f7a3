import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { JobRequest } from './protocol';

/** ms without a job after which the thread is terminated: it is needed for catching up, not for daily work. */
const IDLE_MS = 10_000;
/** MB. The garbage of the thread is short-lived: larger limits would only be filled with garbage. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };

/** The worker thread crashed. This says nothing about the file, which can be read again. */
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
