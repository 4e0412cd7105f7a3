/** Why there is no connection. */
export interface Outage {
  /** a few words, for a status */
  readonly cause: string;
  /** a sentence without a full stop */
  readonly reason: string;
}

/** What a sink is doing, for whoever shows it. */
export type SyslogState =
  | {
      readonly kind: 'connecting';
      readonly waiting: number;
      /** of the outage that this try may end; undefined: there is none */
      readonly outage?: Outage | undefined;
    }
  | {
      readonly kind: 'connected';
      /** messages of the flow that have been waiting for a second or more */
      readonly waiting: number;
    }
  | {
      readonly kind: 'disconnected';
      readonly waiting: number;
      readonly outage: Outage;
      /** epoch ms */
      readonly retryAt: number;
    };

export interface SyslogOutlet {
  readonly state: (state: SyslogState) => void;
  /** once an outage, and once a burst of messages that were cut */
  readonly warn: (text: string) => void;
  readonly log: (text: string) => void;
  readonly debug: (text: string) => void;
}
