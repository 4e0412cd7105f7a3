import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Order } from './protocol';

/** ms without a file after which the thread is ended: it is there for catching up, not for every day. */
const IDLE_MS = 10_000;
/** Its garbage is short-lived: more room would only be filled with it. MB */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };

/** Says nothing about the file that was read, which can be read again. */
export class ThreadDied extends Error {
  override readonly name = 'ThreadDied';

  constructor(cause: Error) {
    super(`the thread that reads files ended: ${cause.message}`, { cause });
  }
}

/** A conversation about one file. */
export interface Talk {
  readonly port: MessagePort;
  /** rejects with ThreadDied when the thread does, and only then */
  readonly dead: Promise<never>;
  close(): void;
}

/** One thread for all sources of the process, there while somebody needs it. */
export class LineThread {
  #worker: Worker | undefined;
  readonly #talks = new Map<MessagePort, (error: Error) => void>();
  #idle: NodeJS.Timeout | undefined;
  #broken = false;
  readonly #start: () => Worker;
  readonly #idleMs: number;

  constructor(start: () => Worker, idleMs = IDLE_MS) {
    this.#start = start;
    this.#idleMs = idleMs;
  }

  /** False once it has died: whoever asks goes on without it. */
  get usable(): boolean {
    return !this.#broken;
  }

  get running(): boolean {
    return this.#worker !== undefined;
  }

  talkAbout(order: Order): Talk {
    clearTimeout(this.#idle);
    const worker = this.#awake();
    const { port1: port, port2 } = new MessageChannel();
    const dead = new Promise<never>((_resolve, reject) => this.#talks.set(port, reject));
    // Met by whoever waits for an answer; nobody may be waiting when it happens.
    dead.catch(() => undefined);
    worker.postMessage({ port: port2, order }, [port2]);
    return { port, dead, close: () => this.#close(port) };
  }

  #close(port: MessagePort): void {
    port.close();
    this.#talks.delete(port);
    if (this.#talks.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#end(), this.#idleMs);
    this.#idle.unref();
  }

  #awake(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#start();
    // Whoever waits for a file keeps the process; the thread by itself must not.
    worker.unref();
    const died = (error: Error): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#broken = true;
      for (const tell of this.#talks.values()) tell(new ThreadDied(error));
    };
    worker.on('error', died);
    worker.on('exit', (code) => died(new Error(`exit code ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.terminate().catch(() => undefined);
  }
}

/** Of this process; undefined where the code was not built, so that there is no file for a thread to start with. */
export const lineThread: LineThread | undefined = __filename.endsWith('.js')
  ? new LineThread(() => new Worker(join(__dirname, 'thread.js'), { resourceLimits: LIMITS, execArgv: [] }))
  : undefined;
