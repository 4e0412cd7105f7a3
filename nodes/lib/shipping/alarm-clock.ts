import { sleep } from '../wait';

/** The longest that a timer can wait: 24 days. Nobody polls less often without asking. */
const LONGEST_MS = 2 ** 31 - 1;

export interface Alarm {
  /** somebody asked, rather than the interval being over */
  readonly asked: boolean;
  /** tells those who asked that what they asked for is done */
  readonly done: () => void;
}

/** Waits for the interval or for somebody who asks, whichever comes first. Never rejects. */
export class AlarmClock {
  private askers: (() => void)[] = [];
  private wake: (() => void) | undefined;

  constructor(private readonly signal: AbortSignal) {
    // Whoever asked during the last poll would wait for a next one that never comes.
    signal.addEventListener('abort', () => this.takeAskers().forEach((tell) => void tell()), { once: true });
  }

  /** Resolves when the next alarm that goes off after this call is done, or when all is over. */
  ask(): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.askers.push(resolve);
      this.wake?.();
    });
  }

  /** @param ms undefined: until somebody asks */
  async wait(ms: number | undefined): Promise<Alarm> {
    do {
      if (this.askers.length === 0 && !this.signal.aborted) await this.waitFor(ms ?? LONGEST_MS);
    } while (ms === undefined && this.askers.length === 0 && !this.signal.aborted);
    const askers = this.takeAskers();
    return { asked: askers.length > 0, done: () => askers.forEach((tell) => void tell()) };
  }

  private async waitFor(ms: number): Promise<void> {
    const woken = new AbortController();
    this.wake = () => woken.abort();
    const signal = AbortSignal.any([this.signal, woken.signal]);
    await sleep(ms, signal).catch(() => undefined);
    this.wake = undefined;
  }

  private takeAskers(): readonly (() => void)[] {
    const askers = this.askers;
    this.askers = [];
    return askers;
  }
}
