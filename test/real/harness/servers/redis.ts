/** A real Redis with a folder, port and password of its own. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Daemon } from '../process/daemon';
import { freePort, LOOPBACK } from '../process/ports';
import { waitFor } from '../process/wait-for';

const PROGRAM = 'redis-server';

/** Why there is no Redis to test with; undefined when there is. */
export function redisMissing(): string | undefined {
  try {
    execFileSync(PROGRAM, ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `there is no ${PROGRAM} (Debian package redis-server)`;
  }
}

export class RedisServer {
  #daemon: Daemon | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    readonly password: string,
  ) {}

  /** @param folder of its data; it has to exist */
  static async start(folder: string): Promise<RedisServer> {
    const server = new RedisServer(folder, await freePort(), randomBytes(12).toString('hex'));
    await server.restart();
    return server;
  }

  /** With the data that it had, every write of them. */
  async restart(): Promise<void> {
    const { folder, port, password } = this;
    const options = {
      ...{ bind: LOOPBACK, port: String(port), dir: folder, requirepass: password, save: '' },
      ...{ appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' },
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const daemon = new Daemon(PROGRAM, args);
    this.#daemon = daemon;
    await waitFor(async () => ((await answersPing(port)) ? true : undefined), {
      what: 'Redis to answer',
      ms: 20_000,
      everyMs: 20,
      stopReason: () => daemon.exitDescription,
    });
  }

  /** As a power failure does. */
  async kill(): Promise<void> {
    this.#daemon?.signal('SIGKILL');
    await this.#daemon?.exited;
  }

  /** Deletes its data; only while it is down. */
  async deleteData(): Promise<void> {
    await rm(join(this.folder, 'appendonlydir'), { recursive: true, force: true });
    await rm(join(this.folder, 'dump.rdb'), { force: true });
  }

  /** The output of `redis-cli`. */
  cli(...words: string[]): string {
    const args = ['-h', LOOPBACK, '-p', String(this.port), ...words];
    const env = { ...process.env, REDISCLI_AUTH: this.password };
    return execFileSync('redis-cli', args, { encoding: 'utf8', env }).trim();
  }
}

/** Its data is loaded, too: until then it replies LOADING. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK, () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(/^(?:\+PONG|-NOAUTH)/.test(data.toString()));
    });
    socket.once('error', () => resolve(false));
  });
}
