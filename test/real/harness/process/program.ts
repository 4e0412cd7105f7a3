/** A child process: started, observed, stopped; never left behind. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { waitFor } from './wait-for';

export interface ProgramOptions {
  /** Its name in messages. */
  readonly name: string;
  /** The Node.js that runs it. */
  readonly node: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Receives every line of its output. */
  readonly onLine?: (line: string) => void;
}

/** Enough for any failure message; a program with much output must not use up the memory of the tests. */
const KEPT_OUTPUT = 4_000_000;
const FOLLOW_PARENT = join(__dirname, 'follow-parent.cjs');
const running = new Set<Program>();

process.on('exit', () => {
  for (const program of running) program.signal('SIGKILL');
});

export class Program {
  readonly name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  /** Resolves when it has exited, for whatever reason. */
  readonly exited: Promise<void>;
  #text = '';
  /** characters, including those that are not kept any more */
  #written = 0;
  #endedAs: string | undefined;

  constructor(options: ProgramOptions) {
    this.name = options.name;
    const args = ['--require', FOLLOW_PARENT, options.script, ...options.args];
    // A process group of its own: Ctrl-C in the terminal is passed on by the harness, in its order.
    this.#child = spawn(options.node, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: 'pipe',
      detached: process.platform !== 'win32',
    });
    running.add(this);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        this.#text = (this.#text + chunk).slice(-KEPT_OUTPUT);
        this.#written += chunk.length;
      });
      if (options.onLine) createInterface({ input: stream }).on('line', options.onLine);
    }
    // Its exit is detected by the exit event; an error of its closed standard input adds nothing.
    this.#child.stdin.on('error', () => {});
    this.exited = new Promise((resolve) => {
      this.#child.once('error', (error) => this.#finish(error.message, resolve));
      this.#child.once('close', (code, signal) => this.#finish(`exit ${code ?? signal}`, resolve));
    });
  }

  /** Its output so far, standard output and error interleaved. */
  get output(): string {
    return this.#text;
  }

  /** @returns a function that returns the output from now on */
  outputSince(): () => string {
    const before = this.#written;
    return () => this.#text.slice(Math.max(0, this.#text.length - (this.#written - before)));
  }

  /** How it exited; undefined while it runs. */
  get exitDescription(): string | undefined {
    return this.#endedAs;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#endedAs === undefined) this.#child.kill(signal);
  }

  /** Polls until `ask` returns a value; fails when the program exits before. */
  async waitUntil<T>(
    what: string,
    ms: number,
    ask: () => T | undefined | Promise<T | undefined>,
  ): Promise<T> {
    try {
      return await waitFor(ask, {
        what,
        ms,
        stopReason: () => (this.#endedAs === undefined ? undefined : `${this.name} ended (${this.#endedAs})`),
      });
    } catch (error) {
      throw new Error(`${String(error)}\n${this.name} wrote:\n${this.#text.slice(-8000)}`);
    }
  }

  /** SIGTERM first, then SIGKILL. */
  async stop(graceMs: number): Promise<void> {
    this.signal('SIGTERM');
    const killTimer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(killTimer);
  }

  /** As a power failure does. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  #finish(how: string, resolve: () => void): void {
    this.#endedAs ??= how;
    running.delete(this);
    resolve();
  }
}
