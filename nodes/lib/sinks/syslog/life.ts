import type { Socket } from 'node:net';
import { LOST, sentenceOf } from './trouble';

/**
 * Observes the end of a socket: reports it once, with a reason as text. The socket is destroyed when `closed`
 * resolves, whether an error, the server or this process ended it. Throws nothing.
 */
export class Life {
  readonly over: Promise<string>;
  #tell: (reason: string) => void = () => {};
  #done = false;

  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.over = new Promise((resolve) => {
      this.#tell = resolve;
    });
    socket.on('error', (error) => this.end(sentenceOf(error)));
    // Not only on `close`: nobody reads what is written after `end`.
    socket.on('end', () => this.end('the server closed the connection'));
    socket.on('close', () => this.end(LOST));
    if (socket.destroyed) this.end(LOST);
  }

  get ended(): boolean {
    return this.#done;
  }

  end(reason: string): void {
    if (this.#done) return;
    this.#done = true;
    this.#socket.destroy();
    this.#tell(reason);
  }
}
