/** One connection's worth of talking to a syslog server, whatever the protocol. */
import type { Socket } from 'node:net';
import type { Backlog } from './backlog';

export interface Session {
  /** Takes from the backlog what can be sent now. Called when something was added; never throws. */
  pump(): void;
  /** Resolves with the reason, in words, once the session has ended and its socket is destroyed; never rejects. */
  readonly over: Promise<string>;
  /** Says good-bye as the protocol has it. Resolves when the session is over; bounded by `SessionTimes.farewellMs`. */
  close(): Promise<void>;
}

/** All in ms. */
export interface SessionTimes {
  /** nothing answered or taken off our hands for so long: the connection is given up, and all of it sent again */
  readonly answerMs: number;
  /** for a session to be opened */
  readonly openMs: number;
  /** for saying good-bye */
  readonly farewellMs: number;
  /** a TLS server that refuses our certificate says so only after the connection stands */
  readonly graceMs: number;
}

export const SESSION_TIMES: SessionTimes = {
  answerMs: 60_000,
  openMs: 15_000,
  farewellMs: 1_000,
  graceMs: 250,
};

/**
 * @throws Error whose message says why there is no session; the socket is destroyed then
 */
export type OpenSession = (
  socket: Socket,
  backlog: Backlog,
  times: SessionTimes,
  signal: AbortSignal,
) => Promise<Session>;
