import type { PollFailure } from '../reports/poll-failure';
import type { FailedTypes } from './stream-status';

/** State of a source as plain data; runtime/ turns it into text and colour. */
export type CollectorState =
  | { readonly kind: 'starting' }
  /** after a restart with no poll due yet */
  | {
      readonly kind: 'resting';
      /** epoch ms at which the last poll before the restart ended */
      readonly polledAt: number;
      /** epoch ms; undefined: when a message arrives */
      readonly nextAt: number | undefined;
    }
  /** in a cluster: another replica reads the account */
  | {
      readonly kind: 'standby';
      /** undefined: none or unknown */
      readonly holder: string | undefined;
      /** why the holder is unknown */
      readonly trouble: string | undefined;
    }
  /** paused by a message until another message resumes it */
  | { readonly kind: 'paused' }
  | {
      readonly kind: 'polling';
      /** records of this poll so far */
      readonly records: number;
      /** lag of the stream that is furthest behind, ms */
      readonly lagMs: number | undefined;
      /** epoch ms at which all streams will be up to date; undefined: unknown */
      readonly doneAt: number | undefined;
      /** current failures and failures that are being retried, worst first */
      readonly failing?: readonly FailedTypes[];
      /** every type fails */
      readonly allFail?: boolean;
    }
  | {
      /** a range is read again, without moving a position */
      readonly kind: 'replaying';
      /** epoch ms; the end is not part of the range */
      readonly start: number;
      readonly end: number;
      /** records of all types so far */
      readonly records: number;
    }
  | {
      readonly kind: 'throttled';
      /** epoch ms */
      readonly retryAt: number;
      readonly fittingIntervalMs: number | undefined;
    }
  | {
      readonly kind: 'idle';
      /** records of the last poll */
      readonly records: number;
      /**
       * objects of a first snapshot that the last poll did not send, because later snapshots are compared
       * with them
       */
      readonly known: number;
      /** epoch ms at which the last poll ended */
      readonly at: number;
      readonly lagMs: number | undefined;
      /** epoch ms since when the API has had no records at all, if that is suspiciously long */
      readonly quietSince: number | undefined;
      /** types with the worst failure, while others succeeded */
      readonly failed: readonly string[];
      /** the worst failure */
      readonly failure: PollFailure | undefined;
      /** types with other failures */
      readonly also?: readonly FailedTypes[];
      /** ms; the polling interval that fits the quota, once throttling recurs */
      readonly fittingIntervalMs: number | undefined;
    }
  | {
      readonly kind: 'stuck';
      readonly type: string;
      /** epoch ms of the first delivery of the batch */
      readonly since: number;
      readonly attempts: number;
      /** no acknowledgement has ever arrived for this source */
      readonly unanswered?: boolean;
      /** reason from the receiver, if it gave one */
      readonly reason?: string | undefined;
    }
  | {
      /** no acknowledgement has arrived although it is overdue: the flow may have no ack node */
      readonly kind: 'unanswered';
      /** epoch ms of the first delivery of the first batch */
      readonly since: number;
    }
  | {
      /** the receiver rejects messages; they are redelivered */
      readonly kind: 'rejected';
      readonly type: string;
      /** reason from the receiver */
      readonly reason: string;
      /** epoch ms of the first rejection of this batch */
      readonly since: number;
    }
  | {
      readonly kind: 'failed';
      /** the worst failure */
      readonly failure: PollFailure;
      /** all failures with their types, if there are several */
      readonly failing?: readonly FailedTypes[];
    };
