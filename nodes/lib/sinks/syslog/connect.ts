/** Opens a TCP or TLS connection to a syslog server, with the certificate verified. */
import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import type { TlsSettings } from '../../contracts/tls';
import { linkSignals } from '../../util/abort';
import { omitEmpty } from '../../util/omit-empty';
import { ConnectionError, describeError, NO_RESPONSE } from './errors';

export interface Target {
  readonly host: string;
  readonly port: number;
  /** undefined: no TLS */
  readonly tls: TlsSettings | undefined;
}

/** ms of silence before TCP keep-alive probes start */
const KEEP_ALIVE_MS = 30_000;

function openSocket({ host, port, tls: settings }: Target): { socket: Socket; event: string } {
  if (settings === undefined) return { socket: net.connect({ host, port }), event: 'connect' };
  // An IP address is not a server name (RFC 6066, 3); the certificate is still checked against it.
  const servername = net.isIP(host) === 0 ? { servername: host } : {};
  const options = {
    minVersion: 'TLSv1.2',
    ...servername,
    ...omitEmpty({ ...settings }),
    host,
    port,
  } as const;
  try {
    return { socket: tls.connect(options), event: 'secureConnect' };
  } catch {
    throw new ConnectionError('the TLS configuration has an invalid certificate, key or passphrase');
  }
}

/**
 * @param ms limit for everything up to the end of the TLS handshake
 * @throws ConnectionError with a readable message; the socket is destroyed then
 */
export function connect(target: Target, ms: number, signal: AbortSignal): Promise<Socket> {
  const deadline = linkSignals([signal], {
    ms,
    reason: () => new ConnectionError(NO_RESPONSE),
  });
  return new Promise<Socket>((resolve, reject) => {
    const { socket, event } = openSocket(target);
    // A permanent listener: an error may occur during hand-over or destruction.
    socket.on('error', () => {});
    const fail = (reason: unknown): void => {
      deadline.signal.removeEventListener('abort', onAbort);
      socket.off(event, onReady);
      socket.destroy();
      reject(new ConnectionError(describeError(reason)));
    };
    const onAbort = (): void => fail(deadline.signal.reason);
    const onError = (error: Error): void => fail(error);
    const onClose = (): void => fail(new ConnectionError('the server closed the connection at once'));
    const onReady = (): void => {
      deadline.signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('close', onClose);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      socket.setNoDelay(true);
      resolve(socket);
    };
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once(event, onReady);
    if (deadline.signal.aborted) onAbort();
    else deadline.signal.addEventListener('abort', onAbort, { once: true });
  })
    .catch((error: unknown) => {
      throw error instanceof ConnectionError ? error : new ConnectionError(describeError(error));
    })
    .finally(() => deadline.dispose());
}
