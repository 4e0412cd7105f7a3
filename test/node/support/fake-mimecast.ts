/** A minimal Mimecast for signing in: one application, one account. Loopback only, plain http. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface FakeMimecast {
  readonly origin: string;
  /** every request as `METHOD path`, and the forms sent to the token endpoint */
  readonly requests: string[];
  readonly forms: string[];
  /** false: get-account is forbidden */
  readable: boolean;
  stop(): Promise<void>;
}

const TOKEN = 'canary-access-token-5f1c';

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

export async function startFakeMimecast(application: { id: string; secret: string }): Promise<FakeMimecast> {
  const sockets = new Set<Socket>();
  const respond = (path: string, form: string): [number, unknown] => {
    if (path === '/oauth/token') {
      const sent = new URLSearchParams(form);
      const known =
        sent.get('client_id') === application.id && sent.get('client_secret') === application.secret;
      // According to one program, the real endpoint returns what it was sent (wire.md 2.3).
      return known
        ? [200, { access_token: TOKEN, token_type: 'Bearer', expires_in: 1799, scope: '' }]
        : [
            401,
            {
              fail: [{ code: 'InvalidClientIdentifier', message: `Client credentials are invalid: ${form}` }],
            },
          ];
    }
    if (path === '/identity/whoami') return [200, { 'home-account': 'C0A0' }];
    if (path !== '/api/account/get-account') return [404, { fail: [{ code: 'not_found', message: 'no' }] }];
    return fake.readable
      ? [
          200,
          { meta: { status: 200 }, data: [{ accountCode: 'C0A0', accountName: 'Example Ltd' }], fail: [] },
        ]
      : [403, { fail: [{ code: 'app_forbidden', message: 'Forbidden' }] }];
  };
  const server = createServer((request, response) => {
    textOf(request).then(
      (form) => {
        fake.requests.push(`${request.method} ${request.url}`);
        if (request.url === '/oauth/token') fake.forms.push(form);
        const [status, body] = respond(request.url ?? '', form);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      },
      () => response.destroy(),
    );
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fake: FakeMimecast = {
    origin: `http://127.0.0.1:${port}`,
    requests: [],
    forms: [],
    readable: true,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return fake;
}
