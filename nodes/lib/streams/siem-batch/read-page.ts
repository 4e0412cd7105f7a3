import type { ApiClient } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import type { Notice, ReadContext } from '../../contracts/stream';
import { type Sleep, sleep } from '../../util/async';
import { backoffMs } from '../../util/backoff';
import { vendorText } from '../../util/redaction/redactor';
import { fileQuarantineNotices, gapNotice, rewindNotice } from '../notices';
import type { FileLink, FileListing } from './listing';
import { DownloadPrefetcher, type FileResult, readFile } from './read-file';
import type { BatchReadState, SiemPage } from './read-state';

/** Attempts at a file, or at listing the page again, within one poll and without progress in between. */
const MAX_TRIES = 3;
/**
 * A file that came completely but can't be unpacked is tried in two polls: what corrupts it on the way may last longer
 * than one poll.
 */
const MAX_TRIES_CORRUPT = 2 * MAX_TRIES;
/**
 * A file that is refused or truncated is tried in several polls, because a proxy or an outage must not cause its loss.
 * Attempts without any response do not count.
 */
const MAX_TRIES_TOTAL = 12;
/** Started files in a position, which is saved often. While there are as many, only these are tried. */
export const MAX_PARTIAL_FILES = 100;

/**
 * Reads all unfinished files of a page, partial files first. Expired links and truncated or missing files make it list
 * the page again with the same cursor.
 * @returns the newest listing of the page; reading continues with its cursor
 */
export async function* readPage(
  firstListing: FileListing,
  state: BatchReadState,
  context: ReadContext,
  listAgain: () => Promise<FileListing>,
  wait: Sleep = sleep,
): AsyncGenerator<SiemPage, FileListing> {
  const retries = new RetryCounter();
  const seen = new Map<string, FileLink>();
  let listing = firstListing;
  for (;;) {
    for (const file of listing.files) seen.set(file.path, file);
    const hasFailed = yield* readListed(listing, state, context, retries);
    const missing = hasFailed ? [] : missingFiles(listing, seen, state);
    if (!hasFailed && missing.length === 0) return listing;
    if (!hasFailed && !retries.canRetry('missing')) {
      yield state.createPage(
        [],
        missing.map((path) => dropMissing(path, state, listing)),
      );
      return listing;
    }
    await wait(retries.delay, context.signal);
    listing = await listAgain();
    state.countBytes(listing.bytes);
  }
}

/** @returns true: a file could not be read completely, and the page has to be listed again */
async function* readListed(
  listing: FileListing,
  state: BatchReadState,
  context: ReadContext,
  retries: RetryCounter,
): AsyncGenerator<SiemPage, boolean> {
  const files = byPriority(listing.files, state);
  const downloads = new DownloadPrefetcher(files, (link) =>
    context.client.download(link.url, { signal: context.signal }),
  );
  try {
    for (const [index, link] of files.entries()) {
      const resized = sizeNotice(link, state);
      if (resized !== undefined) yield state.createPage([], [resized]);
      const before = state.partialFile(link.path)?.line ?? 0;
      const result = yield* readFile(link, downloads.take(index), state, context);
      if ((state.partialFile(link.path)?.line ?? 0) > before) retries.forget(link.path);
      const decision = decideRetry(result, link, state, retries, listing, context.client);
      if (decision.kind === 'retry') return true;
      if (decision.kind === 'fail') {
        // Saves the number of attempts for the next poll or the next start.
        yield state.createPage();
        throw decision.error;
      }
      const notices = [
        ...decision.notices,
        ...fileQuarantineNotices(link.path, state.quarantinedLines(link.path)),
      ];
      state.finishFile(link.path);
      yield state.createPage([], notices);
    }
    return false;
  } finally {
    downloads.close();
  }
}

type RetryDecision =
  | { readonly kind: 'retry' }
  | { readonly kind: 'finish'; readonly notices: readonly Notice[] }
  /** the poll ends; the next one tries the same file again */
  | { readonly kind: 'fail'; readonly error: unknown };

function decideRetry(
  result: FileResult,
  link: FileLink,
  state: BatchReadState,
  retries: RetryCounter,
  listing: FileListing,
  client: ApiClient,
): RetryDecision {
  if (result.kind === 'finished') return { kind: 'finish', notices: [] };
  if (result.kind === 'over-limit') return { kind: 'finish', notices: overLimit(result.reason, link, state) };
  const canRetry = retries.canRetry(link.path);
  const isPermanent = retries.isPermanent(
    link.path,
    result.kind !== 'unreachable' && isPermanentFailure(result),
  );
  if (result.kind !== 'unreachable') {
    state.openFile(link);
    state.recordFailedTry(link.path);
  }
  if (canRetry) return { kind: 'retry' };
  const { line = 0, tries = 0 } = state.partialFile(link.path) ?? {};
  if (
    result.kind === 'unreachable' ||
    (!isPermanent && (tries < MAX_TRIES_TOTAL || !anotherFileWasRead(link, listing, state)))
  )
    return { kind: 'fail', error: result.error };
  if (isPermanent && result.kind === 'truncated' && tries < MAX_TRIES_CORRUPT)
    return { kind: 'fail', error: corruptFileError(link.path, result.error, client) };
  if (result.kind === 'truncated') {
    if (result.partialLine !== '') state.quarantinedLines(link.path).add(line + 1, result.partialLine);
    return { kind: 'finish', notices: [missingNotice(link.path, state, `it breaks off after line ${line}`)] };
  }
  return {
    kind: 'finish',
    notices: [missingNotice(link.path, state, 'the storage refuses its links, fresh ones too')],
  };
}

function corruptFileError(file: string, cause: unknown, client: ApiClient): MimecastError {
  const path = vendorText(file, client);
  const reason = vendorText(cause instanceof Error ? cause.message : String(cause), client);
  return new MimecastError(
    'MIMECAST_BAD_ANSWER',
    `${path} can't be unpacked (${reason}); it will be retried automatically`,
    { endpoint: path, transient: true, short: "a file can't be unpacked" },
  );
}

/** The file came completely and can't be unpacked, or the storage has no such file. */
function isPermanentFailure(result: Extract<FileResult, { kind: 'refused' | 'truncated' }>): boolean {
  if (result.kind === 'truncated') return result.complete;
  return result.error.status === 404 || result.error.status === 410;
}

/**
 * If no other file of the page could be read either, the connection to the storage is the likely reason, not the file.
 * Such a file is retried for as long as the API lists it.
 */
function anotherFileWasRead(link: FileLink, { files }: FileListing, state: BatchReadState): boolean {
  return files.some(({ path }) => path !== link.path && state.isFinished(path));
}

/** The rest of the file is quarantined as one line. */
function overLimit(reason: string, { path }: FileLink, state: BatchReadState): readonly Notice[] {
  const line = state.partialFile(path)?.line ?? 0;
  state.quarantinedLines(path).add(line + 1, `not read from here: ${reason}`);
  return [missingNotice(path, state, `${reason}, so it is not read after line ${line}`)];
}

function missingNotice(path: string, state: BatchReadState, reason: string): Notice {
  const from = state.partialFile(path)?.from ?? state.position.through;
  return gapNotice(from, Date.now(), `${path}: ${reason}`);
}

/**
 * Partial files come first, so that at most one file at a time is partly delivered. A file whose attempts have made a
 * poll fail comes last, so that it does not block the others. With as many partial files as a position may have, they
 * take turns, before any other.
 */
function byPriority(files: readonly FileLink[], state: BatchReadState): readonly FileLink[] {
  const isFull = state.position.partial.length >= MAX_PARTIAL_FILES;
  const rank = ({ path }: FileLink): number => {
    const tries = state.partialFile(path)?.tries;
    if (isFull) return tries ?? Number.MAX_SAFE_INTEGER;
    if (tries === undefined) return 1;
    return tries < MAX_TRIES ? 0 : 2;
  };
  return files.filter((file) => !state.isFinished(file.path)).toSorted((a, b) => rank(a) - rank(b));
}

function sizeNotice(link: FileLink, state: BatchReadState): Notice | undefined {
  const partial = state.partialFile(link.path);
  if (partial === undefined || partial.size === null || link.size === null || partial.size === link.size)
    return undefined;
  state.restartFile(link);
  return rewindNotice(
    partial.from,
    `${link.path}: its size changed from ${partial.size} to ${link.size} bytes after ${partial.line} lines; it is read again from its first line`,
  );
}

/** Unfinished files of this page that the newest listing no longer has. */
function missingFiles(
  listing: FileListing,
  seen: ReadonlyMap<string, FileLink>,
  state: BatchReadState,
): readonly string[] {
  const listed = new Set(listing.files.map((file) => file.path));
  const partial = state.position.partial.filter((file) => !file.anywhere).map((file) => file.path);
  return [...new Set([...seen.keys(), ...partial])].filter(
    (path) => !listed.has(path) && !state.isFinished(path),
  );
}

function dropMissing(path: string, state: BatchReadState, listing: FileListing): Notice {
  const partial = state.partialFile(path);
  const from = partial?.from ?? state.position.through;
  state.dropFile(path);
  return gapNotice(
    from,
    listing.askedAt,
    partial === undefined
      ? `${path}: the file is not listed any more`
      : `${path}: the file is not listed any more; ${partial.line} lines of it were delivered`,
  );
}

/** Counts the attempts in this poll without progress, by file path, or for the page. */
class RetryCounter {
  readonly #attempts = new Map<string, number>();
  readonly #permanentFailures = new Map<string, number>();
  #lastAttempt = 0;

  /** Counts an attempt. */
  canRetry(key: string): boolean {
    this.#lastAttempt = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, this.#lastAttempt);
    return this.#lastAttempt < MAX_TRIES;
  }

  /** Whether enough attempts failed permanently: a single failure does not prove that the file is damaged. */
  isPermanent(key: string, permanentNow: boolean): boolean {
    if (permanentNow) this.#permanentFailures.set(key, (this.#permanentFailures.get(key) ?? 0) + 1);
    return (this.#permanentFailures.get(key) ?? 0) >= MAX_TRIES;
  }

  forget(key: string): void {
    this.#attempts.delete(key);
    this.#permanentFailures.delete(key);
  }

  /** Pause before the next attempt, ms: 500, 1000, 2000 … */
  get delay(): number {
    return backoffMs(this.#lastAttempt, { base: 500 });
  }
}
