/**
 * Decides how to continue after a page (wire.md 4.1 and 14). A cursor may repeat, or point to offset zero of every
 * log; following it would loop or stall without an error.
 */

export type CursorStep =
  /** nothing newer right now; the next poll starts with `cursor` */
  | { readonly kind: 'done'; readonly cursor: string | null }
  | { readonly kind: 'go-on'; readonly cursor: string }
  | { readonly kind: 'broken'; readonly reason: string };

export interface ReceivedPage {
  /** cursor of the request */
  readonly asked: string | null;
  /** cursor of the response */
  readonly next: string | undefined;
  readonly empty: boolean;
  readonly caughtUp: boolean | undefined;
  /** cursors of all requests of this poll */
  readonly askedBefore: ReadonlySet<string>;
}

export function evaluateCursor(page: ReceivedPage): CursorStep {
  const { next, empty, caughtUp } = page;
  if (next === undefined) return { kind: 'done', cursor: page.asked };
  if (isZeroOffsets(next)) return { kind: 'broken', reason: 'the cursor points to offset zero of every log' };
  if (caughtUp === true) return { kind: 'done', cursor: next };
  // Some responses lack the flag: then an empty page with the same cursor is a normal end.
  if (empty && caughtUp === undefined) return { kind: 'done', cursor: next };
  if (next === page.asked || page.askedBefore.has(next)) {
    return { kind: 'broken', reason: 'the API handed out the same cursor again' };
  }
  return empty ? { kind: 'done', cursor: next } : { kind: 'go-on', cursor: next };
}

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
