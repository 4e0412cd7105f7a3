import { MimecastError } from '../api/errors';

/** The time in which this process, and no other, works for an account. */
export interface Tenure {
  /** as the lease names its holder */
  readonly replica: string;
  /** fencing token: above that of every tenure before; grows when a lost store had to be told again */
  readonly token: number;
  readonly held: boolean;
  /** Aborted when it is over, whether lost or given back. */
  readonly signal: AbortSignal;
  /** What its nodes have last written, by place: a store that has lost it is given it again. */
  readonly written: Map<string, string>;
  /**
   * For the moment before anything leaves: a process that was paused for longer than its lease learns of it here.
   * @throws MimecastError MIMECAST_UNAVAILABLE when it is over; whoever works is told to end in the same moment
   */
  check(): void;
  /** Somebody else turned out to have it. */
  lose(): void;
}

/** Why an account's work does not run here. */
export interface Standby {
  /** the replica that holds the lease; undefined: nobody, or nobody knows */
  readonly holder: string | undefined;
  /** Redis can't be reached: why */
  readonly trouble: string | undefined;
}

/** Something that runs for an account, in one process at a time. */
export interface Worker {
  begin(lease: Tenure): void;
  /** @param lost nothing may leave or be saved any more; otherwise it may still save before it resolves */
  end(lost: boolean): Promise<void>;
  standby(info: Standby): void;
}

/** The account's place in a cluster, as its nodes see it. */
export interface Membership {
  /** From now on the worker is told when it may work. @returns takes it out; the last one releases the lease */
  join(worker: Worker): () => Promise<void>;
  readonly replica: string;
}

export function leaseLost(): MimecastError {
  return new MimecastError(
    'MIMECAST_UNAVAILABLE',
    'the lease of this account is over: another replica may be reading it',
    { transient: true },
  );
}
