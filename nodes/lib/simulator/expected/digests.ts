import { hash } from 'node:crypto';

/** Result of adding a digest. */
export interface DigestEntry {
  readonly index: number;
  readonly isNew: boolean;
}

const WORDS = 4;

/** A set of 16-byte digests with one byte of flags each: 17 bytes an entry, in a hash table that is at most 2/3 full. */
export class DigestSet {
  #keys = new Uint32Array(WORDS * 1024);
  #flags = new Uint8Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds the digest of a line unless it is there. @param flags of a new entry, not 0 */
  add(line: string, flags: number): DigestEntry {
    if (this.#size * 3 > this.#flags.length * 2) this.#grow();
    const digest = digestOf(line);
    const index = this.#locate(digest);
    const isNew = this.#flags[index] === 0;
    if (isNew) {
      this.#keys.set(digest, index * WORDS);
      this.#flags[index] = flags;
      this.#size++;
    }
    return { index, isNew };
  }

  /** @returns the index of the entry, valid until the next `add`; undefined: there is none */
  find(line: string): number | undefined {
    const index = this.#locate(digestOf(line));
    return this.#flags[index] === 0 ? undefined : index;
  }

  flags(index: number): number {
    return this.#flags[index] ?? 0;
  }

  setFlags(index: number, flags: number): void {
    this.#flags[index] = flags;
  }

  #locate(digest: Uint32Array): number {
    const mask = this.#flags.length - 1;
    let index = (digest[0] ?? 0) & mask;
    while (this.#flags[index] !== 0 && !this.#equal(index, digest)) index = (index + 1) & mask;
    return index;
  }

  #equal(index: number, digest: Uint32Array): boolean {
    for (let word = 0; word < WORDS; word++) {
      if (this.#keys[index * WORDS + word] !== digest[word]) return false;
    }
    return true;
  }

  #grow(): void {
    const keys = this.#keys;
    const flags = this.#flags;
    this.#keys = new Uint32Array(keys.length * 2);
    this.#flags = new Uint8Array(flags.length * 2);
    for (const [index, entryFlags] of flags.entries()) {
      if (entryFlags === 0) continue;
      const digest = keys.subarray(index * WORDS, (index + 1) * WORDS);
      const at = this.#locate(digest);
      this.#keys.set(digest, at * WORDS);
      this.#flags[at] = entryFlags;
    }
  }
}

/** hexadecimal digits of a uint32 */
const WORD_DIGITS = 8;

/** crypto.hash() as text: the object that createHash() makes for each line costs more than the digest. */
function digestOf(line: string): Uint32Array {
  const digits = hash('sha256', line, 'hex');
  return Uint32Array.from({ length: WORDS }, (_, word) =>
    Number.parseInt(digits.slice(word * WORD_DIGITS, (word + 1) * WORD_DIGITS), 16),
  );
}
