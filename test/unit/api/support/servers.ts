/** Real servers on loopback, closed with the test that opened them. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

export interface TestServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>` or its https sibling */
  readonly origin: string;
  close(): Promise<void>;
}

export const fixture = (name: string): string =>
  readFileSync(path.join(__dirname, '..', 'fixtures', name), 'utf8');

function collect(handler: Handler): http.RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handler(request, response, Buffer.concat(chunks).toString()));
    request.on('error', () => response.destroy());
  };
}

async function listening(server: net.Server, scheme: string): Promise<TestServer> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `${scheme}://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export const serveHttp = (handler: Handler): Promise<TestServer> =>
  listening(http.createServer(collect(handler)), 'http');

/** @param pem a file of fixtures/ that contains key and certificate */
export const serveHttps = (pem: string, handler: Handler): Promise<TestServer> => {
  const both = fixture(pem);
  return listening(https.createServer({ key: both, cert: both }, collect(handler)), 'https');
};

/** Accepts connections and runs the given handler on them. */
export const serveSockets = (onSocket: (socket: net.Socket) => void): Promise<TestServer> =>
  listening(net.createServer(onSocket), 'http');

export interface TestProxy extends TestServer {
  readonly tunnels: readonly { readonly target: string; readonly authorization: string | undefined }[];
}

/**
 * A CONNECT proxy that forwards every tunnel to `port` on this machine.
 * @param refuse status and text of its refusal
 */
export async function serveProxy(
  port: number,
  refuse?: { status: number; text: string },
): Promise<TestProxy> {
  const tunnels: { target: string; authorization: string | undefined }[] = [];
  const server = http.createServer((_request, response) => response.writeHead(500).end());
  server.on('connect', (request, socket) => {
    tunnels.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (refuse !== undefined) {
      socket.end(`HTTP/1.1 ${refuse.status} ${refuse.text}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const upstream = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    socket.on('close', () => upstream.destroy());
  });
  return { ...(await listening(server, 'http')), tunnels };
}

export function json(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
