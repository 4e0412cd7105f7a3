/** A system server that is no Node.js program: started, observed, stopped; never left behind. */
import { type ChildProcess, spawn } from 'node:child_process';

const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class Daemon {
  /** Resolves when it has exited, for whatever reason. */
  readonly exited: Promise<void>;
  #text = '';
  readonly #child: ChildProcess;

  constructor(program: string, args: readonly string[]) {
    const child = spawn(program, args, { stdio: 'pipe' });
    this.#child = child;
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#text = (this.#text + chunk.toString()).slice(-8000);
      });
    }
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#text += error.message;
        resolve();
      });
      child.once('close', () => {
        running.delete(child);
        resolve();
      });
    });
  }

  /** Why waiting for it is pointless; undefined while it runs. */
  get exitDescription(): string | undefined {
    return this.#child.exitCode === null ? undefined : `it ended: ${this.#text}`;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
