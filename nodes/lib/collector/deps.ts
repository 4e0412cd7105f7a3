import type { ApiClient } from '../contracts/api-client';
import type { CheckpointStore } from '../contracts/checkpoint-store';
import type { Stream } from '../contracts/stream';
import type { OutputMode, RecordMessage } from './delivery/messages';
import type { ReportMessage } from './reports/reports';
import type { CollectorState } from './status/state';

/** Outputs of a source. */
export interface CollectorEvents {
  readonly records: (message: RecordMessage) => void;
  readonly report: (message: ReportMessage) => void;
  readonly state: (state: CollectorState) => void;
  /** once per outage; Catch nodes see it */
  readonly error: (error: Error) => void;
  /** once per outage of the receiver */
  readonly warn: (line: string) => void;
  readonly log: (line: string) => void;
  readonly debug: (line: string) => void;
}

export interface CollectorSettings {
  /** run-time id of the node */
  readonly id: string;
  readonly output: OutputMode;
  /** records and bytes: limits of a page */
  readonly chunk: number;
  readonly chunkBytes: number;
  /** look-back of a first run */
  readonly lookbackMs: number;
  readonly delivery: 'sent' | 'ack';
  /** `sent`: records per second; 0: no limit */
  readonly maxRate: number;
  /** `ack`: maximum number of batches in flight per stream */
  readonly inFlight: number;
  /** `ack`: number of different ack nodes that must acknowledge each message */
  readonly acks: number;
  /** `ack`: time without progress after which unacknowledged messages are redelivered */
  readonly ackTimeoutMs: number;
  /** 0: only on request */
  readonly everyMs: number;
  /** before the first poll: other nodes start first, and not all sources poll at the same time */
  readonly firstDelayMs: number;
  /** text of the hint when all streams have been empty for 24 hours; undefined: no hint */
  readonly inactivityHint: string | undefined;
}

/** Dependencies of a source, in a cluster or alone. */
export interface SharedDeps {
  readonly streams: readonly Stream[];
  /** called at the start of each poll; rejects with a MimecastError */
  readonly client: () => Promise<ApiClient>;
  /** used in messages when Mimecast's account code is unknown */
  readonly accountName: string;
  readonly events: CollectorEvents;
}

export interface CollectorDeps extends SharedDeps {
  readonly store: CheckpointStore;
}
