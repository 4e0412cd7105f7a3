import type { MessagePort } from 'node:worker_threads';
import type { BadLines } from '../bad-lines';
import { LinePage } from '../line-page';
import type { ChunkLimits, RecordChunk } from '../read-records';
import { TornLine } from '../split-lines';
import type { LineThread, Talk } from './line-thread';
import { BLOCKS_AHEAD, type FromThread, type ToThread } from './protocol';

/**
 * What `readRecords(inflate(source))` does, on another thread. The records come as bytes: whoever wants
 * values has them parsed again, and with them the digests are made there that become ids.
 * @throws as readRecords does; ThreadDied
 */
export async function* readApart(
  source: AsyncIterable<Uint8Array>,
  { chunk, chunkBytes, values: digests = true }: ChunkLimits,
  skip: number,
  bad: BadLines,
  thread: LineThread,
): AsyncGenerator<RecordChunk> {
  const talk = thread.talkAbout({ limits: { chunk, chunkBytes }, digests, skip, bad: bad.soFar });
  const answers = new Answers(talk);
  const fetching = new Fetching(talk.port, answers);
  try {
    // It keeps its failure until the thread has said what could be read before.
    void fetching.run(source);
    for (;;) {
      const answer = await answers.next();
      bad.takeOver(answer.bad);
      if (answer.kind === 'end') return;
      if (answer.kind === 'broken') throw broken(answer, fetching.failure);
      const { line, newest } = answer;
      yield { records: new LinePage(answer.bytes, answer.ends, answer.digests).records(), line, newest };
      talk.port.postMessage({ kind: 'more' } satisfies ToThread);
    }
  } finally {
    fetching.stop();
    talk.close();
  }
}

type Answer = Exclude<FromThread, { kind: 'used' }>;

function broken({ torn, cause: told }: Extract<Answer, { kind: 'broken' }>, failure: unknown): unknown {
  const cause = told === undefined ? failure : Object.assign(new Error(told.message), { code: told.code });
  return torn === undefined ? cause : new TornLine(torn, cause);
}

/** What the thread says, in order. */
class Answers {
  readonly #said: Answer[] = [];
  #wake: () => void = () => undefined;
  /** told of each block that the thread has used up */
  onUsed: () => void = () => undefined;
  readonly #talk: Talk;

  constructor(talk: Talk) {
    this.#talk = talk;
    talk.port.on('message', (message: FromThread) => {
      if (message.kind === 'used') {
        this.onUsed();
        return;
      }
      this.#said.push(message);
      this.#wake();
    });
  }

  async next(): Promise<Answer> {
    for (;;) {
      const answer = this.#said.shift();
      if (answer !== undefined) return answer;
      const news = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([news, this.#talk.dead]);
    }
  }
}

/** Hands the blocks of a file on, a few ahead of the thread. */
class Fetching {
  failure: unknown;
  #mayHave = BLOCKS_AHEAD;
  #stopped = false;
  #wake: () => void = () => undefined;
  readonly #port: MessagePort;

  constructor(port: MessagePort, answers: Answers) {
    this.#port = port;
    answers.onUsed = () => {
      this.#mayHave += 1;
      this.#wake();
    };
  }

  /** Never rejects. */
  async run(source: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const block of source) {
        await this.#room();
        if (this.#stopped) return;
        // A copy: the block may be a piece of memory that others use too.
        const copy = new Uint8Array(block);
        this.#say({ kind: 'block', block: copy }, [copy.buffer]);
      }
      this.#say({ kind: 'last' });
    } catch (error) {
      this.failure = error;
      this.#say({ kind: 'failed' });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  #say(message: ToThread, moved: readonly ArrayBuffer[] = []): void {
    if (!this.#stopped) this.#port.postMessage(message, [...moved]);
  }

  async #room(): Promise<void> {
    while (this.#mayHave === 0 && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#mayHave -= 1;
  }
}
