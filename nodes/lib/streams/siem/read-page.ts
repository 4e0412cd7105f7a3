import { MimecastError } from '../../api/errors';
import type { Notice, ReadContext } from '../../shipping/stream';
import { type Sleep, sleep } from '../../wait';
import { LinksAhead } from './links-ahead';
import type { FileLink, Listing } from './listing';
import { gap, quarantineOf, rewind } from './notices';
import { type FileEnd, readFile } from './read-file';
import type { SiemPage, Walk } from './walk';

/** Fresh links, or another try at a file, within one poll and without progress in between. */
const MAX_TRIES = 3;
/**
 * A file that came whole and can't be unpacked is tried in two polls: what spoils it on its way may last longer than
 * the tries of one.
 */
const MAX_TRIES_BROKEN = 2 * MAX_TRIES;
/**
 * A file that is refused or cut off on its way is tried over several polls, since a proxy or an outage must
 * not cost it. No answer at all does not count.
 */
const MAX_TRIES_EVER = 12;

/**
 * Reads all files of a page that are not finished yet; those that were begun come first. Links that
 * expired, files that broke off or went missing make it list the page again, with the same cursor.
 * @returns the newest listing of the page: its cursor is the one to go on with
 */
export async function* readPage(
  first: Listing,
  walk: Walk,
  context: ReadContext,
  listAgain: () => Promise<Listing>,
  wait: Sleep = sleep,
): AsyncGenerator<SiemPage, Listing> {
  const troubles = new Troubles();
  const seen = new Map<string, FileLink>();
  let listing = first;
  for (;;) {
    for (const file of listing.files) seen.set(file.path, file);
    const trouble = yield* readListed(listing, walk, context, troubles);
    const missing = trouble ? [] : missingFiles(listing, seen, walk);
    if (!trouble && missing.length === 0) return listing;
    if (!trouble && !troubles.mayTryAgain('missing')) {
      yield walk.page(
        [],
        missing.map((path) => dropMissing(path, walk, listing)),
      );
      return listing;
    }
    await wait(troubles.pauseMs, context.signal);
    listing = await listAgain();
    walk.received(listing.bytes);
  }
}

/** True when a file could not be read to its end and deserves a fresh link. */
async function* readListed(
  listing: Listing,
  walk: Walk,
  context: ReadContext,
  troubles: Troubles,
): AsyncGenerator<SiemPage, boolean> {
  const files = inOrder(listing.files, walk);
  const ahead = new LinksAhead(files, (link) =>
    context.client.download(link.url, { signal: context.signal }),
  );
  try {
    for (const [index, link] of files.entries()) {
      const resized = sizeNotice(link, walk);
      if (resized !== undefined) yield walk.page([], [resized]);
      const before = walk.partial(link.path)?.line ?? 0;
      const end = yield* readFile(link, ahead.take(index), walk, context);
      if ((walk.partial(link.path)?.line ?? 0) > before) troubles.forget(link.path);
      const verdict = judge(end, link, walk, troubles, listing);
      if (verdict.kind === 'again') return true;
      if (verdict.kind === 'fail') {
        // So that the tries are remembered when the next poll, or the next start, comes here again.
        yield walk.page();
        throw verdict.error;
      }
      const notices = [...verdict.notices, ...quarantineOf(link.path, walk.badLines(link.path))];
      walk.finish(link.path);
      yield walk.page([], notices);
    }
    return false;
  } finally {
    ahead.close();
  }
}

type Verdict =
  | { readonly kind: 'again' }
  | { readonly kind: 'over'; readonly notices: readonly Notice[] }
  /** this poll ends here, the next one tries the same file */
  | { readonly kind: 'fail'; readonly error: unknown };

function judge(end: FileEnd, link: FileLink, walk: Walk, troubles: Troubles, listing: Listing): Verdict {
  if (end.kind === 'finished') return { kind: 'over', notices: [] };
  const again = troubles.mayTryAgain(link.path);
  const hopeless = troubles.isHopeless(link.path, end.kind !== 'unreachable' && isBeyondHope(end));
  if (end.kind !== 'unreachable') {
    walk.begin(link);
    walk.triedInVain(link.path);
  }
  if (again) return { kind: 'again' };
  const { line = 0, tries = 0 } = walk.partial(link.path) ?? {};
  if (
    end.kind === 'unreachable' ||
    (!hopeless && (tries < MAX_TRIES_EVER || !isOnlyOne(link, listing, walk)))
  )
    return { kind: 'fail', error: end.error };
  if (hopeless && end.kind === 'broke-off' && tries < MAX_TRIES_BROKEN)
    return { kind: 'fail', error: notUnpacked(link.path, end.error) };
  if (end.kind === 'broke-off') {
    if (end.torn !== '') walk.badLines(link.path).note(line + 1, end.torn);
    return { kind: 'over', notices: [missed(link.path, walk, `it breaks off after line ${line}`)] };
  }
  return {
    kind: 'over',
    notices: [missed(link.path, walk, 'the storage refuses its links, fresh ones too')],
  };
}

function notUnpacked(path: string, cause: unknown): MimecastError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new MimecastError(
    'MIMECAST_BAD_ANSWER',
    `${path} can't be unpacked (${why}); it is tried again by itself`,
    { endpoint: path, transient: true, short: "a file can't be unpacked" },
  );
}

/** All of it came and does not unpack, or the storage says that there is no such file. */
function isBeyondHope(end: Extract<FileEnd, { kind: 'refused' | 'broke-off' }>): boolean {
  if (end.kind === 'broke-off') return end.complete;
  return end.error.status === 404 || end.error.status === 410;
}

/**
 * Where no other file of the page could be read either, it is the way to the storage that is closed, not the
 * file that is bad: that is waited for until the API lists it no more.
 */
function isOnlyOne(link: FileLink, { files }: Listing, walk: Walk): boolean {
  return files.some(({ path }) => path !== link.path && walk.isFinished(path));
}

function missed(path: string, walk: Walk, why: string): Notice {
  const from = walk.partial(path)?.from ?? walk.position.through;
  return gap(from, Date.now(), `${path}: ${why}`);
}

/**
 * What was begun comes first, so that at most one file at a time is half delivered; but what has ended a poll
 * in vain comes last, so that it does not keep the others from being read.
 */
function inOrder(files: readonly FileLink[], walk: Walk): readonly FileLink[] {
  const rank = ({ path }: FileLink): number => {
    const begun = walk.partial(path);
    if (begun === undefined) return 1;
    return begun.tries < MAX_TRIES ? 0 : 2;
  };
  return files.filter((file) => !walk.isFinished(file.path)).toSorted((a, b) => rank(a) - rank(b));
}

function sizeNotice(link: FileLink, walk: Walk): Notice | undefined {
  const begun = walk.partial(link.path);
  if (begun === undefined || begun.size === null || link.size === null || begun.size === link.size)
    return undefined;
  walk.startOver(link);
  return rewind(
    begun.from,
    `${link.path}: its size changed from ${begun.size} to ${link.size} bytes after ${begun.line} lines; it is read again from its first line`,
  );
}

/** Files that this page had, or that were begun on it, and that the newest listing does not have. */
function missingFiles(listing: Listing, seen: ReadonlyMap<string, FileLink>, walk: Walk): readonly string[] {
  const listed = new Set(listing.files.map((file) => file.path));
  const begun = walk.position.partial.filter((file) => !file.anywhere).map((file) => file.path);
  return [...new Set([...seen.keys(), ...begun])].filter(
    (path) => !listed.has(path) && !walk.isFinished(path),
  );
}

function dropMissing(path: string, walk: Walk, listing: Listing): Notice {
  const begun = walk.partial(path);
  const from = begun?.from ?? walk.position.through;
  walk.forget(path);
  return gap(
    from,
    listing.askedAt,
    begun === undefined
      ? `${path}: the file is not listed any more`
      : `${path}: the file is not listed any more; ${begun.line} lines of it were delivered`,
  );
}

/** How often each file, or the page, has been tried without progress in this poll. */
class Troubles {
  readonly #tries = new Map<string, number>();
  readonly #beyondHope = new Map<string, number>();
  #last = 0;

  mayTryAgain(what: string): boolean {
    this.#last = (this.#tries.get(what) ?? 0) + 1;
    this.#tries.set(what, this.#last);
    return this.#last < MAX_TRIES;
  }

  /** Every one of the tries says so: the last of several troubles alone says nothing of the file. */
  isHopeless(what: string, now: boolean): boolean {
    if (now) this.#beyondHope.set(what, (this.#beyondHope.get(what) ?? 0) + 1);
    return (this.#beyondHope.get(what) ?? 0) >= MAX_TRIES;
  }

  forget(what: string): void {
    this.#tries.delete(what);
    this.#beyondHope.delete(what);
  }

  /** ms: 0.5 s, 1 s, 2 s … */
  get pauseMs(): number {
    return 250 * 2 ** this.#last;
  }
}
