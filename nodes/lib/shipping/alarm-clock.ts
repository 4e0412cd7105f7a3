import { sleep } from '../wait';
import type { Job } from './jobs';

/** The longest that a timer can wait: 24 days. Nobody polls less often without asking. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Something that somebody asked for and waits for. */
export interface Request {
  readonly job: Job;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Waits for the interval or for somebody who asks, whichever comes first. Never rejects. */
export class AlarmClock {
  readonly #signal: AbortSignal;

  #pending: Request[] = [];
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;

    // Whoever asked during the last poll would wait for a next one that never comes.
    signal.addEventListener('abort', () => this.#takeAll().forEach((request) => void request.done()), {
      once: true,
    });
  }

  /** Resolves when the job is done, or when all is over; rejects with what the job failed with. */
  ask(command: Job): Promise<void> {
    if (this.#signal.aborted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#pending.push({ job: command, done: resolve, failed: reject });
      this.#wake?.();
    });
  }

  /** Somebody asks for something else than the poll that may be under way. */
  get interrupted(): boolean {
    return this.#pending.some(({ job: command }) => command.action !== 'poll');
  }

  /**
   * @param ms undefined: until somebody asks
   * @returns what was asked for; nothing: the interval is over, or all is
   */
  async wait(ms: number | undefined): Promise<readonly Request[]> {
    do {
      if (this.#pending.length === 0 && !this.#signal.aborted) await this.#waitFor(ms ?? MAX_TIMEOUT_MS);
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

  #takeAll(): readonly Request[] {
    const requests = this.#pending;
    this.#pending = [];
    return requests;
  }
}
