import type { Socket } from 'node:net';
import { LOST, sentenceOf } from './trouble';

/**
 * The end of a socket, told once and with a reason in words. Whatever ends it (an error, the other side, we
 * ourselves), the socket is destroyed when `over` resolves; nothing is thrown.
 */
export class Life {
  readonly over: Promise<string>;
  private tell: (reason: string) => void = () => {};
  private done = false;

  constructor(private readonly socket: Socket) {
    this.over = new Promise((resolve) => {
      this.tell = resolve;
    });
    socket.on('error', (error) => this.end(sentenceOf(error)));
    // Not only at `close`: what is written from here on would not be read by anybody.
    socket.on('end', () => this.end('the server closed the connection'));
    socket.on('close', () => this.end(LOST));
    if (socket.destroyed) this.end(LOST);
  }

  get ended(): boolean {
    return this.done;
  }

  end(reason: string): void {
    if (this.done) return;
    this.done = true;
    this.socket.destroy();
    this.tell(reason);
  }
}
