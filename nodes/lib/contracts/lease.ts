import { MimecastError } from './errors';

/** A lease that this process holds: no other process works for the account meanwhile. */
export interface HeldLease {
  /** name of the holder in the lease */
  readonly replica: string;
  /**
   * fencing token: greater than those of all earlier leases; grows when the lease is claimed again after the
   * store has lost it
   */
  readonly token: number;
  readonly held: boolean;
  /** Aborted when the lease is lost or released. */
  readonly signal: AbortSignal;
  /** Last writes of the nodes by key, used to restore a store that has lost its data. */
  readonly lastWrites: Map<string, string>;
  /**
   * Call it right before anything is sent: a process that was paused for longer than its lease detects it
   * here.
   * @throws MimecastError MIMECAST_UNAVAILABLE when the lease is over; the workers are stopped at the same
   * moment
   */
  assertHeld(): void;
  /** Another replica holds the lease. */
  markLost(): void;
}

/** Why the workers of an account do not run here. */
export interface StandbyInfo {
  /** the replica that holds the lease; undefined: none or unknown */
  readonly holder: string | undefined;
  /** why Redis is unreachable */
  readonly trouble: string | undefined;
}

/** Work for an account that runs in one process at a time. */
export interface Worker {
  onAcquired(lease: HeldLease): void;
  /**
   * @param lost whether the lease is lost, so that nothing more may be sent or saved; otherwise the worker
   * may save before it resolves
   */
  onReleased(lost: boolean): Promise<void>;
  onStandby(info: StandbyInfo): void;
}

/** The membership of an account in a cluster, as its nodes see it. */
export interface ClusterMembership {
  /**
   * Registers a worker, which is notified when it may run.
   * @returns removes the worker; the removal of the last one releases the lease
   */
  join(worker: Worker): () => Promise<void>;
  readonly replica: string;
}

export function leaseLostError(): MimecastError {
  return new MimecastError(
    'MIMECAST_UNAVAILABLE',
    'the lease of this account is over: another replica may be reading it',
    { transient: true },
  );
}

/** Report of a node about its lease. */
export type LeaseEvent =
  | { readonly kind: 'acquired'; readonly replica: string; readonly token: number }
  | {
      readonly kind: 'released';
      readonly replica: string;
      readonly token: number;
      /** `lost`: expired, or held by another replica; `moved`: handed over to a replica with fewer accounts */
      readonly reason: 'lost' | 'moved';
    }
  | {
      readonly kind: 'standby';
      readonly replica: string;
      readonly holder: string | null;
      /** why the holder is unknown */
      readonly trouble: string | null;
    };
