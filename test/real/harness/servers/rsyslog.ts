/**
 * A real rsyslog with a configuration, work folder and port of its own. What it accepts is what it accepts by
 * default; nodes/docs/syslog.md names each setting that differs.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { LineCount } from '../node-red/output-file';
import { Daemon } from '../process/daemon';
import { LOOPBACK } from '../process/ports';
import { waitFor } from '../process/wait-for';

const PROGRAM = '/usr/sbin/rsyslogd';
const MODULES = ['imrelp.so', 'imtcp.so', 'lmnsd_gtls.so'];

/** Folder of its modules on Debian and derivatives: `/usr/lib/<architecture>/rsyslog`. */
function hasModule(name: string): boolean {
  const folders = execFileSync(
    'sh',
    ['-c', 'ls -d /usr/lib/rsyslog /usr/lib/*/rsyslog 2>/dev/null || true'],
    {
      encoding: 'utf8',
    },
  );
  return folders
    .split('\n')
    .filter((folder) => folder !== '')
    .some((folder) => existsSync(join(folder, name)));
}

/** Why there is no rsyslog to test with; undefined when there is. */
export function rsyslogMissing(): string | undefined {
  if (!existsSync(PROGRAM)) return `there is no ${PROGRAM} (Debian package rsyslog)`;
  const missing = MODULES.filter((name) => !hasModule(name));
  return missing.length === 0
    ? undefined
    : `rsyslog has no ${missing.join(', ')} (Debian packages rsyslog-relp, rsyslog-gnutls)`;
}

export type RsyslogInput = 'relp' | 'relp-tls' | 'tcp' | 'tls';

export interface RsyslogOptions {
  readonly folder: string;
  readonly port: number;
  readonly input: RsyslogInput;
  /** a file with key and certificate, and their authority */
  readonly pem: string;
  readonly ca: string;
  /** As LEEF needs it; by default rsyslog writes a tab as `#011`. */
  readonly keepTabs?: boolean;
  /** a template of rsyslog itself; by default one that writes messages as they came */
  readonly template?: 'RSYSLOG_SyslogProtocol23Format';
  /** by default 8,096 octets */
  readonly maxMessageSize?: string;
}

const INPUTS: Readonly<Record<RsyslogInput, (options: RsyslogOptions) => readonly string[]>> = {
  tcp: ({ port }) => ['module(load="imtcp")', `input(type="imtcp" port="${port}" address="${LOOPBACK}")`],
  tls: ({ port, pem, ca }) => [
    `global(defaultNetstreamDriverCAFile="${ca}" defaultNetstreamDriverCertFile="${pem}" defaultNetstreamDriverKeyFile="${pem}")`,
    'module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")',
    `input(type="imtcp" port="${port}" address="${LOOPBACK}")`,
  ],
  relp: ({ port }) => ['module(load="imrelp")', `input(type="imrelp" port="${port}" address="${LOOPBACK}")`],
  // With its own certificates librelp also requires one of the client.
  'relp-tls': ({ port, pem, ca }) => [
    'module(load="imrelp")',
    `input(type="imrelp" port="${port}" address="${LOOPBACK}" tls="on" tls.cacert="${ca}" tls.mycert="${pem}" tls.myprivkey="${pem}" tls.authmode="certvalid")`,
  ],
};

/** Written before the response (queue.type Direct), so that acknowledged messages survive even SIGKILL. */
function configuration(options: RsyslogOptions, file: string): string {
  return [
    `global(workDirectory="${options.folder}")`,
    ...(options.maxMessageSize === undefined ? [] : [`global(maxMessageSize="${options.maxMessageSize}")`]),
    ...(options.keepTabs === true ? ['global(parser.escapeControlCharacterTab="off")'] : []),
    'main_queue(queue.type="Direct")',
    ...INPUTS[options.input](options),
    'template(name="raw" type="string" string="%rawmsg%\\n")',
    `action(type="omfile" file="${file}" template="${options.template ?? 'raw'}" asyncWriting="off" flushOnTXEnd="on")`,
    '',
  ].join('\n');
}

export class Rsyslog {
  readonly #file: string;
  readonly #settings: string;
  readonly #lines: LineCount;
  #daemon: Daemon | undefined;

  readonly #options: RsyslogOptions;

  constructor(options: RsyslogOptions) {
    this.#options = options;
    this.#file = join(options.folder, 'received.log');
    this.#lines = new LineCount(this.#file);
    this.#settings = join(options.folder, 'rsyslog.conf');
  }

  /** Resolves when it accepts connections. */
  async start(): Promise<void> {
    const { folder, port } = this.#options;
    await writeFile(this.#settings, configuration(this.#options, this.#file));
    const pidFile = join(folder, `rsyslog-${Date.now()}.pid`);
    const daemon = new Daemon(PROGRAM, ['-n', '-f', this.#settings, '-i', pidFile]);
    this.#daemon = daemon;
    await waitFor(async () => ((await isOpen(port)) ? true : undefined), {
      what: 'rsyslog to listen',
      ms: 20_000,
      everyMs: 20,
      stopReason: () => daemon.exitDescription,
    });
  }

  /** SIGTERM as a service manager does it, SIGKILL as a power failure does. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const killTimer = setTimeout(() => this.#daemon?.signal('SIGKILL'), 10_000);
    this.#daemon?.signal(signal);
    await this.#daemon?.exited;
    clearTimeout(killTimer);
  }

  /** It stays alive and its connections stay open, but it reads nothing any more; only SIGKILL ends it then. */
  freeze(): void {
    this.#daemon?.signal('SIGSTOP');
  }

  /** The number of lines it has written so far; cheap to call repeatedly. */
  countReceived(): Promise<number> {
    return this.#lines.now();
  }

  /** The lines it has written so far, without an incomplete one. */
  async received(): Promise<string[]> {
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    return text.split('\n').slice(0, -1);
  }
}

/** Whether the port accepts connections; rsyslog ignores a connection without data. */
function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
