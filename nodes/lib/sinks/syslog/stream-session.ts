/**
 * Syslog over plain TCP or TLS (RFC 6587, RFC 5425). The protocol has no acknowledgements: "delivered" means
 * handed to the operating system while the connection was open. Data that the server had not read when the
 * connection broke is lost; only RELP detects that.
 */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { atMost, sleep, yieldTurn } from '../../wait';
import type { Backlog, Letter } from './backlog';
import { FRAMES, type Framing } from './framing';
import { Life } from './life';
import { Patience } from './patience';
import type { OpenSession, Session, SessionTimes } from './session';
import { SessionError } from './trouble';
import { writeParts } from './write-parts';

/** Target size of one write, octets. */
const WORTH_A_WRITE = 64 * 1024;

/** Waits briefly on TLS, see `SessionTimes.tlsRejectGraceMs`. */
export function openStream(framing: Framing): OpenSession {
  return async (socket, backlog, times, signal) => {
    const session = new StreamSession(socket, backlog, FRAMES[framing], times);
    if (socket instanceof TLSSocket) {
      const reason = await Promise.race([session.over, sleep(times.graceMs, signal).then(() => undefined)]);
      if (reason !== undefined) throw new SessionError(reason);
    }
    return session;
  };
}

class StreamSession implements Session {
  readonly over: Promise<string>;
  readonly #life: Life;
  readonly #patience: Patience;
  #flushing = 0;

  readonly #socket: Socket;
  readonly #backlog: Backlog;
  readonly #frame: (message: Buffer) => readonly Buffer[];
  readonly #times: SessionTimes;

  constructor(
    socket: Socket,
    backlog: Backlog,
    frame: (message: Buffer) => readonly Buffer[],
    times: SessionTimes,
  ) {
    this.#socket = socket;
    this.#backlog = backlog;
    this.#frame = frame;
    this.#times = times;
    this.#life = new Life(socket);
    this.over = this.#life.over;
    this.#patience = new Patience(this.#life, times.answerMs, 'the server has stopped reading');
    socket.on('drain', () => this.pump());
    // Syslog servers send nothing, but the socket must be read to notice that it was closed.
    socket.resume();
  }

  pump(): void {
    while (!this.#life.ended && !this.#socket.writableNeedDrain) {
      const letters = this.#takeSome();
      if (letters.length === 0) return;
      this.#flushing += 1;
      this.#patience.await();
      const parts = letters.flatMap(({ octets }) => this.#frame(octets));
      writeParts(this.#socket, parts, (error) => {
        if (!error) void this.#flushed(letters);
      });
    }
  }

  async close(): Promise<void> {
    // The sender repeats messages that were not flushed, so there is nothing to wait for.
    if (this.#flushing === 0 && !this.#life.ended) {
      this.#socket.end();
      await atMost(this.#life.over, this.#times.farewellMs);
    }
    this.#life.end('closed');
    await this.#life.over;
  }

  #takeSome(): Letter[] {
    const letters: Letter[] = [];
    let octets = 0;
    while (octets < WORTH_A_WRITE) {
      const letter = this.#backlog.take();
      if (letter === undefined) break;
      letters.push(letter);
      octets += letter.octets.length;
    }
    return letters;
  }

  async #flushed(letters: readonly Letter[]): Promise<void> {
    this.#flushing -= 1;
    this.#patience.progress(this.#flushing > 0);
    // The system may know already that the server has closed; one full turn of the event loop delivers that
    // event.
    await yieldTurn();
    await yieldTurn();
    if (this.#life.ended) return;
    for (const letter of letters) this.#backlog.settle(letter);
  }
}
