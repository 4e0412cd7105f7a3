/**
 * Syslog over plain TCP or TLS (RFC 6587, RFC 5425). The protocol has no acknowledgements: "delivered" means
 * handed to the operating system while the connection was open. Data that the server had not read when the
 * connection broke is lost; only RELP detects that.
 */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { sleep, withTimeout, yieldToEventLoop } from '../../util/async';
import { FRAMES, type Framing } from './encode';
import { ConnectionError } from './errors';
import type { QueuedMessage, SendQueue } from './send-queue';
import type { OpenSession, Session, SessionTimes } from './session';
import { IdleTimeout, SocketLifetime, writeCorked } from './socket';

/** Target size of one write, octets. */
const WRITE_CHUNK_BYTES = 64 * 1024;

/** Waits briefly on TLS, see `SessionTimes.tlsRejectGraceMs`. */
export function openStream(framing: Framing): OpenSession {
  return async (socket, queue, times, signal) => {
    const session = new StreamSession(socket, queue, FRAMES[framing], times);
    if (socket instanceof TLSSocket) {
      const reason = await Promise.race([
        session.closed,
        sleep(times.tlsRejectGraceMs, signal).then(() => undefined),
      ]);
      if (reason !== undefined) throw new ConnectionError(reason);
    }
    return session;
  };
}

class StreamSession implements Session {
  readonly closed: Promise<string>;
  readonly #lifetime: SocketLifetime;
  readonly #idleTimeout: IdleTimeout;
  #pendingWrites = 0;

  readonly #socket: Socket;
  readonly #queue: SendQueue;
  readonly #frame: (message: Buffer) => readonly Buffer[];
  readonly #times: SessionTimes;

  constructor(
    socket: Socket,
    queue: SendQueue,
    frame: (message: Buffer) => readonly Buffer[],
    times: SessionTimes,
  ) {
    this.#socket = socket;
    this.#queue = queue;
    this.#frame = frame;
    this.#times = times;
    this.#lifetime = new SocketLifetime(socket);
    this.closed = this.#lifetime.closed;
    this.#idleTimeout = new IdleTimeout(
      this.#lifetime,
      times.responseTimeoutMs,
      'the server has stopped reading',
    );
    socket.on('drain', () => this.flush());
    // Syslog servers send nothing, but the socket must be read to notice that it was closed.
    socket.resume();
  }

  flush(): void {
    while (!this.#lifetime.isClosed && !this.#socket.writableNeedDrain) {
      const messages = this.#takeChunk();
      if (messages.length === 0) return;
      this.#pendingWrites += 1;
      this.#idleTimeout.arm();
      const parts = messages.flatMap(({ octets }) => this.#frame(octets));
      writeCorked(this.#socket, parts, (error) => {
        if (!error) void this.#onFlushed(messages);
      });
    }
  }

  async close(): Promise<void> {
    // The sender repeats messages that were not flushed, so there is nothing to wait for.
    if (this.#pendingWrites === 0 && !this.#lifetime.isClosed) {
      this.#socket.end();
      await withTimeout(this.#lifetime.closed, this.#times.closeTimeoutMs);
    }
    this.#lifetime.destroy('closed');
    await this.#lifetime.closed;
  }

  #takeChunk(): QueuedMessage[] {
    const messages: QueuedMessage[] = [];
    let octets = 0;
    while (octets < WRITE_CHUNK_BYTES) {
      const message = this.#queue.take();
      if (message === undefined) break;
      messages.push(message);
      octets += message.octets.length;
    }
    return messages;
  }

  async #onFlushed(messages: readonly QueuedMessage[]): Promise<void> {
    this.#pendingWrites -= 1;
    this.#idleTimeout.reset(this.#pendingWrites > 0);
    // The server may have closed the connection already. The event for that arrives within one full turn of
    // the event loop.
    await yieldToEventLoop();
    await yieldToEventLoop();
    if (this.#lifetime.isClosed) return;
    for (const message of messages) this.#queue.complete(message);
  }
}
