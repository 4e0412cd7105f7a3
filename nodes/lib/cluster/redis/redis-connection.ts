import { hash } from 'node:crypto';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { MimecastError } from '../../contracts/errors';
import type { TlsSettings } from '../../contracts/tls';
import { withTimeout } from '../../util/async';
import { omitEmpty } from '../../util/omit-empty';
import { createRedactor, type Redactor } from '../../util/redaction/redactor';

export interface RedisOptions {
  /** without credentials */
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly tls: TlsSettings | undefined;
  readonly username: string;
  readonly password: string;
  /** timeout in ms for a connection and for every command */
  readonly timeoutMs: number;
}

/** The part of the library's client that is used here. */
interface RedisClient {
  readonly isOpen: boolean;
  sendCommand(args: string[]): Promise<unknown>;
  destroy(): void;
}

/** Redis loses its script cache at a restart. */
const UNKNOWN_SCRIPT_CODE = 'NOSCRIPT';
/**
 * Errors of a server that is a read-only replica or not ready: the next connection may reach the right
 * server.
 */
const FAILOVER_ERRORS = /^(?:READONLY|LOADING|MASTERDOWN)/;
const AUTH_ERRORS = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR AUTH)/;

/**
 * One connection to Redis or Valkey. It is opened at the first command, and again at the first command after
 * it broke. Every wait has a timeout here. The timeouts of the library end when a command was sent, and its
 * reconnect queues commands for later, which a lease must not do.
 */
export class RedisConnection {
  readonly #options: RedisOptions;

  #clientPromise: Promise<RedisClient> | undefined;
  /** the client that is connecting */
  #connecting: RedisClient | undefined;
  readonly #redactor: Redactor;
  #closed = false;

  constructor(options: RedisOptions) {
    this.#options = options;
    this.#redactor = createRedactor([options.password]);
  }

  /**
   * @returns the raw reply of Redis
   * @throws MimecastError MIMECAST_UNAVAILABLE, or MIMECAST_CONFIG where the credentials are refused
   */
  async command(args: readonly string[]): Promise<unknown> {
    let client: RedisClient | undefined;
    try {
      client = await this.#getClient();
      return await this.#withTimeout(client.sendCommand([...args]));
    } catch (error) {
      // After an error reply of Redis the connection is usable. After any other error its state is unknown.
      if (!isRedisReply(error)) await this.#drop(client);
      throw this.#toUserError(error);
    }
  }

  /** Runs a script atomically. The script text is sent only when Redis does not have it cached. */
  async script(text: string, keys: readonly string[], values: readonly string[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...values];
    try {
      return await this.command(['EVALSHA', hash('sha1', text), ...rest]);
    } catch (error) {
      if (!(error instanceof MimecastError && error.vendorCode === UNKNOWN_SCRIPT_CODE)) throw error;
      return this.command(['EVAL', text, ...rest]);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    // Do not wait for a host that does not respond.
    if (this.#connecting !== undefined) destroyClient(this.#connecting);
    await this.#drop(await this.#clientPromise?.catch(() => undefined));
  }

  #getClient(): Promise<RedisClient> {
    if (this.#closed) return Promise.reject(new Error('the cluster node is closed'));
    this.#clientPromise ??= this.#connect().catch((error: unknown) => {
      this.#clientPromise = undefined;
      throw error;
    });
    return this.#clientPromise;
  }

  async #connect(): Promise<RedisClient> {
    const { host, port, database, tls, username, password, timeoutMs } = this.#options;
    // Loaded on demand, so that only users of a cluster node load the library.
    const { createClient }: typeof import('@redis/client') = require('@redis/client');
    const endpoint = { host, port, connectTimeout: timeoutMs, reconnectStrategy: false } as const;
    const client = createClient({
      socket: tls === undefined ? endpoint : { ...endpoint, ...toTlsOptions(tls, host), tls: true },
      RESP: 2,
      database,
      disableOfflineQueue: true,
      maintNotifications: 'disabled',
      ...(username !== '' && { username }),
      ...(password !== '' && { password }),
    });
    // Without a listener an `error` event would crash the process. The current command reports the error.
    client.on('error', () => undefined);
    this.#connecting = client;
    try {
      await this.#withTimeout(client.connect());
    } catch (error) {
      destroyClient(client);
      throw error;
    } finally {
      this.#connecting = undefined;
    }
    return client;
  }

  /** Another command may have dropped it already and opened a new one. */
  async #drop(client: RedisClient | undefined): Promise<void> {
    if (client === undefined) return;
    if ((await this.#clientPromise?.catch(() => undefined)) === client) this.#clientPromise = undefined;
    destroyClient(client);
  }

  async #withTimeout<T>(work: Promise<T>): Promise<T> {
    const { timeoutMs } = this.#options;
    const result = await withTimeout(
      work.then((value) => ({ value })),
      timeoutMs,
    );
    if (result === undefined) throw new Error(`no answer within ${timeoutMs / 1000} s`);
    return result.value;
  }

  #toUserError(error: unknown): MimecastError {
    const text = this.#redactor.redact(error instanceof Error ? errorText(error) : String(error));
    const { host, port } = this.#options;
    const message = `Redis at ${host}:${port}: ${text}`;
    return AUTH_ERRORS.test(text)
      ? new MimecastError('MIMECAST_CONFIG', message)
      : new MimecastError('MIMECAST_UNAVAILABLE', message, {
          transient: true,
          vendorCode: text.split(' ', 1)[0],
        });
  }
}

/** An IP address is not a server name (RFC 6066, section 3); the certificate is checked against it anyway. */
function toTlsOptions({ key, cert, ca, ...rest }: TlsSettings, host: string): ConnectionOptions {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return {
    minVersion: 'TLSv1.2',
    ...servername,
    ...omitEmpty({
      ...rest,
      ...omitEmpty({ key: toMutable(key), cert: toMutable(cert), ca: toMutable(ca) }),
    }),
  };
}

/** The library requires mutable arrays. */
function toMutable(value: TlsSettings['ca']): string | Buffer | (string | Buffer)[] | undefined {
  return value === undefined || typeof value === 'string' || Buffer.isBuffer(value) ? value : [...value];
}

/** An error reply of Redis starts with its code: `ERR …`, `NOSCRIPT …`, `WRONGPASS …`. */
function isRedisReply(error: unknown): boolean {
  return error instanceof Error && /^[A-Z]{2,} /.test(error.message) && !FAILOVER_ERRORS.test(error.message);
}

/** When all addresses of a host name failed, Node.js throws an AggregateError with an empty message. */
function errorText(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message;
  const reasons = error.errors.map((one: unknown) => (one instanceof Error ? one.message : String(one)));
  return [...new Set(reasons)].join('; ');
}

function destroyClient(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}
