/** Why there is no connection. */
export interface Outage {
  /** a few words, for a status */
  readonly cause: string;
  /** a sentence without a full stop */
  readonly reason: string;
}

/** State of a sink. */
export type SyslogState =
  | {
      readonly kind: 'connecting';
      readonly waiting: number;
      /** the outage that this attempt may end; undefined: none */
      readonly outage?: Outage | undefined;
    }
  | {
      readonly kind: 'connected';
      /** flow messages that have waited for a second or more */
      readonly waiting: number;
    }
  | {
      readonly kind: 'disconnected';
      readonly waiting: number;
      readonly outage: Outage;
      /** epoch ms */
      readonly retryAt: number;
    };

export interface SyslogEvents {
  readonly state: (state: SyslogState) => void;
  /** once per outage, and once per series of truncated messages */
  readonly warn: (text: string) => void;
  readonly log: (text: string) => void;
  readonly debug: (text: string) => void;
}
