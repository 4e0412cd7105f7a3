import type { QuarantineSample, ReadContext } from '../../shipping/stream';
import type { Value } from '../paged/canonical';

/** One thing of a state. */
export interface Row {
  readonly value: Value;
  /** what it is known by from one reading to the next: ids are not (wire.md 14, row 26) */
  readonly identity: Value;
}

/** A whole state, or none at all: whoever reads one throws rather than leave out a part. */
export interface Reading {
  readonly rows: readonly Row[];
  /** which of two families of endpoints it came from; they do not write the same */
  readonly via: 'rest' | 'post';
  /** what stood among the rows and is no object */
  readonly bad: readonly QuarantineSample[];
  readonly bytes: number;
}

/** What one state adds to the way in which all of them are read and compared. */
export interface SnapshotLog {
  /** 'held.held', 'directory.users' …; permissions.ts knows it */
  readonly key: string;
  readonly log: string;
  readonly type: string;
  /** @throws MimecastError when a part of it can't be had; the signal's reason when aborted */
  read(context: ReadContext): Promise<Reading>;
  /** members whose change is no change */
  readonly volatile: readonly string[];
  /**
   * What it tells of. `changes`: what was added, changed, removed. `arrivals`: what is new, and nothing else,
   * because to disappear may mean several things; what says the same is counted, and remembered for a day
   * after it was seen last, because a page may miss it.
   */
  readonly tells: 'changes' | 'arrivals';
}
