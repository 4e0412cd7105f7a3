import { hash } from 'node:crypto';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { MimecastError } from '../api/errors';
import { createRedactor, type Redactor } from '../api/redact';
import type { TlsSettings } from '../api/transport';
import { given } from '../given';
import { atMost } from '../wait';

export interface LinkSettings {
  /** without user and password */
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly tls: TlsSettings | undefined;
  readonly username: string;
  readonly password: string;
  /** ms that a connection, and every command, may take */
  readonly timeoutMs: number;
}

/** What is needed of the library's client. */
interface RedisClient {
  readonly isOpen: boolean;
  sendCommand(args: string[]): Promise<unknown>;
  destroy(): void;
}

/** Redis forgets scripts at a restart. */
const UNKNOWN_SCRIPT_CODE = 'NOSCRIPT';
/** It is another one that takes commands now, or it is not ready: the next connection may find the right one. */
const FAILOVER_ERRORS = /^(?:READONLY|LOADING|MASTERDOWN)/;
const AUTH_ERRORS = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR AUTH)/;

/**
 * One connection to Redis or Valkey, made at the first command and made again at the first one after it broke. Every
 * wait is bounded here: the library's own time-outs end when a command was sent, and its reconnecting keeps commands
 * for later, which is what a lease must not do.
 */
export class RedisLink {
  readonly #options: LinkSettings;

  #clientPromise: Promise<RedisClient> | undefined;
  /** what connects now */
  #connecting: RedisClient | undefined;
  readonly #redactor: Redactor;
  #closed = false;

  constructor(options: LinkSettings) {
    this.#options = options;

    this.#redactor = createRedactor([options.password]);
  }

  /**
   * @returns what Redis answered, unread
   * @throws MimecastError MIMECAST_UNAVAILABLE, or MIMECAST_CONFIG where the credentials are refused
   */
  async command(args: readonly string[]): Promise<unknown> {
    let client: RedisClient | undefined;
    try {
      client = await this.#getClient();
      return await this.#withTimeout(client.sendCommand([...args]));
    } catch (error) {
      // Redis said no: the connection is sound. Everything else: nobody knows what it is still good for.
      if (!isRedisReply(error)) await this.#drop(client);
      throw this.#toUserError(error);
    }
  }

  /** A script in one atomic step; its text is only sent when Redis does not have it. */
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
    // Nobody waits for a host that does not answer.
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
    // Only who has a cluster node pays for the library.
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
    // Without a listener it would take the process down; the command under way tells what happened.
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

  /** Unless another command has dropped it before, and a new one is there already. */
  async #drop(client: RedisClient | undefined): Promise<void> {
    if (client === undefined) return;
    if ((await this.#clientPromise?.catch(() => undefined)) === client) this.#clientPromise = undefined;
    destroyClient(client);
  }

  async #withTimeout<T>(work: Promise<T>): Promise<T> {
    const { timeoutMs } = this.#options;
    const result = await atMost(
      work.then((value) => ({ value })),
      timeoutMs,
    );
    if (result === undefined) throw new Error(`no answer within ${timeoutMs / 1000} s`);
    return result.value;
  }

  #toUserError(error: unknown): MimecastError {
    const text = this.#redactor.text(error instanceof Error ? errorText(error) : String(error));
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

/** An address is no server name (RFC 6066, 3); the certificate is checked against it all the same. */
function toTlsOptions({ key, cert, ca, ...rest }: TlsSettings, host: string): ConnectionOptions {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return {
    minVersion: 'TLSv1.2',
    ...servername,
    ...given({ ...rest, ...given({ key: toMutable(key), cert: toMutable(cert), ca: toMutable(ca) }) }),
  };
}

/** The library wants lists that it could change. */
function toMutable(value: TlsSettings['ca']): string | Buffer | (string | Buffer)[] | undefined {
  return value === undefined || typeof value === 'string' || Buffer.isBuffer(value) ? value : [...value];
}

/** An answer of Redis has its code in front: `ERR …`, `NOSCRIPT …`, `WRONGPASS …`. */
function isRedisReply(error: unknown): boolean {
  return error instanceof Error && /^[A-Z]{2,} /.test(error.message) && !FAILOVER_ERRORS.test(error.message);
}

/** All addresses of a name failed: Node.js says so with an empty message. */
function errorText(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message;
  const reasons = error.errors.map((one: unknown) => (one instanceof Error ? one.message : String(one)));
  return [...new Set(reasons)].join('; ');
}

function destroyClient(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}
