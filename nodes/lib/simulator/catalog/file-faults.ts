import { type FaultInjector, FILE_FAULTS, type FileFault } from '../faults/fault-injector';
import type { SiemFile } from './file-catalog';

/** The fault of one file. A file without a fault has no entry. */
interface FileFaultEntry {
  readonly fault: FileFault;
  /** It was listed again after the fault: now it is gone, or larger. */
  relisted: boolean;
  downloads: number;
}

/** Share of the records that a permanently truncated file still has. */
const KEPT_SHARE = 0.6;
/**
 * Records before a corrupt byte that a client need not have read. zlib emits nothing of the step in which it fails; with
 * buffers of up to 64 KB that is at most this number of records (the shortest have about 270 bytes).
 */
const CORRUPTION_MARGIN = 256;
/** Factor by which fault `resized-file` enlarges a file. */
const GROWTH_FACTOR = 1.25;

/** Suffix of the empty file that fault `empty-file` lists beside a file (files can be empty: wire.md 4.1). */
export const EMPTY_SUFFIX = '-empty.json.gz';

/** How a download ends. */
export type DownloadOutcome = 'whole' | 'half' | 'refused';

/** The fault of each file, and what clients have done with the file. */
export class FileFaultState {
  readonly #entries = new Map<string, FileFaultEntry>();
  readonly #listed = new Set<string>();

  readonly #faults: FaultInjector;

  constructor(faults: FaultInjector) {
    this.#faults = faults;
  }

  isListed(file: SiemFile): boolean {
    return this.#listed.has(file.path);
  }

  /** Must be called for every file of every listing. Draws the fault of a new file. */
  recordListing(file: SiemFile): void {
    const entry = this.#entries.get(file.path);
    if (entry !== undefined) entry.relisted = true;
    if (this.#listed.has(file.path)) return;
    this.#listed.add(file.path);
    const fault = this.#faults.first(FILE_FAULTS, file.path);
    if (fault !== undefined) this.#entries.set(file.path, { fault, relisted: false, downloads: 0 });
  }

  fault(file: SiemFile): FileFault | undefined {
    return this.#entries.get(file.path)?.fault;
  }

  /** The file was listed, and does not exist any more. */
  isGone(file: SiemFile): boolean {
    const entry = this.#entries.get(file.path);
    return entry?.fault === 'vanished-file' && entry.downloads > 0;
  }

  /** Number of records in the file now. */
  recordCount(file: SiemFile): number {
    return this.#isResized(file) ? Math.ceil(file.records * GROWTH_FACTOR) : file.records;
  }

  /**
   * Number of records, from the first, that every client can read. The others exist, but a client need not
   * have read them.
   */
  readableCount(file: SiemFile): number {
    const fault = this.fault(file);
    if (fault === 'vanished-file') return 0;
    if (fault === 'truncated-gzip-permanent') return countBeforeBreak(file.records);
    if (fault === 'corrupt-gzip-permanent')
      return Math.max(0, countBeforeBreak(file.records) - CORRUPTION_MARGIN);
    return this.recordCount(file);
  }

  /**
   * The outcome of the next download. A file that will be gone or larger in the next listing breaks off in its first
   * download and is refused afterwards: no client can finish it before it changes, so the expected records are known.
   */
  nextOutcome(file: SiemFile): DownloadOutcome {
    const entry = this.#entries.get(file.path);
    if (entry === undefined) return 'whole';
    entry.downloads++;
    const changes =
      entry.fault === 'vanished-file' || (entry.fault === 'resized-file' && !this.#isResized(file));
    if (!changes) return 'whole';
    return entry.downloads === 1 ? 'half' : 'refused';
  }

  #isResized(file: SiemFile): boolean {
    const entry = this.#entries.get(file.path);
    return entry?.fault === 'resized-file' && entry.relisted;
  }
}

/** Number of records before the break of a broken file. */
export function countBeforeBreak(records: number): number {
  return Math.floor(records * KEPT_SHARE);
}
