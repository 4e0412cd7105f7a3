import { hash } from 'node:crypto';

/** What is known of an entry. */
export interface Slot {
  readonly index: number;
  readonly isNew: boolean;
}

const WORDS = 4;

/** A set of 16-byte digests with one byte of notes each: 17 bytes an entry and half as much air, not objects. */
export class Digests {
  #keys = new Uint32Array(WORDS * 1024);
  #notes = new Uint8Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds it where it is missing. `note` must not be 0. */
  add(line: string, note: number): Slot {
    if (this.#size * 3 > this.#notes.length * 2) this.#grow();
    const digest = digestOf(line);
    const index = this.#locate(digest);
    const isNew = this.#notes[index] === 0;
    if (isNew) {
      this.#keys.set(digest, index * WORDS);
      this.#notes[index] = note;
      this.#size++;
    }
    return { index, isNew };
  }

  /** Where it is; undefined where it is not. Valid until the next `add`. */
  find(line: string): number | undefined {
    const index = this.#locate(digestOf(line));
    return this.#notes[index] === 0 ? undefined : index;
  }

  note(index: number): number {
    return this.#notes[index] ?? 0;
  }

  setNote(index: number, note: number): void {
    this.#notes[index] = note;
  }

  #locate(digest: Uint32Array): number {
    const mask = this.#notes.length - 1;
    let index = (digest[0] ?? 0) & mask;
    while (this.#notes[index] !== 0 && !this.#equal(index, digest)) index = (index + 1) & mask;
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
    const notes = this.#notes;
    this.#keys = new Uint32Array(keys.length * 2);
    this.#notes = new Uint8Array(notes.length * 2);
    for (const [index, note] of notes.entries()) {
      if (note === 0) continue;
      const digest = keys.subarray(index * WORDS, (index + 1) * WORDS);
      const at = this.#locate(digest);
      this.#keys.set(digest, at * WORDS);
      this.#notes[at] = note;
    }
  }
}

/** Hexadecimal digits of a uint32. */
const WORD = 8;

/** In one go and as text: an object for each line, as createHash makes it, costs more than the digest. */
function digestOf(line: string): Uint32Array {
  const digits = hash('sha256', line, 'hex');
  return Uint32Array.from({ length: WORDS }, (_, word) =>
    Number.parseInt(digits.slice(word * WORD, (word + 1) * WORD), 16),
  );
}
