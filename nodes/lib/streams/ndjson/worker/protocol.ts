/** Messages between the worker thread and its clients. Each file has a MessagePort of its own. */

import type { ChunkLimits } from '../parse-records';
import type { QuarantineState } from '../quarantine';

/** Starts a job; sent together with the port of the job. */
export interface JobRequest {
  readonly limits: Pick<ChunkLimits, 'chunk' | 'chunkBytes'>;
  /** whether the SHA-256 of each line is needed */
  readonly digests: boolean;
  /** see `readRecords` */
  readonly skip: number;
  readonly bad: QuarantineState;
}

export type ToWorker =
  | { readonly kind: 'block'; readonly block: Uint8Array }
  | { readonly kind: 'last' }
  /** the download failed */
  | { readonly kind: 'failed' }
  /** credit for one more chunk */
  | { readonly kind: 'more' };

export type FromWorker =
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
      readonly bad: QuarantineState;
    }
  | { readonly kind: 'end'; readonly bad: QuarantineState }
  | {
      readonly kind: 'broken';
      readonly bad: QuarantineState;
      /** text of the incomplete line; undefined: the error was between lines */
      readonly partialLine: string | undefined;
      /** undefined: the download failed; otherwise the data does not unpack */
      readonly cause: { readonly message: string; readonly code: string } | undefined;
    };

/** Maximum number of blocks on the way to the thread, and of chunks on the way back. */
export const MAX_BLOCKS_AHEAD = 3;
export const MAX_CHUNKS_AHEAD = 1;
