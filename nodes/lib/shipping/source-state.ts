import type { SourceFailure } from './failure';
import type { FailedTypes } from './standings';

/** What a source is doing, for its status: plain facts; runtime/ makes text and colour of them. */
export type SourceState =
  | { readonly kind: 'starting' }
  /** after a restart that left it nothing to do yet */
  | {
      readonly kind: 'resting';
      /** epoch ms at which the last poll before the restart ended */
      readonly polledAt: number;
      /** epoch ms; undefined: when a message comes in */
      readonly nextAt: number | undefined;
    }
  /** in a cluster: another replica reads the account */
  | {
      readonly kind: 'standby';
      /** undefined: nobody, or nobody knows */
      readonly holder: string | undefined;
      /** why nobody knows */
      readonly trouble: string | undefined;
    }
  /** by a message, until another message */
  | { readonly kind: 'paused' }
  | {
      readonly kind: 'polling';
      /** in this poll so far */
      readonly records: number;
      /** the stream that is furthest behind, ms */
      readonly lagMs: number | undefined;
      /** epoch ms at which it will be up to date; undefined: nobody can tell */
      readonly doneAt: number | undefined;
      /** what fails now, or has failed and is tried again, worst first */
      readonly failing?: readonly FailedTypes[];
      /** none of the types is known to work */
      readonly allFail?: boolean;
    }
  | {
      readonly kind: 'throttled';
      /** epoch ms */
      readonly retryAt: number;
      readonly fittingIntervalMs: number | undefined;
    }
  | {
      readonly kind: 'idle';
      /** of the last poll */
      readonly records: number;
      /** things of a first reading that the last poll did not send, because later ones are compared with them */
      readonly known: number;
      /** epoch ms at which the last poll ended */
      readonly at: number;
      readonly lagMs: number | undefined;
      /** epoch ms since when the API has had nothing at all, when that is suspiciously long */
      readonly quietSince: number | undefined;
      /** types that failed for the worst reason, while others went well */
      readonly failed: readonly string[];
      /** that reason */
      readonly failure: SourceFailure | undefined;
      /** types that failed for other reasons */
      readonly also?: readonly FailedTypes[];
      /** ms; the polling interval that would fit the quota, once throttling has become a habit */
      readonly fittingIntervalMs: number | undefined;
    }
  | {
      readonly kind: 'stuck';
      readonly type: string;
      /** epoch ms at which the batch that nobody acknowledges was sent for the first time */
      readonly since: number;
      readonly attempts: number;
      /** nothing of this source was ever answered */
      readonly unanswered?: boolean;
      /** in the receiver's words, where it said why */
      readonly reason?: string | undefined;
    }
  | {
      /** no ack node has answered anything yet, and there was time to: there may be none */
      readonly kind: 'unanswered';
      /** epoch ms at which the first batch was sent */
      readonly since: number;
    }
  | {
      /** the receiver does not take what it is sent; it is sent again */
      readonly kind: 'rejected';
      readonly type: string;
      /** in the receiver's words */
      readonly reason: string;
      /** epoch ms of the first rejection of this batch */
      readonly since: number;
    }
  | {
      readonly kind: 'failed';
      /** the worst */
      readonly failure: SourceFailure;
      /** each with its types, where they failed for several reasons */
      readonly failing?: readonly FailedTypes[];
    };
