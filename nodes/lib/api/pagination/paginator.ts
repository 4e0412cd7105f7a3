/** Follows next-page tokens (wire.md 3.2). The guards are here. The caller decides what their result means. */

/** What the guards need to know of a page. */
export interface TokenPage {
  /** token of the next page; undefined: there is none */
  readonly next: string | undefined;
  /** the page has no entries */
  readonly empty: boolean;
}

export type PageEnd =
  | { readonly kind: 'next'; readonly token: string }
  /** the page has no token, or is the last of the empty pages that are allowed in a row */
  | { readonly kind: 'last' }
  /** the token was used before: following it would loop */
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
  #pages = 0;
  #emptyPages = 0;
  readonly #limits: PaginationLimits;

  /** @param token with which the first page is requested, when reading is resumed */
  constructor(limits: PaginationLimits, token?: string | null) {
    this.#limits = limits;
    if (typeof token === 'string') this.#usedTokens.add(token);
  }

  /** Call it once for each page, in order. */
  evaluate({ next, empty }: TokenPage): PageEnd {
    this.#pages += 1;
    this.#emptyPages = empty ? this.#emptyPages + 1 : 0;
    if (next === undefined || this.#emptyPages >= this.#limits.maxEmptyPages) return { kind: 'last' };
    if (this.#usedTokens.has(next)) return { kind: 'repeated' };
    if (this.#pages >= this.#limits.maxPages) return { kind: 'too-many' };
    this.#usedTokens.add(next);
    return { kind: 'next', token: next };
  }
}

export interface FetchedTokenPage<P extends TokenPage> {
  readonly page: P;
  readonly end: PageEnd;
}

/**
 * Yields page by page, each with what follows it; ends after the first page whose end is not `next`.
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
    yield { page, end };
    if (end.kind !== 'next') return;
    token = end.token;
  }
}
