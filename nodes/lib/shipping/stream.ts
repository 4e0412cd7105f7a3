/** What shipping knows of the things that can be read: this, and no log type (design 3). */

import type { ApiClient, Throttled } from '../api/types';

/** Plain, versioned JSON owned by its stream. */
export interface Position {
  readonly version: number;
}

/** The lines of `count` records with `\n` between them and none at the end. */
export interface LinesTogether {
  readonly text: string;
  /** `text` and a line break behind it as UTF-8 */
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** A record as Mimecast sent it. `text` is one line of JSON; for logs that come as lines, that very line. */
export interface SourceRecord {
  readonly value: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** `value` to be given away: flows may change what they get. Missing: a clone is made each time. */
  fresh?(): Readonly<Record<string, unknown>>;
  /** all records that came together, as one text: made at once where their lines lie side by side already */
  readonly page?: LinesTogether;
  /** the first 128 bits of the SHA-256 of `text` as hex, where they were made already */
  readonly digest?: string | undefined;
  /** said of it in `msg.mimecast`, beside the record: `change`, `releasedBy` */
  readonly marks?: Readonly<Record<string, string>> | undefined;
}

/** What has to be told on the second output because of a page (design 4.1). */
export type Notice =
  | {
      readonly kind: 'gap';
      /** ISO 8601 */
      readonly from: string;
      readonly to: string;
      readonly recoverable: boolean;
      readonly reason: string;
    }
  | {
      readonly kind: 'quarantine';
      readonly file: string;
      /** lines that were no JSON object */
      readonly count: number;
      readonly samples: readonly QuarantineSample[];
    }
  | { readonly kind: 'rewind'; readonly from: string; readonly reason: string }
  | { readonly kind: 'duplicates'; readonly count: number }
  /** The last day was read once more; so many records had been missed and are emitted now. Counted in the ledger. */
  | { readonly kind: 'swept'; readonly found: number };

export interface QuarantineSample {
  /** 1-based number of the line in the file */
  readonly line: number;
  /** cut at 2 KB */
  readonly text: string;
}

export interface Page<R extends SourceRecord = SourceRecord, P extends Position = Position> {
  /** Bounded by `chunk` records and `chunkBytes` bytes of text; may be empty. */
  readonly records: readonly R[];
  /** Where to go on once this page has been delivered. */
  readonly next: P;
  readonly notices: readonly Notice[];
  /** Bytes read from the network for this page. */
  readonly bytes: number;
  /** Things of a state that were not emitted, because later readings are compared with them; only of a first reading. */
  readonly known?: number;
}

export interface ReadContext {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  /** records a page, at most */
  readonly chunk: number;
  /** bytes of text a page, at most (a longer single record makes a page of its own) */
  readonly chunkBytes: number;
  /** false: only `text` of the records is going to be used */
  readonly values?: boolean;
  /** the first records will do, so a part of a state may stand for all of it: never where a position is kept */
  readonly glance?: boolean;
  /** ms that a first run looks back */
  readonly lookbackMs: number;
  readonly onThrottled: (throttled: Throttled) => void;
}

/** One kind of record that can be read in order, and resumed. */
export interface Stream<R extends SourceRecord = SourceRecord, P extends Position = Position> {
  /** 'siem.batch.receipt', 'ttp.url', 'audit' … */
  readonly key: string;
  /** `siem`, `audit` …: the first part of the topic */
  readonly log: string;
  /** Mimecast's own word; spaces stay */
  readonly type: string;
  /** For a stream of several types: that of a record. The records of one page are of one type. */
  typeOf?(record: R): string;
  /** What is read, beside the account: feed, type, filters. Another fingerprint is another position. */
  readonly fingerprint: string;
  /** Reads on from `from` until there is nothing newer, one page at a time, pulled. */
  pages(from: P | undefined, context: ReadContext): AsyncGenerator<Page<R, P>>;
  /** A saved position given a schema; undefined when it is not one of this stream's. */
  parse(position: unknown): P | undefined;
  /**
   * A position that brings all since `since` (epoch ms), as far as the API still has it: for a rewind, and with
   * 0 for a saved position that was lost.
   */
  startAt(since: number, now: number): P;
  /**
   * The records from `start` to `end` (epoch ms) again; `next` of its pages is not saved. Missing where a log
   * has no history.
   */
  replay?(start: number, end: number, context: ReadContext): AsyncGenerator<Page<R, P>>;
  /** Stable id: the same record read twice has the same id. */
  identify(record: R): string;
  /** ms behind */
  lag(position: P, now: number): number;
  /** Epoch ms since when the API had nothing, undefined when its last answers had records. */
  quietSince(position: P): number | undefined;
}
