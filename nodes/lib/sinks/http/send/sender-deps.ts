import type { HttpSinkSettings } from '../settings';
import type { HttpEvents, Outage } from './outage';
import type { ReceiverClient } from './receiver-client';
import type { SendQueue } from './send-queue';
import type { UnindexedTimes } from './unindexed';

/** All in ms. */
export interface SenderTimes extends UnindexedTimes {
  /** after the first failure; doubled with each further one */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** the same for what a setting causes: nobody changes it within seconds */
  readonly misconfiguredMs: number;
  readonly maxMisconfiguredMs: number;
}

export interface SenderDeps {
  readonly settings: Pick<HttpSinkSettings, 'batchBytes' | 'batchMs' | 'indexerAck'>;
  readonly client: ReceiverClient;
  readonly queue: SendQueue;
  readonly outage: Outage;
  readonly times: SenderTimes;
  readonly events: Pick<HttpEvents, 'warn' | 'log'>;
}
