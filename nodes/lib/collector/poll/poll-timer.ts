import { MimecastError } from '../../contracts/errors';
import { MAX_TIMER_MS, sleep } from '../../util/async';
import type { Command } from './commands';

/** Commands that wait for the end of a poll. More come from a flow that sends them without a pause. */
export const MAX_PENDING = 1000;
const TOO_MANY_MESSAGE = `${MAX_PENDING} messages wait for the end of a poll already: send fewer`;

/** A command and the promise of its caller. */
export interface PendingCommand {
  readonly command: Command;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Waits for the poll interval or for a command, whichever comes first. Never rejects. */
export class PollTimer {
  readonly #signal: AbortSignal;

  #pending: PendingCommand[] = [];
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;

    // A command that arrived during the last poll would otherwise never resolve.
    signal.addEventListener('abort', () => this.#takeAll().forEach((request) => void request.resolve()), {
      once: true,
    });
  }

  /** Resolves when the command is done or the source is closed. Rejects with the error of the command. */
  request(command: Command): Promise<void> {
    if (this.#signal.aborted) return Promise.resolve();
    if (this.#pending.length >= MAX_PENDING)
      return Promise.reject(new MimecastError('MIMECAST_CONFIG', TOO_MANY_MESSAGE));
    return new Promise((resolve, reject) => {
      this.#pending.push({ command, resolve, reject });
      this.#wake?.();
    });
  }

  /** A command other than `poll` is pending. */
  get interrupted(): boolean {
    return this.#pending.some(({ command }) => command.action !== 'poll');
  }

  /**
   * @param ms undefined: wait until a command arrives
   * @returns the pending commands; empty when the interval is over or the source is closed
   */
  async wait(ms: number | undefined): Promise<readonly PendingCommand[]> {
    do {
      if (this.#pending.length === 0 && !this.#signal.aborted) await this.#waitFor(ms ?? MAX_TIMER_MS);
    } while (ms === undefined && this.#pending.length === 0 && !this.#signal.aborted);
    return this.#takeAll();
  }

  async #waitFor(ms: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const signal = AbortSignal.any([this.#signal, woken.signal]);
    await sleep(ms, signal).catch(() => undefined);
    this.#wake = undefined;
  }

  #takeAll(): readonly PendingCommand[] {
    const requests = this.#pending;
    this.#pending = [];
    return requests;
  }
}
