/** A receiver on this machine that reads whole requests, also compressed ones, and responds. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Cleanup } from '../process/cleanup';
import { LOOPBACK } from '../process/ports';

export interface HttpCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  readonly json?: object;
  /** instead of JSON */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };

/** What a proxy, a sign-in or a load balancer responds in place of the receiver. */
export const page = (status: number, title: string): HttpReply => ({
  status,
  text: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  headers: HTML,
});

const addressOf = (address: AddressInfo | string | null): AddressInfo => {
  if (address === null || typeof address === 'string') throw new Error('it listens nowhere');
  return address;
};

/** @returns its origin; `cleanup` stops it, with the connections that are kept alive */
export async function httpDouble(respond: (heard: HttpCall) => HttpReply, cleanup: Cleanup): Promise<string> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const bytes = Buffer.concat(parts);
      const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
      const call = { path: request.url ?? '', headers: request.headers, body: plain.toString('utf8') };
      const { status, json, text, headers } = respond(call);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(text ?? JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, LOOPBACK, resolve);
  });
  cleanup.add(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://${LOOPBACK}:${addressOf(server.address()).port}`;
}
