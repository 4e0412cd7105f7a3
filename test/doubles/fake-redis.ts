/** A server that speaks the Redis protocol, and gives scripted replies. */
import { createServer, type Socket } from 'node:net';

export type Responder = (words: readonly string[]) => string | undefined | Promise<string | undefined>;

export interface FakeRedis {
  readonly port: number;
  readonly commands: readonly (readonly string[])[];
  /** connections so far */
  readonly connections: number;
  close(): Promise<void>;
}

/** @param response a line of the protocol without its end; undefined: never a reply */
export function startFakeRedis(response: Responder): Promise<FakeRedis> {
  const commands: string[][] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let unread = '';
    let line: Promise<unknown> = Promise.resolve();
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.on('data', (text: string) => {
      unread += text;
      for (let command = takeCommand(); command !== undefined; command = takeCommand()) {
        commands.push(command);
        const received = command;
        // One after the other, as Redis does it.
        line = line
          .then(() => response(received))
          .then((text) => void (text !== undefined && socket.write(`${text}\r\n`)))
          .catch(() => socket.destroy());
      }
    });
    function takeCommand(): string[] | undefined {
      const lines = unread.split('\r\n');
      const count = Number(lines[0]?.slice(1));
      if (!(count > 0) || lines.length < 2 * count + 2) return undefined;
      unread = lines.slice(2 * count + 1).join('\r\n');
      return lines.slice(1, 2 * count + 1).filter((_, index) => index % 2 === 1);
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : 0,
        commands,
        get connections() {
          return connections;
        },
        close: () => {
          for (const socket of sockets) socket.destroy();
          return new Promise((closed) => server.close(() => closed()));
        },
      });
    });
  });
}
