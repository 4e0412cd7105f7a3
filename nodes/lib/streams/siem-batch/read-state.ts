import type { Notice, Page, SourceRecord } from '../../contracts/stream';
import { maxDay, utcDay } from '../../util/time';
import { QuarantinedLines } from '../ndjson/quarantine';
import { FinishedFiles } from './finished-files';
import type { FileLink, FileListing } from './listing';
import type { PartialFile, SiemBatchPosition } from './position';
import { oldestDay } from './retention';

export type SiemPage = Page<SourceRecord, SiemBatchPosition>;

/**
 * Read state of one poll. `position` is the position to save once everything yielded so far has been delivered. Each
 * change creates a new object, because earlier positions may still wait for delivery.
 */
export class BatchReadState {
  #position: SiemBatchPosition;
  readonly #finished: FinishedFiles;
  readonly #quarantined = new Map<string, QuarantinedLines>();
  readonly #corruptFiles = new Set<string>();
  #unreportedBytes = 0;
  #cursor: string | null;

  /** @param cursor of the next request, if it is not the one of the position */
  constructor(from: SiemBatchPosition, cursor: string | null = from.cursor) {
    this.#position = from;
    this.#cursor = cursor;
    this.#finished = new FinishedFiles(from.finished);
  }

  get position(): SiemBatchPosition {
    return this.#position;
  }

  /** Cursor of the next request; null: by date. The one of the position, unless that must not be saved. */
  get cursor(): string | null {
    return this.#cursor;
  }

  /** Counts bytes from the network; the next page reports them. */
  countBytes(bytes: number): void {
    this.#unreportedBytes += bytes;
  }

  createPage(records: readonly SourceRecord[] = [], notices: readonly Notice[] = []): SiemPage {
    const bytes = this.#unreportedBytes;
    this.#unreportedBytes = 0;
    return { records, next: this.#position, notices, bytes };
  }

  isFinished(path: string): boolean {
    return this.#finished.has(path);
  }

  partialFile(path: string): PartialFile | undefined {
    return this.#position.partial.find((file) => file.path === path);
  }

  quarantinedLines(path: string): QuarantinedLines {
    const existing = this.#quarantined.get(path) ?? new QuarantinedLines();
    this.#quarantined.set(path, existing);
    return existing;
  }

  /** The file came completely but can't be unpacked: the next attempt recovers as many lines as possible. */
  markCorrupt(path: string): void {
    this.#corruptFiles.add(path);
  }

  isCorrupt(path: string): boolean {
    return this.#corruptFiles.has(path);
  }

  /** The partial entry of the file; a new one is added if there is none. */
  openFile(link: FileLink): PartialFile {
    const existing = this.partialFile(link.path);
    if (existing !== undefined) return existing;
    const { path, size } = link;
    const anywhere = this.#cursor !== this.#position.cursor;
    const file = { path, size, line: 0, tries: 0, from: this.#position.through, anywhere };
    this.#update({ partial: [...this.#position.partial, file] });
    return file;
  }

  /**
   * Records progress in a file.
   * @param line raw lines of the file that have been yielded
   * @param newest epoch ms of the newest event in them
   */
  advanceFile(path: string, line: number, newest: number): void {
    this.#update({ newest: Math.max(this.#position.newest, newest) });
    this.#updatePartial(path, { line, tries: 0 });
  }

  recordFailedTry(path: string): void {
    this.#updatePartial(path, { tries: (this.partialFile(path)?.tries ?? 0) + 1 });
  }

  /** The size of the file has changed, so lines that would be skipped may differ from the lines that were delivered. */
  restartFile(link: FileLink): void {
    this.#quarantined.delete(link.path);
    this.#updatePartial(link.path, { size: link.size, line: 0, tries: 0 });
  }

  /** Marks a file as read completely, or as given up. */
  finishFile(path: string): void {
    this.#finished.add(path, Date.now());
    this.dropFile(path);
    this.#quarantined.delete(path);
    this.#update({ finished: this.#finished.byDay });
  }

  dropFile(path: string): void {
    this.#update({ partial: this.#position.partial.filter((file) => file.path !== path) });
  }

  /**
   * Moves to the next cursor, when all files of the page have been processed.
   * @param repeated the cursor is no position: the next poll continues by date, unless it knows the cursor
   */
  nextPage(cursor: string | null, listing: FileListing, caughtUp: boolean, repeated = false): void {
    const { through, newest, quietSince } = this.#position;
    const { askedAt } = listing;
    const quiet = listing.files.length === 0 && caughtUp;
    this.#update({
      cursor,
      through: caughtUp ? Math.max(through, askedAt) : Math.max(through, Math.min(newest, askedAt)),
      newest: 0,
      quietSince: quiet ? (quietSince ?? askedAt) : null,
    });
    if (repeated) this.rewindToDay(askedAt);
    this.#cursor = cursor;
  }

  /**
   * Goes back to requests by date, from the oldest day that the feed still has. Finished files are recognised
   * by path, so this takes a few calls and delivers nothing twice.
   * @returns the day
   */
  rewindToDay(now: number): string {
    const day = maxDay(utcDay(this.#position.since), oldestDay(now));
    this.#cursor = null;
    this.#update({
      cursor: null,
      day,
      newest: 0,
      partial: this.#position.partial.map((file) => ({ ...file, anywhere: true })),
    });
    return day;
  }

  clampStart(day: string): void {
    this.#update({ day });
  }

  /** Skips events older than `start` (epoch ms), which the feed no longer has. */
  skipExpired(start: number): void {
    this.#update({ through: start });
  }

  #updatePartial(path: string, change: Partial<PartialFile>): void {
    this.#update({
      partial: this.#position.partial.map((file) => (file.path === path ? { ...file, ...change } : file)),
    });
  }

  #update(change: Partial<SiemBatchPosition>): void {
    this.#position = { ...this.#position, ...change };
  }
}
