/** A proxy between Node-RED and the simulated tenant that records the tokens passing through. */
import { createServer, request, type Server } from 'node:http';
import { z } from 'zod';
import { LOOPBACK } from '../process/ports';

const grant = z.object({ access_token: z.string() });

export class RecordingProxy {
  readonly tokens = new Set<string>();

  readonly #server: Server;

  private constructor(
    server: Server,
    readonly url: string,
  ) {
    this.#server = server;
  }

  static async listen(target: string): Promise<RecordingProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const proxy = new RecordingProxy(server, `http://${LOOPBACK}:${address.port}`);
    proxy.#relay(target);
    return proxy;
  }

  #relay(target: string): void {
    this.#server.on('request', (incoming, outgoing) => {
      const { method, headers, url = '/' } = incoming;
      const onward = request(new URL(url, target), { method, headers }, (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        if (url === '/oauth/token') this.#listenTo(response);
        response.on('error', () => outgoing.destroy());
        response.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
  }

  #listenTo(response: NodeJS.ReadableStream): void {
    let body = '';
    response.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    response.on('end', () => {
      const granted = grant.safeParse(body.startsWith('{') ? JSON.parse(body) : undefined);
      if (granted.success) this.tokens.add(granted.data.access_token);
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
