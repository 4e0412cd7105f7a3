/** What is said between the thread that reads lines and whoever wants them read; one port for each file. */
import type { BadLinesSoFar } from '../bad-lines';
import type { ChunkLimits } from '../read-records';

/** A file to be read, told with the port over which it is talked about. */
export interface Order {
  readonly limits: Pick<ChunkLimits, 'chunk' | 'chunkBytes'>;
  /** each line's SHA-256 is going to be asked for */
  readonly digests: boolean;
  /** see readRecords */
  readonly skip: number;
  readonly bad: BadLinesSoFar;
}

export type ToThread =
  | { readonly kind: 'block'; readonly block: Uint8Array }
  | { readonly kind: 'last' }
  /** the file can't be fetched any further */
  | { readonly kind: 'failed' }
  /** there is room for one chunk more */
  | { readonly kind: 'more' };

export type FromThread =
  /** a block is used up: there is room for another one */
  | { readonly kind: 'used' }
  | {
      readonly kind: 'chunk';
      readonly bytes: Uint8Array;
      readonly ends: Uint32Array;
      /** 16 bytes a line; none where nobody is going to ask */
      readonly digests: Uint8Array;
      readonly line: number;
      readonly newest: number;
      readonly bad: BadLinesSoFar;
    }
  | { readonly kind: 'end'; readonly bad: BadLinesSoFar }
  | {
      readonly kind: 'broken';
      readonly bad: BadLinesSoFar;
      /** undefined: it broke between lines */
      readonly torn: string | undefined;
      /** undefined: it could not be fetched any further; else it does not unpack */
      readonly cause: { readonly message: string; readonly code: string } | undefined;
    };

/** Blocks that are on their way to the thread, and chunks on their way back, at most. */
export const BLOCKS_AHEAD = 3;
export const CHUNKS_AHEAD = 1;
