/**
 * Decides how to continue after a page (wire.md 4.1 and 14). A cursor may repeat: as a defect, with the same page again
 * and again, or on purpose, and then each request brings the next records. Only the records tell. A cursor may also
 * point to offset zero of every log; following it would stall without an error.
 */
import { SeenKeys } from '../../api/pagination/seen-keys';
import type { KnownCursor } from './constant-cursor';

export type CursorStep =
  /** nothing newer right now; the next poll starts with `cursor` */
  | { readonly kind: 'done'; readonly cursor: string | null; readonly repeated: boolean }
  /** `repeated`: what the cursor leads to depends on the requests before, so it must not be saved as a position */
  | { readonly kind: 'go-on'; readonly cursor: string; readonly repeated: boolean }
  | { readonly kind: 'broken'; readonly reason: string };

export interface ReceivedPage {
  /** cursor of the request */
  readonly asked: string | null;
  /** cursor of the response */
  readonly next: string | undefined;
  readonly empty: boolean;
  readonly caughtUp: boolean | undefined;
  /** identify the files or events of the page */
  readonly keys: readonly string[];
}

/** Follows the cursors from one request by date, or from a saved cursor, to the end. */
export class CursorTrail {
  readonly #asked = new Set<string>();
  /** cursors whose last request brought records that were new in this trail */
  readonly #brought = new Set<string>();
  readonly #seen = new SeenKeys();
  /** cursors that a page with records returned although they had been sent before */
  readonly #repeated: Set<string>;
  readonly #saved: string | null;
  #proven: boolean;

  private constructor(saved: string | null, constant: KnownCursor | undefined) {
    this.#saved = saved;
    this.#proven = constant !== undefined;
    this.#repeated = new Set(constant?.all);
  }

  /** All cursors that were handed out repeatedly. */
  get repeated(): ReadonlySet<string> {
    return this.#repeated;
  }

  static byDate(): CursorTrail {
    return new CursorTrail(null, undefined);
  }

  /** @param constant cursor that is known to bring the next records each time, used instead of the saved one */
  static from(
    { cursor }: { readonly cursor: string | null },
    constant: KnownCursor | undefined,
  ): CursorTrail {
    return new CursorTrail(constant === undefined ? cursor : null, constant);
  }

  /** Call it once for each page, in order. */
  evaluate(page: ReceivedPage): CursorStep {
    const { asked, next, empty } = page;
    const brings = this.#seen.add(page.keys);
    if (this.#provesConstant(asked, brings || empty)) {
      this.#proven = true;
      // Its first page in this trail may not have been the page after the saved position.
      if (asked === this.#saved) return { kind: 'broken', reason: CONSTANT };
    }
    this.#remember(asked, brings);
    if (next === undefined) return this.#done(asked);
    if (isZeroOffsets(next))
      return { kind: 'broken', reason: 'the cursor points to offset zero of every log' };
    return this.#follow(page, next, brings);
  }

  #follow({ empty, caughtUp }: ReceivedPage, next: string, brings: boolean): CursorStep {
    const repeats = this.#asked.has(next) || this.#repeated.has(next);
    if (repeats && !empty) this.#repeated.add(next);
    if (caughtUp === true) return this.#done(next);
    // Some responses lack the flag: then an empty page with the same cursor is a normal end.
    if (empty && (caughtUp === undefined || !repeats || this.#proven)) return this.#done(next);
    if (repeats && !brings) return { kind: 'broken', reason: SAME_AGAIN };
    return { kind: 'go-on', cursor: next, repeated: this.#repeated.has(next) };
  }

  /** Whether a cursor that has brought records now leads to others, or to none. */
  #provesConstant(asked: string | null, differs: boolean): boolean {
    return asked !== null && this.#brought.has(asked) && differs;
  }

  #remember(asked: string | null, brings: boolean): void {
    if (asked === null) return;
    this.#asked.add(asked);
    if (brings) this.#brought.add(asked);
  }

  #done(cursor: string | null): CursorStep {
    return { kind: 'done', cursor, repeated: cursor !== null && this.#repeated.has(cursor) };
  }
}

const SAME_AGAIN = 'the API handed out the same cursor again, and nothing new with it';
const CONSTANT =
  'the API hands out one cursor for different pages, so the saved one does not tell where to continue';

/**
 * Whether the cursor points to offset zero of every log. It decodes to `[attachment_protect=0-0, av=0-0,
 * …]:…` (base64 or base64url, with or without padding), and requests with it never return anything.
 */
export function isZeroOffsets(cursor: string): boolean {
  const decoded = Buffer.from(cursor, 'base64').toString('latin1');
  const offsets = /\[([^\]]*)\]/.exec(decoded)?.[1];
  if (offsets === undefined) return false;
  const entries = offsets.split(',').map((entry) => entry.trim());
  return entries.every((entry) => /^[^=]+=0+-0+$/.test(entry));
}
