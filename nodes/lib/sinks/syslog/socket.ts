/** What both protocols need of a socket: its end, a time limit for responses, and writes of several buffers. */
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { CONNECTION_LOST, describeError } from './errors';

/**
 * Observes the end of a socket: reports it once, with a reason as text. The socket is destroyed when `closed`
 * resolves, whether an error, the server or this process ended it. Throws nothing.
 */
export class SocketLifetime {
  readonly closed: Promise<string>;
  #resolveClosed: (reason: string) => void = () => {};
  #isDone = false;

  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    socket.on('error', (error) => this.destroy(describeError(error)));
    // Does not wait for `close`: the server does not read what is written after `end`.
    socket.on('end', () => this.destroy('the server closed the connection'));
    socket.on('close', () => this.destroy(CONNECTION_LOST));
    if (socket.destroyed) this.destroy(CONNECTION_LOST);
  }

  get isClosed(): boolean {
    return this.#isDone;
  }

  destroy(reason: string): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#socket.destroy();
    this.#resolveClosed(reason);
  }
}

/**
 * An idle timeout of a socket. It runs only while a response is pending, and never after the socket closed: a
 * write may be flushed after that.
 */
export class IdleTimeout {
  #timer: NodeJS.Timeout | undefined;

  readonly #lifetime: SocketLifetime;
  readonly #ms: number;
  readonly #reason: string;

  /**
   * @param ms of inactivity
   * @param reason text for destroying the socket
   */
  constructor(lifetime: SocketLifetime, ms: number, reason: string) {
    this.#lifetime = lifetime;
    this.#ms = ms;
    this.#reason = reason;
    // Registered first, so that the timer is cleared before other listeners run.
    void lifetime.closed.then(() => this.#clear());
  }

  /** Starts the timer unless it runs. */
  arm(): void {
    if (!this.#lifetime.isClosed)
      this.#timer ??= setTimeout(() => this.#lifetime.destroy(this.#reason), this.#ms);
  }

  /** @param pending whether a response is still pending */
  reset(pending: boolean): void {
    this.#clear();
    if (pending) this.arm();
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Writes several buffers with one system call, and one callback after the last of them. */
export function writeCorked(
  stream: Writable,
  parts: readonly Buffer[],
  onFlushed?: (error?: Error | null) => void,
): void {
  stream.cork();
  const last = parts.length - 1;
  for (const [index, part] of parts.entries()) {
    if (index === last && onFlushed !== undefined) stream.write(part, onFlushed);
    else stream.write(part);
  }
  stream.uncork();
}
