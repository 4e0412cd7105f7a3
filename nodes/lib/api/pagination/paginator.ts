/** Follows next-page tokens (wire.md 3.2). The guards are here. The caller decides what their result means. */
import { keyOf, SeenKeys } from './seen-keys';

/** What the guards need to know of a page. */
export interface TokenPage {
  /** token of the next page; undefined: there is none */
  readonly next: string | undefined;
  /** the page has no entries */
  readonly empty: boolean;
  /** the entries; without them a token that repeats ends the list */
  readonly records?: readonly unknown[];
}

export type PageEnd =
  /** `repeated`: the token was used before, but led to other records, so it does not identify a page */
  | { readonly kind: 'next'; readonly token: string; readonly repeated: boolean }
  /** the page has no token, or is the last of the empty pages that are allowed in a row */
  | { readonly kind: 'last' }
  /** the token was used before and has led to nothing new: following it would loop (wire.md 14, row 2) */
  | { readonly kind: 'repeated' }
  /** there is a token, and as many pages have been read as are allowed */
  | { readonly kind: 'too-many' };

export interface PaginationLimits {
  readonly maxPages: number;
  /** empty pages in a row that end the list: a single one may still name a next page (wire.md 3.2) */
  readonly maxEmptyPages: number;
}

/** Checks page by page whether the next one may be requested. */
export class PaginationGuard {
  readonly #usedTokens = new Set<string>();
  readonly #seen = new SeenKeys();
  /** a token has been repeated, and the page had records that were new */
  #isConstant = false;
  #isKnownPage = false;
  #pages = 0;
  #emptyPages = 0;
  readonly #limits: PaginationLimits;
  readonly #resumed: string | undefined;

  /** @param token with which the first page is requested, when reading is resumed */
  constructor(limits: PaginationLimits, token?: string | null) {
    this.#limits = limits;
    this.#resumed = token ?? undefined;
    if (typeof token === 'string') this.#usedTokens.add(token);
  }

  /** The evaluated page is an earlier one again: a token has been repeated, and the page has no record that is new. */
  get isKnownPage(): boolean {
    return this.#isKnownPage;
  }

  /** Call it once for each page, in order. */
  evaluate(page: TokenPage): PageEnd {
    const brings = page.records !== undefined && this.#seen.add(page.records.map(keyOf));
    this.#isKnownPage = this.#isConstant && !page.empty && !brings;
    return this.#endOf(page, brings);
  }

  #endOf({ next, empty }: TokenPage, brings: boolean): PageEnd {
    this.#pages += 1;
    this.#emptyPages = empty ? this.#emptyPages + 1 : 0;
    if (next === undefined || this.#emptyPages >= this.#limits.maxEmptyPages) return { kind: 'last' };
    const repeated = this.#usedTokens.has(next);
    if (repeated && empty && this.#isConstant) return { kind: 'last' };
    // The first page after a resumed token may not have been the one after the last page before.
    if (repeated && (!brings || next === this.#resumed)) return { kind: 'repeated' };
    if (this.#pages >= this.#limits.maxPages) return { kind: 'too-many' };
    this.#isConstant ||= repeated;
    this.#usedTokens.add(next);
    return { kind: 'next', token: next, repeated };
  }
}

export interface FetchedTokenPage<P extends TokenPage> {
  readonly page: P;
  readonly end: PageEnd;
}

/**
 * Yields page by page, each with what follows it; ends after the first page whose end is not `next`. A page that is an
 * earlier one again comes without its records.
 * @param fetch requests a page; the token of the first one is undefined
 * @throws the errors of `fetch`; the reason of the signal when it is aborted
 */
export async function* paginate<P extends TokenPage>(
  fetch: (token: string | undefined) => Promise<P>,
  limits: PaginationLimits,
  signal: AbortSignal,
): AsyncGenerator<FetchedTokenPage<P>, void> {
  const guard = new PaginationGuard(limits);
  let token: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const page = await fetch(token);
    const end = guard.evaluate(page);
    yield { page: guard.isKnownPage ? { ...page, records: [] } : page, end };
    if (end.kind !== 'next') return;
    token = end.token;
  }
}
