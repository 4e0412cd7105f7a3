import { type FaultDial, FILE_FAULTS, type FileFault } from './faults';
import type { SiemFile } from './types';

/** What a fault made of a file. Files that nothing happened to have none. */
interface Condition {
  readonly fault: FileFault;
  /** The page it was on has been listed again: it is gone, or larger. */
  again: boolean;
  downloads: number;
}

/** Records that a file which breaks off for good still gives. */
const KEPT = 0.6;
/**
 * Records before a corrupt place that nobody is blamed for: zlib hands out nothing of the step in which it fails, and
 * with buffers of up to 64 KB these are at most so many (the shortest records have some 270 bytes).
 */
const BLURRED = 256;
/** What a resized file grows by. */
const GROWN = 1.25;

/** How a download of a file in its condition ends. */
export type Fate = 'whole' | 'half' | 'refused';

export class Conditions {
  readonly #conditions = new Map<string, Condition>();
  readonly #listed = new Set<string>();

  readonly #faults: FaultDial;

  constructor(faults: FaultDial) {
    this.#faults = faults;
  }

  known(file: SiemFile): boolean {
    return this.#listed.has(file.path);
  }

  /** Told for every file of every listing. */
  listed(file: SiemFile): void {
    const condition = this.#conditions.get(file.path);
    if (condition !== undefined) condition.again = true;
    if (this.#listed.has(file.path)) return;
    this.#listed.add(file.path);
    const fault = this.#faults.first(FILE_FAULTS, file.path);
    if (fault !== undefined) this.#conditions.set(file.path, { fault, again: false, downloads: 0 });
  }

  fault(file: SiemFile): FileFault | undefined {
    return this.#conditions.get(file.path)?.fault;
  }

  /** It was listed once, and is not any more. */
  gone(file: SiemFile): boolean {
    const condition = this.#conditions.get(file.path);
    return condition?.fault === 'vanished-file' && condition.downloads > 0;
  }

  /** Records in the file as it is now. */
  records(file: SiemFile): number {
    return this.#hasGrown(file) ? Math.ceil(file.records * GROWN) : file.records;
  }

  /** How many of them, from the first, can be read for sure. The rest exists, but can't be asked of anybody. */
  readable(file: SiemFile): number {
    const fault = this.fault(file);
    if (fault === 'vanished-file') return 0;
    if (fault === 'truncated-gzip-permanent') return cut(file.records);
    if (fault === 'corrupt-gzip-permanent') return Math.max(0, cut(file.records) - BLURRED);
    return this.records(file);
  }

  /**
   * A file that will be gone or larger on the next listing breaks off in its first download and is refused from
   * then on, so that nobody can have finished it before it changes: the truth stays computable.
   */
  fate(file: SiemFile): Fate {
    const condition = this.#conditions.get(file.path);
    if (condition === undefined) return 'whole';
    condition.downloads++;
    const changes =
      condition.fault === 'vanished-file' || (condition.fault === 'resized-file' && !this.#hasGrown(file));
    if (!changes) return 'whole';
    return condition.downloads === 1 ? 'half' : 'refused';
  }

  #hasGrown(file: SiemFile): boolean {
    const condition = this.#conditions.get(file.path);
    return condition?.fault === 'resized-file' && condition.again;
  }
}

/** Where a broken file breaks: after this many records. */
export function cut(records: number): number {
  return Math.floor(records * KEPT);
}
