/**
 * Syslog over plain TCP or TLS (RFC 6587, RFC 5425). The protocol has no acknowledgements: "delivered" means
 * handed to the operating system while the connection was open. Data that the server had not read when the
 * connection broke is lost; only RELP detects that.
 */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { atMost, sleep, yieldTurn } from '../../util/async';
import type { Backlog, Letter } from './send-queue';
import { FRAMES, type Framing } from './framing';
import { Life } from './socket-lifetime';
import { Patience } from './idle-timeout';
import type { OpenSession, Session, SessionTimes } from './session';
import { SessionError } from './connection-errors';
import { writeParts } from './cork-write';

/** Target size of one write, octets. */
const WRITE_CHUNK_BYTES = 64 * 1024;

/** Waits briefly on TLS, see `SessionTimes.tlsRejectGraceMs`. */
export function openStream(framing: Framing): OpenSession {
  return async (socket, queue, times, signal) => {
    const session = new StreamSession(socket, queue, FRAMES[framing], times);
    if (socket instanceof TLSSocket) {
      const reason = await Promise.race([session.over, sleep(times.graceMs, signal).then(() => undefined)]);
      if (reason !== undefined) throw new SessionError(reason);
    }
    return session;
  };
}

class StreamSession implements Session {
  readonly over: Promise<string>;
  readonly #lifetime: Life;
  readonly #idleTimeout: Patience;
  #pendingWrites = 0;

  readonly #socket: Socket;
  readonly #queue: Backlog;
  readonly #frame: (message: Buffer) => readonly Buffer[];
  readonly #times: SessionTimes;

  constructor(
    socket: Socket,
    queue: Backlog,
    frame: (message: Buffer) => readonly Buffer[],
    times: SessionTimes,
  ) {
    this.#socket = socket;
    this.#queue = queue;
    this.#frame = frame;
    this.#times = times;
    this.#lifetime = new Life(socket);
    this.over = this.#lifetime.over;
    this.#idleTimeout = new Patience(this.#lifetime, times.answerMs, 'the server has stopped reading');
    socket.on('drain', () => this.pump());
    // Syslog servers send nothing, but the socket must be read to notice that it was closed.
    socket.resume();
  }

  pump(): void {
    while (!this.#lifetime.ended && !this.#socket.writableNeedDrain) {
      const messages = this.#takeChunk();
      if (messages.length === 0) return;
      this.#pendingWrites += 1;
      this.#idleTimeout.await();
      const parts = messages.flatMap(({ octets }) => this.#frame(octets));
      writeParts(this.#socket, parts, (error) => {
        if (!error) void this.#onFlushed(messages);
      });
    }
  }

  async close(): Promise<void> {
    // The sender repeats messages that were not flushed, so there is nothing to wait for.
    if (this.#pendingWrites === 0 && !this.#lifetime.ended) {
      this.#socket.end();
      await atMost(this.#lifetime.over, this.#times.farewellMs);
    }
    this.#lifetime.end('closed');
    await this.#lifetime.over;
  }

  #takeChunk(): Letter[] {
    const messages: Letter[] = [];
    let octets = 0;
    while (octets < WRITE_CHUNK_BYTES) {
      const message = this.#queue.take();
      if (message === undefined) break;
      messages.push(message);
      octets += message.octets.length;
    }
    return messages;
  }

  async #onFlushed(messages: readonly Letter[]): Promise<void> {
    this.#pendingWrites -= 1;
    this.#idleTimeout.progress(this.#pendingWrites > 0);
    // The system may know already that the server has closed; one full turn of the event loop delivers that
    // event.
    await yieldTurn();
    await yieldTurn();
    if (this.#lifetime.ended) return;
    for (const message of messages) this.#queue.settle(message);
  }
}
