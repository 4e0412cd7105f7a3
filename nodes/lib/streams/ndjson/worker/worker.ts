/** Entry point of the worker thread: unpacks files, splits lines and checks that they are records. */
import { hash } from 'node:crypto';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { gunzipIfNeeded } from '../gunzip';
import { DIGEST_BYTES } from '../packed-lines';
import { readPackedRecords } from '../parse-records';
import { QuarantinedLines } from '../quarantine';
import { PartialLineError } from '../split-lines';
import { type FromWorker, type JobRequest, MAX_CHUNKS_AHEAD, type ToWorker } from './protocol';

/** The download failed. The real error stays on the main thread. */
const SOURCE_FAILED = new Error('the download failed');
const CLOSED = new Error('the job was closed');

parentPort?.on('message', ({ port, request }: { port: MessagePort; request: JobRequest }) => {
  // Errors of the file are sent as replies; what remains is a closed job.
  read(new JobChannel(port), request).catch(() => port.close());
});

async function read(
  job: JobChannel,
  { limits, skip, digests: withDigests, bad: before }: JobRequest,
): Promise<void> {
  const bad = new QuarantinedLines(before);
  try {
    for await (const chunk of readPackedRecords(gunzipIfNeeded(job.blocks()), limits, skip, bad)) {
      const { bytes, ends } = chunk.records;
      const digests = withDigests ? digestsOf(bytes, ends) : new Uint8Array(0);
      await job.takeCredit();
      const { line, newest } = chunk;
      const transfer = [bytes.buffer, ends.buffer, digests.buffer];
      job.send({ kind: 'chunk', bytes, ends, digests, line, newest, bad: bad.snapshot }, transfer);
    }
    job.send({ kind: 'end', bad: bad.snapshot });
  } catch (error) {
    const partialLine = error instanceof PartialLineError ? error.text : undefined;
    const cause = error instanceof PartialLineError ? error.cause : error;
    job.send({
      kind: 'broken',
      bad: bad.snapshot,
      partialLine,
      cause: cause === SOURCE_FAILED ? undefined : serializeError(cause),
    });
  }
}

/** The first 128 bits of each line's SHA-256. */
function digestsOf(bytes: Uint8Array, ends: Uint32Array): Uint8Array<ArrayBuffer> {
  const digests = Buffer.from(new ArrayBuffer(ends.length * DIGEST_BYTES));
  let from = 0;
  for (const [index, end] of ends.entries()) {
    digests.write(
      hash('sha256', bytes.subarray(from, end), 'hex'),
      index * DIGEST_BYTES,
      DIGEST_BYTES,
      'hex',
    );
    from = end + 1;
  }
  return new Uint8Array(digests.buffer);
}

function serializeError(error: unknown): { message: string; code: string } {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return { message: error instanceof Error ? error.message : String(error), code };
}

/** The thread's side of a job. */
class JobChannel {
  readonly #inbox: ToWorker[] = [];
  #credits = MAX_CHUNKS_AHEAD + 1;
  #closed = false;
  #wake: () => void = () => undefined;
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: ToWorker) => {
      if (message.kind === 'more') this.#credits += 1;
      else this.#inbox.push(message);
      this.#wake();
    });
    port.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  send(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(message, [...transfer]);
  }

  /** Resolves when one more chunk may be sent. */
  async takeCredit(): Promise<void> {
    while (this.#credits === 0) await this.#waitForMessage();
    this.#credits -= 1;
  }

  async *blocks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const message = this.#inbox.shift();
      if (message === undefined) await this.#waitForMessage();
      else if (message.kind === 'block') {
        yield message.block;
        this.send({ kind: 'used' });
      } else if (message.kind === 'failed') throw SOURCE_FAILED;
      else return;
    }
  }

  async #waitForMessage(): Promise<void> {
    if (this.#closed) throw CLOSED;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#closed) throw CLOSED;
  }
}
