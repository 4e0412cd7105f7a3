/** A program of its own: started, listened to, ended; never left behind. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { waitFor } from './wait-for';

export interface ProgramOptions {
  /** How messages call it. */
  readonly name: string;
  /** The Node.js to run it on. */
  readonly node: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Hears every line of its output. */
  readonly onLine?: (line: string) => void;
}

/** Enough for any failure message; a chatty program must not eat the memory of the tests. */
const KEPT_OUTPUT = 4_000_000;
const FOLLOW_PARENT = join(__dirname, 'follow-parent.cjs');
const running = new Set<Program>();

process.on('exit', () => {
  for (const program of running) program.signal('SIGKILL');
});

export class Program {
  readonly name: string;
  private readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when it has ended, however it did. */
  readonly over: Promise<void>;
  private text = '';
  /** characters, also of what is not kept any more */
  private written = 0;
  private endedAs: string | undefined;

  constructor(options: ProgramOptions) {
    this.name = options.name;
    const args = ['--require', FOLLOW_PARENT, options.script, ...options.args];
    // A process group of its own: Ctrl-C in the terminal is ours to pass on, in our order.
    this.child = spawn(options.node, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: 'pipe',
      detached: process.platform !== 'win32',
    });
    running.add(this);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        this.text = (this.text + chunk).slice(-KEPT_OUTPUT);
        this.written += chunk.length;
      });
      if (options.onLine) createInterface({ input: stream }).on('line', options.onLine);
    }
    // Its death is noticed by its end; writing into its closed standard input is no news.
    this.child.stdin.on('error', () => {});
    this.over = new Promise((resolve) => {
      this.child.once('error', (error) => this.finish(error.message, resolve));
      this.child.once('close', (code, signal) => this.finish(`exit ${code ?? signal}`, resolve));
    });
  }

  /** Everything it wrote so far, standard output and error as they came. */
  get output(): string {
    return this.text;
  }

  /** @returns what tells all that it has written since now */
  outputSince(): () => string {
    const before = this.written;
    return () => this.text.slice(Math.max(0, this.text.length - (this.written - before)));
  }

  /** How it ended; undefined while it runs. */
  get end(): string | undefined {
    return this.endedAs;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.endedAs === undefined) this.child.kill(signal);
  }

  /** Asks until `ask` has an answer, unless the program ends before. */
  async until<T>(what: string, ms: number, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
    try {
      return await waitFor(ask, {
        what,
        ms,
        hopeless: () => (this.endedAs === undefined ? undefined : `${this.name} ended (${this.endedAs})`),
      });
    } catch (error) {
      throw new Error(`${String(error)}\n${this.name} wrote:\n${this.text.slice(-8000)}`);
    }
  }

  /** The gentle way, then the other one. */
  async stop(graceMs: number): Promise<void> {
    this.signal('SIGTERM');
    const patience = setTimeout(() => this.signal('SIGKILL'), graceMs);
    await this.over;
    clearTimeout(patience);
  }

  /** As a power failure does it. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.over;
  }

  private finish(how: string, resolve: () => void): void {
    this.endedAs ??= how;
    running.delete(this);
    resolve();
  }
}
