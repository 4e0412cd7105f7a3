import { createServer } from 'node:http';
import type { Cleanup } from '../process/cleanup';
import { LOOPBACK } from '../process/ports';

export interface RefusingProxy {
  readonly url: string;
  /** Number of tunnel requests. */
  tunnelRequests: number;
}

/** Refuses every tunnel, and reflects the received credentials, as some proxies do. */
export async function startRefusingProxy(cleanup: Cleanup): Promise<RefusingProxy> {
  const server = createServer((_request, response) => response.writeHead(501).end());
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  cleanup.add(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const proxy: RefusingProxy = { url: `http://${LOOPBACK}:${port}`, tunnelRequests: 0 };
  server.on('connect', (request, socket) => {
    proxy.tunnelRequests += 1;
    const given = request.headers['proxy-authorization'] ?? 'nothing';
    socket.on('error', () => socket.destroy());
    socket.end(
      `HTTP/1.1 407 ${given} is not welcome\r\nproxy-authenticate: Basic realm="${given}"\r\n\r\n${given} is not welcome`,
    );
  });
  return proxy;
}
