/** One session with a syslog server, independent of the protocol. */
import type { Socket } from 'node:net';
import type { Backlog } from './send-queue';

export interface Session {
  /** Sends queued messages as far as possible now. Called when messages were added; never throws. */
  pump(): void;
  /**
   * Resolves with the reason, as text, once the session has ended and its socket is destroyed; never rejects.
   */
  readonly over: Promise<string>;
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
  readonly answerMs: number;
  /** limit for opening a session */
  readonly openMs: number;
  /** limit for closing gracefully */
  readonly farewellMs: number;
  /** wait after a TLS handshake: a server that rejects the client certificate reports it only then */
  readonly graceMs: number;
}

export const SESSION_TIMES: SessionTimes = {
  answerMs: 60_000,
  openMs: 15_000,
  farewellMs: 1_000,
  graceMs: 250,
};

/** @throws Error whose message says why there is no session; the socket is destroyed then */
export type OpenSession = (
  socket: Socket,
  backlog: Backlog,
  times: SessionTimes,
  signal: AbortSignal,
) => Promise<Session>;
