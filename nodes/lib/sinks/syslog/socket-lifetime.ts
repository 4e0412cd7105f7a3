import type { Socket } from 'node:net';
import { LOST, sentenceOf } from './connection-errors';

/**
 * Observes the end of a socket: reports it once, with a reason as text. The socket is destroyed when `closed`
 * resolves, whether an error, the server or this process ended it. Throws nothing.
 */
export class Life {
  readonly over: Promise<string>;
  #resolveClosed: (reason: string) => void = () => {};
  #isDone = false;

  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.over = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    socket.on('error', (error) => this.end(sentenceOf(error)));
    // Not only on `close`: nobody reads what is written after `end`.
    socket.on('end', () => this.end('the server closed the connection'));
    socket.on('close', () => this.end(LOST));
    if (socket.destroyed) this.end(LOST);
  }

  get ended(): boolean {
    return this.#isDone;
  }

  end(reason: string): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#socket.destroy();
    this.#resolveClosed(reason);
  }
}
