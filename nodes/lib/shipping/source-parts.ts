import type { ApiClient } from '../api/types';
import type { OutputMode, RecordMessage } from './messages';
import type { PositionBackend } from './position-file';
import type { ReportMessage } from './reports';
import type { SourceState } from './source-state';
import type { Stream } from './stream';

/** What a source tells the world around it. */
export interface SourceOutlet {
  readonly records: (message: RecordMessage) => void;
  readonly report: (message: ReportMessage) => void;
  readonly state: (state: SourceState) => void;
  /** once per outage; Catch nodes see it */
  readonly error: (error: Error) => void;
  /** once per outage of the receiver */
  readonly warn: (line: string) => void;
  readonly log: (line: string) => void;
  readonly debug: (line: string) => void;
}

export interface SourceSettings {
  /** run-time id of the node */
  readonly id: string;
  readonly output: OutputMode;
  /** records, bytes: bounds of a page */
  readonly chunk: number;
  readonly chunkBytes: number;
  /** how far a first run looks back */
  readonly lookbackMs: number;
  readonly delivery: 'sent' | 'ack';
  /** `sent`: records a second, 0: no limit */
  readonly maxRate: number;
  /** `ack`: batches of one stream that may be out */
  readonly inFlight: number;
  /** `ack`: different ack nodes that have to answer each message */
  readonly acks: number;
  /** `ack`: without progress for so long, what is not settled is sent again */
  readonly ackTimeoutMs: number;
  /** 0: only when asked */
  readonly everyMs: number;
  /** before the first poll: other nodes start first, and not all sources poll at the same instant */
  readonly firstDelayMs: number;
  /** what to look at when every stream has been empty for 24 hours; undefined: that is nothing unusual */
  readonly quietHint: string | undefined;
}

/** What a source needs of its surroundings, in a cluster or alone. */
export interface SharedDeps {
  readonly streams: readonly Stream[];
  /** asked at the beginning of each poll; rejects with a MimecastError */
  readonly client: () => Promise<ApiClient>;
  /** stands in messages where Mimecast's account code is not known */
  readonly accountName: string;
  readonly outlet: SourceOutlet;
}

export interface SourceParts extends SharedDeps {
  readonly positions: PositionBackend;
}
