/** A proxy in front of the simulated tenant, one for each replica: records the application and time of each call. */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { LOOPBACK } from '../../real/harness/process/ports';

export interface RecordedCall {
  readonly replica: number;
  /** of the application */
  readonly client: string;
  readonly at: number;
}

/** The application of each token: its use through another tap would be a defect. */
const owners = new Map<string, string>();

export class RecordingApiProxy {
  readonly calls: RecordedCall[] = [];

  readonly #server: Server;

  private constructor(
    server: Server,
    readonly url: string,
  ) {
    this.#server = server;
  }

  static start(replica: number, apiUrl: string): Promise<RecordingApiProxy> {
    return new Promise((resolve, reject) => {
      const server = createServer((incoming, response) => {
        pass(incoming, response, apiUrl, (client) => {
          if (client !== undefined) tap.calls.push({ replica, client, at: Date.now() });
        }).catch(() => response.destroy());
      });
      let tap: RecordingApiProxy;
      server.once('error', reject);
      server.listen(0, LOOPBACK, () => {
        const address = server.address();
        if (address === null || typeof address === 'string') throw new Error('the port has no address');
        tap = new RecordingApiProxy(server, `http://${LOOPBACK}:${address.port}`);
        resolve(tap);
      });
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

async function pass(
  incoming: IncomingMessage,
  response: ServerResponse,
  apiUrl: string,
  saw: (client: string | undefined) => void,
): Promise<void> {
  const body = await bodyOf(incoming);
  const signsIn = incoming.url?.startsWith('/oauth/token') === true;
  const asking = signsIn ? new URLSearchParams(body.toString()).get('client_id') : undefined;
  const token = incoming.headers.authorization?.replace(/^bearer /i, '') ?? '';
  saw(asking ?? owners.get(token));
  await new Promise<void>((resolve, reject) => {
    const { method, headers, url } = incoming;
    const outgoing = request(new URL(url ?? '/', apiUrl), { method, headers }, (upstream) => {
      bodyOf(upstream).then((text) => {
        if (signsIn && asking) owners.set(tokenIn(text.toString()), asking);
        response.writeHead(upstream.statusCode ?? 502, upstream.headers).end(text);
        resolve();
      }, reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function tokenIn(upstream: string): string {
  return /"access_token"\s*:\s*"([^"]+)"/.exec(upstream)?.[1] ?? '';
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
