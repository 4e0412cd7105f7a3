/** The thread: unpacks files, finds their lines and looks whether they are records. */
import { hash } from 'node:crypto';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { BadLines } from '../bad-lines';
import { inflate } from '../inflate';
import { DIGEST_BYTES } from '../line-page';
import { readBytes } from '../read-records';
import { TornLine } from '../split-lines';
import { CHUNKS_AHEAD, type FromThread, type Order, type ToThread } from './protocol';

/** Stands for the error of the one who fetches, which has it. */
const NOT_FETCHED = new Error('the file could not be fetched any further');
const CLOSED = new Error('nobody waits for the file any more');

parentPort?.on('message', ({ port, order }: { port: MessagePort; order: Order }) => {
  // It tells its failures itself; what is left is a port that is closed.
  read(new Desk(port), order).catch(() => port.close());
});

async function read(desk: Desk, { limits, skip, digests: wanted, bad: before }: Order): Promise<void> {
  const bad = new BadLines(before);
  try {
    for await (const chunk of readBytes(inflate(desk.blocks()), limits, skip, bad)) {
      const { bytes, ends } = chunk.records;
      const digests = wanted ? digestsOf(bytes, ends) : new Uint8Array(0);
      await desk.room();
      const { line, newest } = chunk;
      const moved = [bytes.buffer, ends.buffer, digests.buffer];
      desk.say({ kind: 'chunk', bytes, ends, digests, line, newest, bad: bad.soFar }, moved);
    }
    desk.say({ kind: 'end', bad: bad.soFar });
  } catch (error) {
    const torn = error instanceof TornLine ? error.text : undefined;
    const cause = error instanceof TornLine ? error.cause : error;
    desk.say({
      kind: 'broken',
      bad: bad.soFar,
      torn,
      cause: cause === NOT_FETCHED ? undefined : told(cause),
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

function told(error: unknown): { message: string; code: string } {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return { message: error instanceof Error ? error.message : String(error), code };
}

/** One file's end of the conversation. */
class Desk {
  readonly #said: ToThread[] = [];
  #mayHave = CHUNKS_AHEAD + 1;
  #closed = false;
  #wake: () => void = () => undefined;
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: ToThread) => {
      if (message.kind === 'more') this.#mayHave += 1;
      else this.#said.push(message);
      this.#wake();
    });
    port.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  say(message: FromThread, moved: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(message, [...moved]);
  }

  /** Resolves when a chunk has a place to go. */
  async room(): Promise<void> {
    while (this.#mayHave === 0) await this.#news();
    this.#mayHave -= 1;
  }

  async *blocks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const message = this.#said.shift();
      if (message === undefined) await this.#news();
      else if (message.kind === 'block') {
        yield message.block;
        this.say({ kind: 'used' });
      } else if (message.kind === 'failed') throw NOT_FETCHED;
      else return;
    }
  }

  async #news(): Promise<void> {
    if (this.#closed) throw CLOSED;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#closed) throw CLOSED;
  }
}
