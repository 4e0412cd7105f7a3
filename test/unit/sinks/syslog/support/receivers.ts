/** Syslog servers on loopback that misbehave on request. */
import net, { type AddressInfo, type Socket } from 'node:net';
import tls, { type TlsOptions } from 'node:tls';

export interface Receiver {
  readonly port: number;
  /** all connections so far */
  readonly connections: Socket[];
  /** closes all connections and, until `restart` is called, accepts no new ones */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

/** @param options.tls undefined: plain TCP */
export async function listen(
  onSocket: (socket: Socket, index: number) => void,
  options: { readonly tls?: TlsOptions } = {},
): Promise<Receiver> {
  const connections: Socket[] = [];
  const raw = new Set<Socket>();
  const accept = (socket: Socket): void => {
    connections.push(socket);
    socket.on('error', () => undefined);
    onSocket(socket, connections.length - 1);
  };
  let server = make();
  function make(): net.Server {
    const made = options.tls === undefined ? net.createServer(accept) : tls.createServer(options.tls, accept);
    made.on('connection', (socket: Socket) => {
      raw.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => raw.delete(socket));
    });
    made.on('tlsClientError', () => undefined);
    return made;
  }
  const open = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  await open(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of raw) socket.destroy();
      }),
    restart: () => {
      server = make();
      return open(port);
    },
  };
}

/** The messages of an octet-counting stream; throws when it is invalid. */
export function readFrames(stream: Buffer): string[] {
  const messages: string[] = [];
  let at = 0;
  while (at < stream.length) {
    const blank = stream.indexOf(0x20, at);
    const length = Number(stream.toString('latin1', at, blank));
    if (blank === -1 || !Number.isInteger(length)) throw new Error(`no frame at ${at}`);
    messages.push(stream.toString('utf8', blank + 1, blank + 1 + length));
    at = blank + 1 + length;
  }
  return messages;
}

export interface Collector extends Receiver {
  /** octets of each connection */
  readonly streams: readonly Buffer[];
}

/** Reads everything, answers nothing. */
export async function collect(options: { readonly tls?: TlsOptions } = {}): Promise<Collector> {
  const streams: Buffer[] = [];
  const receiver = await listen((socket, index) => {
    streams[index] = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      streams[index] = Buffer.concat([streams[index] ?? Buffer.alloc(0), chunk]);
    });
  }, options);
  return { ...receiver, streams };
}
