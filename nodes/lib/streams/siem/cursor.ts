/** What the cursor that came with a page is worth (wire.md 4.1 and 14; peers.md 2.7, rows 1 to 3). */

export type CursorVerdict =
  /** nothing newer right now; `cursor` is where the next poll asks */
  | { readonly kind: 'done'; readonly cursor: string | null }
  | { readonly kind: 'go-on'; readonly cursor: string }
  | { readonly kind: 'broken'; readonly reason: string };

export interface PageEnd {
  /** the page was asked for with it */
  readonly asked: string | null;
  /** came with the page */
  readonly next: string | undefined;
  readonly empty: boolean;
  readonly caughtUp: boolean | undefined;
  /** all cursors that pages of this poll were asked for with */
  readonly askedBefore: ReadonlySet<string>;
}

export function judgeCursor(page: PageEnd): CursorVerdict {
  const { asked, next, empty, caughtUp, askedBefore } = page;
  if (next === undefined) return { kind: 'done', cursor: asked };
  if (isAllZero(next)) return { kind: 'broken', reason: 'the cursor points to offset zero of every log' };
  if (caughtUp === true) return { kind: 'done', cursor: next };
  // Some answers leave the flag out: then an empty page with the same cursor is an ordinary end.
  if (empty && caughtUp === undefined) return { kind: 'done', cursor: next };
  if (next === asked || askedBefore.has(next)) {
    return { kind: 'broken', reason: 'the API handed out the same cursor again' };
  }
  return empty ? { kind: 'done', cursor: next } : { kind: 'go-on', cursor: next };
}

/**
 * Such a cursor decodes to `[attachment_protect=0-0, av=0-0, …]:…`, in any of base64's spellings, and brings
 * nothing for ever.
 */
export function isAllZero(cursor: string): boolean {
  const decoded = Buffer.from(cursor, 'base64').toString('latin1');
  const offsets = /\[([^\]]*)\]/.exec(decoded)?.[1];
  if (offsets === undefined) return false;
  const entries = offsets.split(',').map((entry) => entry.trim());
  return entries.every((entry) => /^[^=]+=0+-0+$/.test(entry));
}
