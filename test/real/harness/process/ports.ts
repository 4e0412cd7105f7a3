import { createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** @param port 0 lets the system choose */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      server.close((error) => {
        if (error) reject(error);
        else resolve(typeof address === 'object' && address !== null ? address.port : undefined);
      });
    });
  });
}

export async function freePort(): Promise<number> {
  const port = await tryPort(0);
  if (port === undefined) throw new Error('the system has no free port on 127.0.0.1');
  return port;
}

/** `first`, or the next free one: people expect Node-RED on 1880. */
export async function freePortFrom(first: number): Promise<number> {
  for (let port = first; port < first + 100; port += 1) {
    if ((await tryPort(port)) !== undefined) return port;
  }
  return freePort();
}
