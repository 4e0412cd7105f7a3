import type { Socket } from 'node:net';
import { CONNECTION_LOST, describeError } from './connection-errors';

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
    // Not only on `close`: nobody reads what is written after `end`.
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
