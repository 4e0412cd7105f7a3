/** A connection between one replica and Redis that can be interrupted and restored. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { LOOPBACK } from '../../real/harness/process/ports';

export class DroppableProxy {
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  readonly #server: Server;

  private constructor(
    server: Server,
    readonly port: number,
  ) {
    this.#server = server;
  }

  /** @param to its target port on this machine */
  static start(to: number): Promise<DroppableProxy> {
    return new Promise((resolve, reject) => {
      const server = createServer((near) => cable.#lead(near, to));
      let cable: DroppableProxy;
      server.once('error', reject);
      server.listen(0, LOOPBACK, () => {
        const address = server.address();
        if (address === null || typeof address === 'string') throw new Error('the port has no address');
        cable = new DroppableProxy(server, address.port);
        resolve(cable);
      });
    });
  }

  /** Forwards nothing any more, and notifies neither end, as with an unplugged cable. */
  drop(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  restore(): void {
    this.#isCut = false;
    // Connections that were stalled have been given up by their owner.
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #lead(near: Socket, to: number): void {
    this.#keep(near);
    if (this.#isCut) {
      near.pause();
      return;
    }
    const far = connect(to, LOOPBACK);
    this.#keep(far);
    // Forwarded in code: a pipe would resume by itself when it is paused.
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (data) => {
        if (!this.#isCut) into.write(data);
      });
      from.once('close', () => into.destroy());
    }
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
