import { hash } from 'node:crypto';
import { isJsonObject } from '../../contracts/json';
import { omit } from '../../util/canonical-json';

/** More than the records of the longest cycle of pages that was reported; about 5 MB. */
const MAX_KEYS = 50_000;

/** Which records the pages of one read have brought so far. Bounded: the oldest are forgotten first. */
export class SeenKeys {
  readonly #keys = new Set<string>();

  /**
   * Adds the records of a page.
   * @returns whether at least one of them was not on an earlier page
   */
  add(keys: readonly string[]): boolean {
    const brings = keys.some((key) => !this.#keys.has(key));
    for (const key of keys) this.#keys.add(key);
    for (const oldest of this.#keys) {
      if (this.#keys.size <= MAX_KEYS) break;
      this.#keys.delete(oldest);
    }
    return brings;
  }
}

/** Members that may differ each time the same record is read (wire.md 14, row 26). */
const REISSUED = ['id', 'parentId'];

/** Identifies a record by its content, with 72 bits. */
export function keyOf(record: unknown): string {
  return hash('sha256', JSON.stringify(withoutIds(record)) ?? '', 'base64url').slice(0, 12);
}

/** Ids count only where there is nothing else. */
function withoutIds(record: unknown): unknown {
  if (!isJsonObject(record)) return record;
  const content = omit(record, REISSUED);
  return Object.keys(content).length === 0 ? record : content;
}
