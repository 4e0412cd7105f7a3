import type { Notice, Page, SourceRecord } from '../../shipping/stream';
import { BadLines } from '../lines/bad-lines';
import { dayOf, laterDay, oldestDay } from './calendar';
import { FinishedPaths } from './finished-paths';
import type { FileLink, Listing } from './listing';
import type { PartialFile, SiemBatchPosition } from './position';

export type SiemPage = Page<SourceRecord, SiemBatchPosition>;

/**
 * One poll's way through the pages of a batch feed: the position as it will be once all that was yielded has
 * been delivered. Every change makes a new position, since earlier ones may still wait for delivery.
 */
export class Walk {
  #state: SiemBatchPosition;
  readonly #finished: FinishedPaths;
  readonly #bad = new Map<string, BadLines>();
  readonly #corrupt = new Set<string>();
  #unreported = 0;

  constructor(from: SiemBatchPosition) {
    this.#state = from;
    this.#finished = new FinishedPaths(from.finished);
  }

  get position(): SiemBatchPosition {
    return this.#state;
  }

  /** Bytes that came over the network; the next page reports them. */
  received(bytes: number): void {
    this.#unreported += bytes;
  }

  page(records: readonly SourceRecord[] = [], notices: readonly Notice[] = []): SiemPage {
    const bytes = this.#unreported;
    this.#unreported = 0;
    return { records, next: this.#state, notices, bytes };
  }

  isFinished(path: string): boolean {
    return this.#finished.has(path);
  }

  partial(path: string): PartialFile | undefined {
    return this.#state.partial.find((file) => file.path === path);
  }

  badLines(path: string): BadLines {
    const known = this.#bad.get(path) ?? new BadLines();
    this.#bad.set(path, known);
    return known;
  }

  /** All bytes of it came, and they do not unpack: the next try goes for every line that can be had. */
  foundCorrupt(path: string): void {
    this.#corrupt.add(path);
  }

  isCorrupt(path: string): boolean {
    return this.#corrupt.has(path);
  }

  /** The entry of a file that is about to be read, a new one where it was not begun before. */
  begin(link: FileLink): PartialFile {
    const known = this.partial(link.path);
    if (known !== undefined) return known;
    const { path, size } = link;
    const file = { path, size, line: 0, tries: 0, from: this.#state.through, anywhere: false };
    this.#change({ partial: [...this.#state.partial, file] });
    return file;
  }

  /** `line` raw lines of the file have been yielded. */
  advance(path: string, line: number, newest: number): void {
    this.#change({ newest: Math.max(this.#state.newest, newest) });
    this.#changePartial(path, { line, tries: 0 });
  }

  triedInVain(path: string): void {
    this.#changePartial(path, { tries: (this.partial(path)?.tries ?? 0) + 1 });
  }

  /** The listing has another size for it than when it was begun: what was skipped may not be what was read. */
  startOver(link: FileLink): void {
    this.#bad.delete(link.path);
    this.#changePartial(link.path, { size: link.size, line: 0, tries: 0 });
  }

  /** Read to its end, or given up. */
  finish(path: string): void {
    this.#finished.add(path, Date.now());
    this.forget(path);
    this.#bad.delete(path);
    this.#change({ finished: this.#finished.byDay });
  }

  forget(path: string): void {
    this.#change({ partial: this.#state.partial.filter((file) => file.path !== path) });
  }

  /** All files of the page are done: on to the cursor behind it. */
  turn(cursor: string | null, listing: Listing, caughtUp: boolean): void {
    const { through, newest, quietSince } = this.#state;
    const { askedAt } = listing;
    const quiet = listing.files.length === 0 && caughtUp;
    this.#change({
      cursor,
      through: caughtUp ? Math.max(through, askedAt) : Math.max(through, Math.min(newest, askedAt)),
      newest: 0,
      quietSince: quiet ? (quietSince ?? askedAt) : null,
    });
  }

  /**
   * Back to asking by date, from the oldest day the feed still has: files that were finished are known by
   * their path, so going back far costs a few calls and brings nothing twice.
   */
  rewind(now: number): string {
    const day = laterDay(dayOf(this.#state.since), oldestDay(now));
    this.#change({
      cursor: null,
      day,
      newest: 0,
      partial: this.#state.partial.map((file) => ({ ...file, anywhere: true })),
    });
    return day;
  }

  startLater(day: string): void {
    this.#change({ day });
  }

  /** What is older than `start` can't be had any more. */
  lostUpTo(start: number): void {
    this.#change({ through: start });
  }

  #changePartial(path: string, change: Partial<PartialFile>): void {
    this.#change({
      partial: this.#state.partial.map((file) => (file.path === path ? { ...file, ...change } : file)),
    });
  }

  #change(change: Partial<SiemBatchPosition>): void {
    this.#state = { ...this.#state, ...change };
  }
}
