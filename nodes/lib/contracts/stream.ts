/** The contract between the collector and the streams. The collector knows no log type. */

import type { ApiClient, Throttled } from './api-client';

/** Plain, versioned JSON; only its stream knows the contents. */
export interface Position {
  readonly version: number;
}

/**
 * The lines of `count` records, joined by `
 * `, without a final one.
 */
export interface ContiguousLines {
  readonly text: string;
  /** `text` plus a final line break as UTF-8 */
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** A record as Mimecast sent it. `text` is one line of JSON; for line-based logs it is the original line. */
export interface SourceRecord {
  readonly value: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Returns a copy of `value` that a flow may modify. If it is missing, the collector clones `value`. */
  takeValue?(): Readonly<Record<string, unknown>>;
  /**
   * the contiguous text of all records that were read together, if their lines are already adjacent in memory
   */
  readonly page?: ContiguousLines;
  /** the first 128 bits of the SHA-256 of `text` as hex, if already computed */
  readonly digest?: string | undefined;
  /** metadata for `msg.mimecast` beside the record: `change`, `releasedBy` */
  readonly marks?: Readonly<Record<string, string>> | undefined;
}

/** A notice about a page, which the second output reports. */
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
      /** number of lines that were not JSON objects */
      readonly count: number;
      readonly samples: readonly QuarantineSample[];
    }
  | { readonly kind: 'rewind'; readonly from: string; readonly reason: string }
  | { readonly kind: 'duplicates'; readonly count: number }
  /**
   * The last day was read a second time: number of records that were missed at first and are sent now.
   * Counted in the ledger.
   */
  | { readonly kind: 'swept'; readonly found: number };

export interface QuarantineSample {
  /** 1-based line number in the file */
  readonly line: number;
  /** truncated to 2 KB */
  readonly text: string;
}

export interface Page<R extends SourceRecord = SourceRecord, P extends Position = Position> {
  /** At most `chunk` records and `chunkBytes` bytes of text; may be empty. */
  readonly records: readonly R[];
  /** Position after this page. */
  readonly next: P;
  readonly notices: readonly Notice[];
  /** Bytes that were received for this page. */
  readonly bytes: number;
  /** Objects of a first snapshot that were not sent, because later snapshots are compared with them. */
  readonly known?: number;
}

export interface ReadContext {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  /** maximum number of records per page */
  readonly chunk: number;
  /** maximum bytes of text per page (a longer single record makes its own page) */
  readonly chunkBytes: number;
  /** false: only `text` of the records will be used */
  readonly values?: boolean;
  /** A part of a snapshot is enough. Never set it when a position is saved. */
  readonly sampleOnly?: boolean;
  /** look-back of a first run, ms */
  readonly lookbackMs: number;
  readonly onThrottled: (throttled: Throttled) => void;
}

/** One kind of record that can be read in order and resumed. */
export interface Stream<R extends SourceRecord = SourceRecord, P extends Position = Position> {
  /** 'siem.batch.receipt', 'ttp.url', 'audit' … */
  readonly key: string;
  /** `siem`, `audit` …: the first part of the topic */
  readonly log: string;
  /** type name of Mimecast, with its spaces */
  readonly type: string;
  /** The type of a record, for a stream of several types. All records of a page have the same type. */
  typeOf?(record: R): string;
  /** What is read apart from the account: feed, type, filters. A different fingerprint has its own position. */
  readonly fingerprint: string;
  /** Reads from `from` to the end, one page per pull. */
  pages(from: P | undefined, context: ReadContext): AsyncGenerator<Page<R, P>>;
  /** Validates a saved position; undefined when it is not one of this stream. */
  parse(position: unknown): P | undefined;
  /**
   * The position from which everything since `since` (epoch ms) is read, as far back as the API allows: for a
   * rewind, and with 0 for a lost position.
   */
  startAt(since: number, now: number): P;
  /**
   * Reads the records from `start` to `end` (epoch ms) again. The `next` of its pages is not saved. Missing
   * where a log has no history.
   */
  replay?(start: number, end: number, context: ReadContext): AsyncGenerator<Page<R, P>>;
  /** Stable id: reading a record twice gives the same id. */
  identify(record: R): string;
  /** Lag in ms. */
  lag(position: P, now: number): number;
  /** Epoch ms since when the API has returned no records; undefined when its last responses had some. */
  quietSince(position: P): number | undefined;
}
