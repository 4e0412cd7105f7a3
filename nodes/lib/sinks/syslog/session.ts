/** One session with a syslog server, independent of the protocol. */

import type { Socket } from 'node:net';
import { MINUTE_MS } from '../../util/time';
import type { SendQueue } from './send-queue';

export interface Session {
  /** Sends queued messages as far as possible now. Called when messages were added; never throws. */
  flush(): void;
  /**
   * Resolves with the reason, as text, once the session has ended and its socket is destroyed; never rejects.
   */
  readonly closed: Promise<string>;
  /**
   * Closes the session as the protocol defines. Resolves when it is closed, at the latest after
   * `SessionTimes.closeTimeoutMs`.
   */
  close(): Promise<void>;
}

/** All in ms. */
export interface SessionTimes {
  /**
   * without a response or a completed write for so long, the connection is closed and everything is sent
   * again
   */
  readonly responseTimeoutMs: number;
  /** limit for opening a session */
  readonly openTimeoutMs: number;
  /** limit for closing gracefully */
  readonly closeTimeoutMs: number;
  /** wait after a TLS handshake: a server that rejects the client certificate reports it only then */
  readonly tlsRejectGraceMs: number;
}

export const SESSION_TIMES: SessionTimes = {
  responseTimeoutMs: MINUTE_MS,
  openTimeoutMs: 15_000,
  closeTimeoutMs: 1_000,
  tlsRejectGraceMs: 250,
};

/** @throws Error whose message says why there is no session; the socket is destroyed then */
export type OpenSession = (
  socket: Socket,
  backlog: SendQueue,
  times: SessionTimes,
  signal: AbortSignal,
) => Promise<Session>;
