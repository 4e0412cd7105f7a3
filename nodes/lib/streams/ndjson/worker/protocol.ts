/** Messages between the worker thread and its clients. Each file has a MessagePort of its own. */
import type { BadLinesSoFar } from '../quarantine';
import type { ChunkLimits } from '../parse-records';

/** Starts a job; sent together with the port of the job. */
export interface Order {
  readonly limits: Pick<ChunkLimits, 'chunk' | 'chunkBytes'>;
  /** whether the SHA-256 of each line is needed */
  readonly digests: boolean;
  /** see `readRecords` */
  readonly skip: number;
  readonly bad: BadLinesSoFar;
}

export type ToThread =
  | { readonly kind: 'block'; readonly block: Uint8Array }
  | { readonly kind: 'last' }
  /** the download failed */
  | { readonly kind: 'failed' }
  /** credit for one more chunk */
  | { readonly kind: 'more' };

export type FromThread =
  /** credit for one more block: the thread has consumed one */
  | { readonly kind: 'used' }
  | {
      readonly kind: 'chunk';
      readonly bytes: Uint8Array;
      readonly ends: Uint32Array;
      /** 16 bytes for each line; empty: not requested */
      readonly digests: Uint8Array;
      readonly line: number;
      readonly newest: number;
      readonly bad: BadLinesSoFar;
    }
  | { readonly kind: 'end'; readonly bad: BadLinesSoFar }
  | {
      readonly kind: 'broken';
      readonly bad: BadLinesSoFar;
      /** text of the incomplete line; undefined: the error was between lines */
      readonly partialLine: string | undefined;
      /** undefined: the download failed; otherwise the data does not unpack */
      readonly cause: { readonly message: string; readonly code: string } | undefined;
    };

/** Maximum number of blocks on the way to the thread, and of chunks on the way back. */
export const BLOCKS_AHEAD = 3;
export const CHUNKS_AHEAD = 1;
