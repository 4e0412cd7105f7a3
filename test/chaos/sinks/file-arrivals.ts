/** The output of `mimecast-file`, counted by id while the file grows: the id of a SIEM record follows from its line. */
import { hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { sizeOf } from '../../real/harness/node-red/output-file';

export interface Arrivals {
  /** records, duplicates included */
  readonly received: number;
  /** different ids among them */
  readonly distinct: number;
}

const BLOCK = 4_000_000;
const LINE_FEED = 0x0a;

export class FileArrivals {
  /** of earlier rounds, which do not change any more */
  readonly #earlier = new Set<string>();
  #earlierReceived = 0;
  #start = 0;
  /** of this round */
  #fresh = new Set<string>();
  #freshReceived = 0;
  #at = 0;

  constructor(readonly file: string) {}

  /** A failed write is rolled back, so counted records may vanish: then this round is counted anew. */
  async now(): Promise<Arrivals> {
    const size = await sizeOf(this.file);
    if (size < this.#at) this.#forgetRound();
    await this.#readTo(size);
    return {
      received: this.#earlierReceived + this.#freshReceived,
      distinct: this.#earlier.size + this.#fresh.size,
    };
  }

  /** The same from the present bytes, whatever the file contained while it was written. */
  async anew(): Promise<Arrivals> {
    this.#forgetRound();
    return this.now();
  }

  /** Existing records stay. */
  endRound(): void {
    for (const id of this.#fresh) this.#earlier.add(id);
    this.#earlierReceived += this.#freshReceived;
    this.#start = this.#at;
    this.#forgetRound();
  }

  #forgetRound(): void {
    this.#fresh = new Set();
    this.#freshReceived = 0;
    this.#at = this.#start;
  }

  async #readTo(size: number): Promise<void> {
    if (this.#at >= size) return;
    const handle = await open(this.file, 'r');
    try {
      while (this.#at < size) {
        const block = Buffer.alloc(Math.min(BLOCK, size - this.#at));
        const { bytesRead } = await handle.read(block, 0, block.length, this.#at);
        const whole = block.subarray(0, bytesRead).lastIndexOf(LINE_FEED) + 1;
        if (whole === 0) return;
        for (const line of block.toString('utf8', 0, whole).split('\n')) this.#count(line);
        this.#at += whole;
      }
    } finally {
      await handle.close();
    }
  }

  /** The partial line of a killed process is no record. */
  #count(line: string): void {
    if (line === '' || !isJson(line)) return;
    const id = hash('sha256', line, 'hex').slice(0, 32);
    this.#freshReceived += 1;
    if (!this.#earlier.has(id)) this.#fresh.add(id);
  }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
