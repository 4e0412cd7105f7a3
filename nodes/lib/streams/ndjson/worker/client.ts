import type { MessagePort } from 'node:worker_threads';
import { PackedPage } from '../packed-page';
import type { ChunkLimits, RecordChunk } from '../parse-records';
import type { QuarantinedLines } from '../quarantine';
import { PartialLineError } from '../split-lines';
import type { Job, ReaderWorker } from './pool';
import { type FromWorker, MAX_BLOCKS_AHEAD, type ToWorker } from './protocol';

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
